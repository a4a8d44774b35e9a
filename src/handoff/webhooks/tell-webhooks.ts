import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../storage/index.ts';

export type WebhookEventName =
  | 'case.opened'
  | 'case.assigned'
  | 'case.resolved'
  | 'case.breached'
  | 'complaint.opened'
  | 'complaint.overdue'
  | 'compensation.granted'
  | 'order.requested';

/** Writes one delivery per webhook that wants the event, in the transaction of what happened. */
export async function tellWebhooks(
  tx: Tx,
  event: WebhookEventName,
  data: Readonly<Record<string, unknown>>,
  now: number,
): Promise<void> {
  const hooks = await tx.selectFrom('webhooks').select(['id', 'events']).where('active', '=', 1).execute();
  for (const hook of hooks) {
    if (!JSON.parse(hook.events).includes(event)) continue;
    const id = uuidv7();
    await tx
      .insertInto('webhook_deliveries')
      .values({
        id,
        webhook_id: hook.id,
        event,
        payload: JSON.stringify({ id, event, at: now, data }),
        state: 'due',
        attempts: 0,
        status: null,
        detail: null,
        due_at: now,
        created_at: now,
        settled_at: null,
      })
      .execute();
  }
}
