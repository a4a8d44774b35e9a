import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Order } from '../../customers/index.ts';
import type { DelayIncidentsTable, Storage, Tx } from '../../storage/index.ts';
import { pauseBatch, recallBatch, resumeBatch, stopBatch } from '../ledger/batches.ts';
import type { DelayFile } from './delay-file.ts';

export type IncidentRow = Selectable<DelayIncidentsTable>;

/** Nothing new of it for so long: the next one of its kind is another incident. */
const OVER_AFTER_MS = 12 * 3_600_000;

/** The occasion of an alert's first message; the ledger's rows of an incident are found by it. */
export function occasionOf(alert: string, message: number, variant: string): string {
  return `alert:delay:${alert}:${message}:${variant}`;
}

/**
 * Groups a new alert: when so many orders of one place have the same cause within a short time, they are one incident,
 * which a supervisor sees and may hold. Returns its id, which is the batch of the ledger's rows; null: an alert alone.
 */
export async function noteIncident(
  tx: Tx,
  alert: { id: string; cause: string; order: Pick<Order, 'origin' | 'carrier' | 'destination'> },
  rules: DelayFile['incident'],
  now: number,
): Promise<string | null> {
  const { origin, carrier, destination } = alert.order;
  const place = origin ?? (carrier !== null && destination !== null ? `${carrier} → ${destination}` : null);
  if (place === null) return null;
  const likeness = `${alert.cause}@${place}`;
  const open = await tx
    .selectFrom('delay_incidents')
    .selectAll()
    .where('likeness', '=', likeness)
    .where('state', '<>', 'over')
    .executeTakeFirst();
  if (open && now - open.last_at < OVER_AFTER_MS) {
    await tx.updateTable('delay_incidents').set({ last_at: now }).where('id', '=', open.id).execute();
    await joinIncident(tx, open.id, [alert.id]);
    return open.id;
  }
  if (open) await tx.updateTable('delay_incidents').set({ state: 'over' }).where('id', '=', open.id).execute();
  let alike = tx
    .selectFrom('delay_alerts')
    .innerJoin('orders', 'orders.number', 'delay_alerts.order_number')
    .select('delay_alerts.id')
    .where('delay_alerts.created_at', '>', now - rules.within_minutes * 60_000)
    .where('delay_alerts.cause', '=', alert.cause)
    .where('delay_alerts.incident_id', 'is', null);
  alike =
    origin === null
      ? alike.where('orders.carrier', '=', carrier).where('orders.destination', '=', destination)
      : alike.where('orders.origin', '=', origin);
  const rows = await alike.limit(rules.orders).execute();
  if (rows.length < rules.orders) return null;
  const id = randomUUID();
  await tx
    .insertInto('delay_incidents')
    .values({
      id,
      likeness,
      cause: alert.cause,
      place,
      state: rules.hold_first ? 'held' : 'released',
      words_zh: null,
      words_en: null,
      started_at: now,
      last_at: now,
      decided_by: null,
      decided_at: null,
    })
    .execute();
  if (rules.hold_first) await pauseBatch(tx, id, 'system', now);
  await joinIncident(
    tx,
    id,
    rows.map((row) => row.id),
  );
  return id;
}

async function joinIncident(tx: Tx, incident: string, alerts: readonly string[]): Promise<void> {
  await tx.updateTable('delay_alerts').set({ incident_id: incident }).where('id', 'in', alerts).execute();
  await tx
    .updateTable('care_ledger')
    .set({ batch: incident })
    .where(
      'occasion',
      'in',
      alerts.map((alert) => occasionOf(alert, 1, 'alert')),
    )
    .where('status', 'in', ['planned', 'queued'])
    .execute();
}

/** An incident with how many alerts it holds and what became of them. */
export interface Incident extends IncidentRow {
  orders: number;
  waiting: number;
  sent: number;
}

/** The newest first. */
export async function listIncidents(db: Storage['db'] | Tx, limit: number): Promise<Incident[]> {
  const rows = await db.selectFrom('delay_incidents').selectAll().orderBy('started_at', 'desc').limit(limit).execute();
  return Promise.all(rows.map((row) => withCounts(db, row)));
}

export async function findIncident(db: Storage['db'] | Tx, id: string): Promise<Incident | null> {
  const row = await db.selectFrom('delay_incidents').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? withCounts(db, row) : null;
}

export type IncidentDecision =
  | { kind: 'hold' }
  | { kind: 'release' }
  /** Nothing of it is told any more. */
  | { kind: 'stop' }
  /** A sentence instead of the usual cause, for what is not on its way yet; null: the usual one. */
  | { kind: 'words'; 'zh-CN': string | null; en: string | null };

/** What a supervisor decided, at once for everything that no claim has let go. Null: no such incident. */
export async function decideIncident(
  storage: Storage,
  id: string,
  decision: IncidentDecision,
  actor: string,
  now: number,
): Promise<Incident | null> {
  const known = await findIncident(storage.db, id);
  if (known === null || known.state === 'stopped') return known;
  const decided = { decided_by: actor, decided_at: now };
  await storage.transact(async (tx) => {
    const change = (set: Partial<IncidentRow>) =>
      tx
        .updateTable('delay_incidents')
        .set({ ...set, ...decided })
        .where('id', '=', id)
        .execute();
    switch (decision.kind) {
      case 'hold':
        await change({ state: 'held' });
        await pauseBatch(tx, id, actor, now);
        return recallBatch(tx, id, now);
      case 'release':
        await change({ state: 'released' });
        await resumeBatch(tx, id, now);
        return;
      case 'stop':
        await change({ state: 'stopped' });
        return;
      case 'words':
        await change({ words_zh: decision['zh-CN'], words_en: decision.en });
        return;
      default:
        decision satisfies never;
    }
  });
  if (decision.kind === 'stop') await stopBatch(storage, id, actor, now);
  return findIncident(storage.db, id);
}

async function withCounts(db: Storage['db'] | Tx, row: IncidentRow): Promise<Incident> {
  const orders = await db
    .selectFrom('delay_alerts')
    .select((each) => each.fn.countAll<number>().as('count'))
    .where('incident_id', '=', row.id)
    .executeTakeFirstOrThrow();
  const told = await db
    .selectFrom('care_ledger')
    .select(['status', (each) => each.fn.countAll<number>().as('count')])
    .where('batch', '=', row.id)
    .groupBy('status')
    .execute();
  const count = (...statuses: string[]) =>
    told.filter((each) => statuses.includes(each.status)).reduce((sum, each) => sum + Number(each.count), 0);
  return { ...row, orders: Number(orders.count), waiting: count('planned', 'queued'), sent: count('sent', 'unsure') };
}
