import { sql } from 'kysely';
import { CustomerId } from '../../core/index.ts';
import type { Database, OrdersTable, Storage, Tx } from '../../storage/index.ts';
import { Order, OrderEvent, type OrderStage } from './order.ts';
import type { FoundOrder, OrderSource } from './order-source.ts';

/** Orders that a customer is shown; older ones are found by their number. */
const MOST_LISTED = 20;
const MOST_EVENTS = 500;

/** The built-in order book as a source. */
export function orderBookSource(db: Database | Tx): OrderSource {
  return {
    async find(query) {
      const rows =
        query.kind === 'number'
          ? await db.selectFrom('orders').selectAll().where('number', '=', query.number).execute()
          : await db
              .selectFrom('orders')
              .selectAll()
              .where('customer_id', '=', query.customer)
              .orderBy('placed_at', 'desc')
              .orderBy('number')
              .limit(MOST_LISTED)
              .execute();
      return { kind: 'orders', orders: rows.map(foundOrder) };
    },
  };
}

export interface BookedOrder {
  order: Order;
  /** Left out: what is in the book stays. */
  customer?: CustomerId | null;
  /** When it was so, in milliseconds by the sender's clock; left out: now. */
  sourceAt?: number;
  /** When it came to which stage, where the order system keeps that: for histories that are brought in at once. */
  stages?: readonly { stage: OrderStage; at: number }[];
}

/**
 * What an order's news did. `late`: something newer is known already, so only events were joined. `before` is the stage
 * that it had, null for one that was not in the book.
 */
export interface Booking {
  kind: 'added' | 'changed' | 'unchanged' | 'late';
  order: Order;
  customer: CustomerId | null;
  before: OrderStage | null;
}

/**
 * Writes orders, each only by news that are not older than what is known; events are joined, never lost. The same news
 * again change nothing. The first real order takes the samples away. With the `dialect` two that bring news of the same
 * order at once wait for each other; SQLite has one writer anyway.
 */
export async function bookOrders(
  tx: Tx,
  booked: readonly BookedOrder[],
  now: number,
  options: { sample?: boolean; dialect?: Storage['dialect'] } = {},
): Promise<Booking[]> {
  if (booked.length === 0) return [];
  const sample = options.sample === true ? 1 : 0;
  if (sample === 0) await removeSamples(tx);
  const numbers = [...new Set(booked.map(({ order }) => order.number))];
  if (options.dialect === 'postgres') await lockNumbers(tx, numbers);
  const rows = await tx.selectFrom('orders').selectAll().where('number', 'in', numbers).execute();
  const known = new Map(rows.map((row) => [row.number, row]));
  const bookings: Booking[] = [];
  for (const each of booked) {
    const before = known.get(each.order.number);
    const row = rowOf(each, before, sample, now);
    const kind = before === undefined ? 'added' : isLate(each, before, now) ? 'late' : 'changed';
    const isSame = before !== undefined && sameNews(row, before);
    if (!isSame || row.source_at !== before.source_at) {
      const { number, ...columns } = row;
      await tx
        .insertInto('orders')
        .values(row)
        .onConflict((conflict) => conflict.column('number').doUpdateSet(columns))
        .execute();
      known.set(number, row);
    }
    await noteStages(tx, each, before, now);
    bookings.push({
      kind: isSame ? 'unchanged' : kind,
      ...foundOrder(row),
      before: before ? (before.stage as OrderStage) : null,
    });
  }
  return bookings;
}

/** Also of orders that are not in the book yet, which have no row to lock; in order, so that nobody waits in a circle. */
async function lockNumbers(tx: Tx, numbers: readonly string[]): Promise<void> {
  const keys = sql`select hashtextextended(number, 0) as key from unnest(${numbers}::text[]) as number order by 1`;
  await sql`select pg_advisory_xact_lock(key) from (${keys}) as keys`.execute(tx);
}

/** The stage timeline: a stage counts from the first time that it was told, whatever order the news came in. */
async function noteStages(tx: Tx, booked: BookedOrder, before: OrdersTable | undefined, now: number): Promise<void> {
  const { order, stages = [], sourceAt = now } = booked;
  const told = [...stages, ...(before?.stage === order.stage ? [] : [{ stage: order.stage, at: sourceAt }])];
  for (const { stage, at } of told) {
    await tx
      .insertInto('order_stages')
      .values({ order_number: order.number, stage, at })
      .onConflict((conflict) =>
        conflict.columns(['order_number', 'stage']).doUpdateSet({ at }).where('order_stages.at', '>', at),
      )
      .execute();
  }
}

/** With what customers proved about them: a real order of the same number is not theirs. */
async function removeSamples(tx: Tx): Promise<void> {
  const samples = await tx.selectFrom('orders').select('number').where(sql<boolean>`sample = 1`).execute();
  if (samples.length === 0) return;
  const numbers = samples.map(({ number }) => number);
  await tx.deleteFrom('order_grants').where('order_number', 'in', numbers).execute();
  await tx.deleteFrom('order_stages').where('order_number', 'in', numbers).execute();
  await tx.deleteFrom('orders').where('number', 'in', numbers).execute();
}

function isLate({ sourceAt }: BookedOrder, before: OrdersTable, now: number): boolean {
  return before.source_at !== null && (sourceAt ?? now) < before.source_at;
}

function rowOf(booked: BookedOrder, before: OrdersTable | undefined, sample: number, now: number): OrdersTable {
  const { order, customer, sourceAt = now } = booked;
  const events = JSON.stringify(
    joinEvents(before ? OrderEvent.array().parse(JSON.parse(before.events)) : [], order.events),
  );
  if (before && isLate(booked, before, now))
    return { ...before, ...(before.forgotten ? {} : { events }), updated_at: now };
  // Of a customer who was forgotten, no contact and no carrier's line comes back.
  const kept = before?.forgotten
    ? { customer_id: null, phone: null, tracking: null, events: before.events, forgotten: 1 }
    : {};
  return {
    number: order.number,
    customer_id: customer === undefined ? (before?.customer_id ?? null) : customer,
    title: order.title,
    stage: order.stage,
    phone: order.phone,
    placed_at: order.placedAt,
    eta: order.eta,
    promised_at: order.promisedAt ?? before?.promised_at ?? null,
    origin: order.origin ?? before?.origin ?? null,
    destination: order.destination ?? before?.destination ?? null,
    carrier: order.carrier,
    tracking: order.tracking,
    problem: order.problem,
    events,
    updated_at: now,
    source_at: sourceAt,
    forgotten: 0,
    sample,
    ...kept,
  };
}

/** Apart from the two times at which it was written and told. */
function sameNews(after: OrdersTable, before: OrdersTable): boolean {
  return Object.entries(after).every(
    ([name, value]) => name === 'updated_at' || name === 'source_at' || before[name as keyof OrdersTable] === value,
  );
}

function joinEvents(before: readonly OrderEvent[], after: readonly OrderEvent[]): OrderEvent[] {
  const all = new Map([...before, ...after].map((event) => [`${event.at} ${event.text}`, event]));
  return [...all.values()].sort((a, b) => a.at - b.at).slice(-MOST_EVENTS);
}

function foundOrder(row: OrdersTable): FoundOrder {
  const order = Order.parse({
    number: row.number,
    title: row.title,
    stage: row.stage,
    phone: row.phone,
    placedAt: row.placed_at,
    eta: row.eta,
    promisedAt: row.promised_at,
    origin: row.origin,
    destination: row.destination,
    carrier: row.carrier,
    tracking: row.tracking,
    problem: row.problem,
    events: JSON.parse(row.events),
  });
  return { order, customer: row.customer_id === null ? null : CustomerId.parse(row.customer_id) };
}
