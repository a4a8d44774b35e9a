import { type ConversationId, CustomerId } from '../../core/index.ts';
import { tierOf } from '../../customers/index.ts';
import type { Tx } from '../../storage/index.ts';
import { type PlaceToSay, placesToSay } from '../gate/places.ts';
import { planEntries } from '../ledger/plan-entries.ts';
import { queueEntries } from '../ledger/queue-planned.ts';
import { composeAlert } from './compose.ts';
import { type AlertRow, type DelayParts, type LookedAt, newAlertId } from './delay-parts.ts';
import { dayOf, daysBetween, type Finding, type Look } from './detect.ts';
import { noteIncident, occasionOf } from './incident.ts';
import { chooseRemedy } from './remedy.ts';

export const DELAY_SOURCE = 'alert:delay';
type Variant = 'alert' | 'update' | 'on_time' | 'arrived';

/** News about a parcel are stale after this long. */
const LIFE_MS = 3 * 86_400_000;
/** So unlikely a delay has become before the all-clear is given; far from where it is told, so that it does not flap. */
const SAFE_CHANCE = 0.1;

/** Tells what a look has found: an alert per cause, an update when something changed, an all-clear at the end. */
export async function actOnLook(tx: Tx, parts: DelayParts, looked: LookedAt, now: number): Promise<boolean> {
  const { look, alerts, order } = looked;
  if (look === null) {
    for (const alert of alerts) await close(tx, parts, alert, order.stage === 'delivered' ? 'arrived' : null, now);
    return alerts.length > 0;
  }
  if (look.finding === null) return isSafe(look) && (await allClear(tx, parts, looked, now));
  let acted = false;
  for (const customer of looked.customers)
    acted = (await tellCustomer(tx, parts, looked, look.finding, customer, now)) || acted;
  return acted;
}

async function tellCustomer(
  tx: Tx,
  parts: DelayParts,
  looked: LookedAt,
  finding: Finding,
  customer: CustomerId,
  now: number,
): Promise<boolean> {
  const { order, zone } = looked;
  const day = finding.newTime === null ? null : dayOf(finding.newTime, zone);
  const known = await tx
    .selectFrom('delay_alerts')
    .selectAll()
    .where('order_number', '=', order.number)
    .where('customer_id', '=', customer)
    .execute();
  const same = known.find((alert) => alert.cause === finding.cause);
  const others = known.filter((alert) => alert !== same && alert.state === 'open');
  if (same) return hasNews(same, finding, day, zone, now) && update(tx, parts, same, { finding, day }, now);
  // What is late for a reason that was told, and will come on the day that was told, is no news.
  if (finding.cause === 'late' && others.some((alert) => alert.told_day === day || day === null)) return false;
  const place = (await placesToSay(tx, [customer], parts.abilitiesOf)).get(customer) ?? null;
  const days = daysBetween(order.promisedAt ?? now, finding.newTime ?? (order.promisedAt ?? now) + 1);
  const tier = (await tierOf(tx, customer))?.tier ?? null;
  const lock = parts.storage.dialect === 'postgres';
  const remedy = await chooseRemedy(tx, parts.file(), { tier, days, zone: parts.timeZone, lock }, now);
  const alert: AlertRow = {
    id: newAlertId(),
    order_number: order.number,
    customer_id: customer,
    cause: finding.cause,
    sign: finding.sign,
    state: 'open',
    promised_at: order.promisedAt,
    told_day: day,
    probability: finding.probability,
    messages: 1,
    incident_id: null,
    remedy: remedy?.name ?? null,
    remedy_cost: remedy?.cost ?? 0,
    choice: null,
    chosen_at: null,
    created_at: now,
    updated_at: now,
    cleared_at: null,
  };
  const inserted = await tx
    .insertInto('delay_alerts')
    .values(alert)
    .onConflict((conflict) => conflict.columns(['order_number', 'customer_id', 'cause']).doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) return false;
  const incident = await noteIncident(tx, { id: alert.id, cause: alert.cause, order }, parts.file().incident, now);
  const told = { ...alert, incident_id: incident };
  await say(tx, parts, told, others.length > 0 ? 'update' : 'alert', place, now);
  return true;
}

/** Something changed: the day that was named has passed, or the shop or the carrier names another one. */
function hasNews(alert: AlertRow, finding: Finding, day: string | null, zone: string, now: number): boolean {
  if (alert.state === 'dropped') return false;
  if (alert.state === 'cleared') return true;
  if (day === null || day === alert.told_day) return false;
  const today = dayOf(now + 1, zone);
  const passed = alert.told_day !== null && alert.told_day < today;
  return passed || alert.told_day === null || finding.sign === 'eta';
}

async function update(
  tx: Tx,
  parts: DelayParts,
  alert: AlertRow,
  { finding, day }: { finding: Finding; day: string | null },
  now: number,
): Promise<boolean> {
  const next = { ...alert, sign: finding.sign, told_day: day, messages: alert.messages + 1, state: 'open' as const };
  await tx
    .updateTable('delay_alerts')
    .set({ sign: next.sign, told_day: day, messages: next.messages, state: 'open', cleared_at: null, updated_at: now })
    .where('id', '=', alert.id)
    .execute();
  // What was not said yet is said with the new day; it is no second message.
  if (await isUnsaid(tx, alert)) return false;
  await say(tx, parts, next, 'update', await placeOf(tx, parts, alert), now);
  return true;
}

function isSafe({ chance }: Look): boolean {
  return chance !== null && chance < SAFE_CHANCE;
}

async function allClear(tx: Tx, parts: DelayParts, { alerts, order, zone }: LookedAt, now: number): Promise<boolean> {
  if (alerts.length === 0) return false;
  const day = order.promisedAt === null ? null : dayOf(order.promisedAt, zone);
  for (const alert of alerts) await close(tx, parts, { ...alert, told_day: day }, 'on_time', now);
  return true;
}

/** Ends an alert. Who was never told of the delay is not told of its end either. */
async function close(tx: Tx, parts: DelayParts, alert: AlertRow, variant: Variant | null, now: number): Promise<void> {
  const messages = alert.messages + 1;
  const state = variant === null ? ('dropped' as const) : ('cleared' as const);
  await tx
    .updateTable('delay_alerts')
    .set({ state, messages, told_day: alert.told_day, cleared_at: now, updated_at: now })
    .where('id', '=', alert.id)
    .execute();
  const unsaid = await takeBackUnsaid(tx, alert, now);
  if (variant === null || unsaid || !(await isFirstOf(tx, alert))) return;
  await say(tx, parts, { ...alert, messages, state }, variant, await placeOf(tx, parts, alert), now);
}

/** Of several alerts about one order only the oldest gives the all-clear. */
async function isFirstOf(tx: Tx, alert: AlertRow): Promise<boolean> {
  const first = await tx
    .selectFrom('delay_alerts')
    .select('id')
    .where('order_number', '=', alert.order_number)
    .where('customer_id', '=', alert.customer_id)
    .orderBy('created_at')
    .orderBy('id')
    .executeTakeFirst();
  return first?.id === alert.id;
}

function ownRows(tx: Tx, alert: Pick<AlertRow, 'id' | 'customer_id'>) {
  return tx
    .selectFrom('care_ledger')
    .select(['id', 'send_key', 'status'])
    .where('customer_id', '=', alert.customer_id)
    .where('source', '=', DELAY_SOURCE)
    .where('occasion', 'like', `alert:delay:${alert.id}:%`)
    .where('status', 'in', ['planned', 'queued']);
}

async function isUnsaid(tx: Tx, alert: AlertRow): Promise<boolean> {
  return (await ownRows(tx, alert).where('status', '=', 'planned').execute()).length > 0;
}

/** True when the first message had not left: it is stopped, and with it everything that follows from it. */
async function takeBackUnsaid(tx: Tx, alert: AlertRow, now: number): Promise<boolean> {
  const rows = await ownRows(tx, alert).execute();
  const sending = await tx
    .selectFrom('outbox')
    .select('send_key')
    .where('send_key', 'in', ['', ...rows.flatMap((row) => row.send_key ?? [])])
    .where('state', '<>', 'due')
    .execute();
  const under = new Set(sending.map((row) => row.send_key));
  for (const row of rows) {
    if (row.send_key !== null && under.has(row.send_key)) continue;
    await tx
      .updateTable('care_ledger')
      .set({ status: 'stopped', why: 'over', settled_at: now })
      .where('id', '=', row.id)
      .execute();
    if (row.send_key !== null)
      await tx
        .updateTable('outbox')
        .set({ state: 'withdrawn', settled_at: now, detail: 'over' })
        .where('send_key', '=', row.send_key)
        .where('state', '=', 'due')
        .execute();
  }
  const said = await tx
    .selectFrom('care_ledger')
    .select('id')
    .where('customer_id', '=', alert.customer_id)
    .where('source', '=', DELAY_SOURCE)
    .where('occasion', 'like', `alert:delay:${alert.id}:%`)
    .where('status', 'in', ['sent', 'unsure', 'queued'])
    .limit(1)
    .executeTakeFirst();
  return said === undefined;
}

async function placeOf(tx: Tx, parts: DelayParts, alert: AlertRow): Promise<PlaceToSay | null> {
  const customer = CustomerId.parse(alert.customer_id);
  return (await placesToSay(tx, [customer], parts.abilitiesOf)).get(customer) ?? null;
}

/** Ledger, gate, words and outbox row of one message, all in the transaction that changes the alert. */
async function say(
  tx: Tx,
  parts: DelayParts,
  alert: AlertRow,
  variant: Variant,
  place: PlaceToSay | null,
  now: number,
): Promise<void> {
  const conversation: ConversationId | null = place?.conversation ?? null;
  const ids = await planEntries(
    tx,
    parts.storage.dialect,
    [
      {
        occasion: occasionOf(alert.id, alert.messages, variant),
        source: DELAY_SOURCE,
        batch: alert.incident_id,
        kind: 'alert',
        topic: 'orders',
        customer: CustomerId.parse(alert.customer_id),
        conversation,
        variant,
        via: place?.via ?? 'outbox',
        dueAt: now,
        expiresAt: now + LIFE_MS,
        ...(place === null ? { status: { kind: 'refused' as const, why: 'no-place' } } : {}),
      },
    ],
    now,
  );
  if (ids.length === 0 || place?.via !== 'outbox') return;
  const rows = await tx.selectFrom('care_ledger').selectAll().where('id', 'in', ids).execute();
  await queueEntries(tx, { ...parts, compose: (own, row) => composeAlert(own, parts.file(), row) }, rows, now);
}
