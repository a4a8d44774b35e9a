import { sql } from 'kysely';
import { CustomerId } from '../../core/index.ts';
import { isOver, type Order, OrderEvent } from '../../customers/index.ts';
import type { Tx } from '../../storage/index.ts';
import { readGateRules } from '../gate/gate-rules.ts';
import type { DelayFile } from './delay-file.ts';
import type { DelayParts, LookedAt } from './delay-parts.ts';
import { type DelayRules, lookAtOrder } from './detect.ts';
import { stepsOf } from './journey.ts';
import { actOnLook } from './tell.ts';

export interface SweepReport {
  looked: number;
  /** Orders of which somebody was told something, or for whom it was planned. */
  acted: number;
}

const HOUR_MS = 3_600_000;
/** Orders with news for somebody, per transaction: short enough that an answer does not wait for it. */
const ACTS_AT_ONCE = 10;

/**
 * Looks at the orders whose time to be looked at has come, by an index on that time, however many are on their way.
 * State of the alert, ledger and words are committed together. Several processes may sweep: each look is used once.
 */
export async function sweepDelays(parts: DelayParts, limit: number, now: number): Promise<SweepReport> {
  const looked = await dueLooks(parts, limit, now);
  const quiet = looked.filter((each) => isQuietLook(each));
  const loud = looked.filter((each) => !isQuietLook(each));
  if (quiet.length > 0) await parts.storage.transact((tx) => postponeLooks(tx, quiet));
  let acted = 0;
  for (let from = 0; from < loud.length; from += ACTS_AT_ONCE) {
    const some = loud.slice(from, from + ACTS_AT_ONCE);
    acted += await parts.storage.transact(async (tx) => {
      let done = 0;
      for (const each of some) if (await takeLook(tx, each)) done += Number(await actOnLook(tx, parts, each, now));
      return done;
    });
  }
  return { looked: looked.length, acted };
}

/** The shop's file as the detector takes it. */
export function delayRulesOf({ thresholds }: DelayFile): DelayRules {
  return {
    tellAt: thresholds.tell_at,
    tellEarlyAt: thresholds.tell_early_at,
    leadMs: thresholds.lead_minutes * 60_000,
    noScanMs: thresholds.no_scan_hours * HOUR_MS,
    overdueShare: thresholds.overdue_share,
    plainMs: Object.fromEntries(
      Object.entries(thresholds.stage_hours).map(([stage, hours]) => [stage, hours * HOUR_MS]),
    ),
    problems: thresholds.problems,
  };
}

function isQuietLook({ look, alerts }: LookedAt): boolean {
  return look !== null && look.finding === null && alerts.length === 0;
}

async function dueLooks(parts: DelayParts, limit: number, now: number): Promise<LookedAt[]> {
  const { db } = parts.storage;
  const rows = await db
    .selectFrom('delay_watch')
    .innerJoin('orders', 'orders.number', 'delay_watch.order_number')
    .leftJoin('customers', 'customers.id', 'orders.customer_id')
    .selectAll('orders')
    .select(['delay_watch.look_at', 'customers.time_zone'])
    .where('delay_watch.look_at', '<=', now)
    .orderBy('delay_watch.look_at')
    .limit(limit)
    .execute();
  if (rows.length === 0) return [];
  const numbers = rows.map((row) => row.number);
  const stages = Map.groupBy(
    await db.selectFrom('order_stages').selectAll().where('order_number', 'in', numbers).execute(),
    (row) => row.order_number,
  );
  const alerts = Map.groupBy(
    await db
      .selectFrom('delay_alerts')
      .selectAll()
      .where('order_number', 'in', numbers)
      .where('state', '=', 'open')
      .execute(),
    (row) => row.order_number,
  );
  const grants = Map.groupBy(await grantsOf(parts, numbers), (row) => row.order_number);
  const rules = delayRulesOf(parts.file());
  const { quiet } = await readGateRules(db);
  return rows.map((row): LookedAt => {
    const order = orderOfRow(row);
    const zone = row.time_zone ?? parts.timeZone;
    const steps = stepsOf(stages.get(order.number) ?? [], order.events, now);
    const theirs = [row.customer_id, ...(grants.get(order.number) ?? []).map((grant) => grant.customer_id)];
    return {
      order,
      lookAt: row.look_at,
      zone,
      customers: [...new Set(theirs.filter((id) => id !== null))].map((id) => CustomerId.parse(id)),
      alerts: alerts.get(order.number) ?? [],
      look: isOver(order) ? null : lookAtOrder({ order, steps, zone, quiet }, parts.model, rules, now),
    };
  });
}

function grantsOf({ storage }: DelayParts, numbers: readonly string[]) {
  return storage.db
    .selectFrom('order_grants')
    .select(['order_number', 'customer_id'])
    .where(sql<boolean>`order_number in (${sql.join(numbers)})`)
    .execute();
}

async function postponeLooks(tx: Tx, looks: readonly LookedAt[]): Promise<void> {
  for (const each of looks) await takeLook(tx, each);
}

/** False when another process has looked meanwhile, or news came in: then this look is not used. */
async function takeLook(tx: Tx, { order, lookAt, look }: LookedAt): Promise<boolean> {
  if (look === null) {
    const gone = await tx
      .deleteFrom('delay_watch')
      .where('order_number', '=', order.number)
      .where('look_at', '=', lookAt)
      .executeTakeFirst();
    return gone.numDeletedRows === 1n;
  }
  const moved = await tx
    .updateTable('delay_watch')
    .set({ look_at: look.nextLookAt })
    .where('order_number', '=', order.number)
    .where('look_at', '=', lookAt)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

function orderOfRow(row: Omit<Order, 'placedAt' | 'promisedAt' | 'events' | 'stage' | 'problem'> & StoredOrder): Order {
  return {
    number: row.number,
    title: row.title,
    stage: row.stage as Order['stage'],
    phone: null,
    placedAt: row.placed_at,
    promisedAt: row.promised_at,
    eta: row.eta,
    origin: row.origin,
    destination: row.destination,
    carrier: row.carrier,
    tracking: row.tracking,
    problem: row.problem as Order['problem'],
    events: OrderEvent.array().parse(JSON.parse(row.events)),
  };
}

interface StoredOrder {
  stage: string;
  problem: string | null;
  placed_at: number | null;
  promised_at: number | null;
  events: string;
}
