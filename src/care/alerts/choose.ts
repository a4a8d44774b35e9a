import type { ConversationId, CustomerId, Locale } from '../../core/index.ts';
import { addOrderRequest, isOver, type Order } from '../../customers/index.ts';
import type { Database, Tx } from '../../storage/index.ts';
import { ALERT_CHOICES, type AlertChoice, orderOf } from './compose.ts';
import { type DelayFile, fill } from './delay-file.ts';

/** A delay that somebody presses a button about. */
export interface PressedAlert {
  id: string;
  choice: AlertChoice;
  order: Order;
}

/** Who the alert was for may press; for everybody else, and for an order that has arrived, it is not there. */
export async function pressedAlert(
  db: Database | Tx,
  pressed: { choice: string; id: string },
  customer: CustomerId,
): Promise<PressedAlert | null> {
  const choice = ALERT_CHOICES.find((each) => each === pressed.choice);
  const alert = await db
    .selectFrom('delay_alerts')
    .select(['id', 'order_number'])
    .where('id', '=', pressed.id)
    .where('customer_id', '=', customer)
    .executeTakeFirst();
  const order = alert ? await orderOf(db, alert.order_number) : null;
  return choice && alert && order && !isOver(order) ? { id: alert.id, choice, order } : null;
}

/** What is answered at once; null: a dialogue takes it from here. */
export function replyToChoice(file: DelayFile, { choice, order }: PressedAlert, locale: Locale): string | null {
  if (choice === 'address' || choice === 'person') return null;
  const values = { order: order.number, title: order.title, cause: '', day: '', action: '', remedy: '' };
  return fill(file.choices[choice].reply[locale], values);
}

/** Writes the choice down, and the wish for the colleagues; the same press again changes nothing. */
export async function noteChoice(
  tx: Tx,
  { id, choice, order }: PressedAlert,
  { customer, conversation }: { customer: CustomerId; conversation: ConversationId },
  now: number,
): Promise<void> {
  await tx.updateTable('delay_alerts').set({ choice, chosen_at: now }).where('id', '=', id).execute();
  if (choice !== 'urge' && choice !== 'cancel') return;
  await addOrderRequest(tx, {
    id: `alert:${id}:${choice}`,
    order: order.number,
    customer,
    conversation,
    kind: choice,
    detail: '',
    createdAt: now,
  });
}
