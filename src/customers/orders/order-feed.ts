import * as z from 'zod';
import { type Clock, CustomerId } from '../../core/index.ts';
import type { Storage, Tx } from '../../storage/index.ts';
import { Order, OrderProblem, OrderStage } from './order.ts';
import { type BookedOrder, type Booking, bookOrders } from './order-book.ts';

const Moment = z.iso.datetime({ offset: true }).describe('ISO 8601 with an offset, such as 2026-11-21T10:00:00+08:00');
const Text = z.string().trim();

/** One order as other systems tell it, over the API and the webhook. */
export const FedOrder = z
  .strictObject({
    number: Text.min(1).max(64),
    stage: OrderStage,
    title: Text.max(200).optional(),
    phone: Text.max(40).nullish().describe('The phone on the order; its last four digits let the customer in'),
    placedAt: Moment.nullish(),
    eta: z.iso.date().nullish().describe('The day on which it is to arrive'),
    promisedAt: Moment.nullish().describe('Until when it was promised; never told: the end of the first eta'),
    origin: Text.max(64).nullish().describe('The warehouse that it leaves from'),
    destination: Text.max(64).nullish().describe('The region that it goes to'),
    carrier: Text.max(64).nullish(),
    tracking: Text.max(64).nullish(),
    problem: OrderProblem.nullish(),
    events: z
      .array(z.strictObject({ at: Moment, text: Text.min(1).max(1_000) }))
      .max(500)
      .optional(),
    stages: z
      .array(z.strictObject({ stage: OrderStage, at: Moment }))
      .max(20)
      .optional()
      .describe('When it came to which stage; for histories'),
    customer: CustomerId.nullish().describe('Our customer id; left out: as it was'),
    updatedAt: Moment.optional().describe('When this was so. News older than what is known change nothing'),
  })
  .describe('Every field is replaced, apart from events, which are joined to those that are known');
export type FedOrder = z.infer<typeof FedOrder>;

/** More than this in one call belongs into several. */
const MOST_FED = 1_000;
export const FedOrders = z.strictObject({ orders: z.array(FedOrder).min(1).max(MOST_FED) });

/** An event of the webhook; the same `id` is taken once. Few orders, because it is one transaction. */
export const OrderEventNote = z.strictObject({
  id: Text.min(1).max(128),
  orders: z.array(FedOrder).min(1).max(100),
});
export type OrderEventNote = z.infer<typeof OrderEventNote>;

/** How many orders were new, changed, the same as before, or told too late. */
export const FeedReport = z.object({
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  late: z.number().int(),
});
export type FeedReport = z.infer<typeof FeedReport>;

/** The door through which orders come in: API, webhook and CSV. */
export interface OrderFeed {
  /** Safe to repeat. Written in pieces; a call that failed half-way is repeated as a whole. */
  take(orders: readonly BookedOrder[]): Promise<FeedReport>;
  /** One event, whole or not at all. `again`: it was taken before. */
  takeEvent(event: OrderEventNote): Promise<FeedReport & { again: boolean }>;
}

/** What else happens in the same transaction when orders were booked. */
export type OnBooked = (tx: Tx, bookings: readonly Booking[], now: number) => Promise<void>;

/** Orders of one transaction: short enough that nobody waits behind an import. */
const ORDERS_AT_ONCE = 200;
/** Ids of events are remembered for longer than any sender repeats. */
const REMEMBERED_MS = 30 * 86_400_000;

export function createOrderFeed(storage: Storage, clock: Clock, onBooked: OnBooked): OrderFeed {
  async function book(tx: Tx, orders: readonly BookedOrder[]): Promise<FeedReport> {
    const now = clock.now();
    const bookings = await bookOrders(tx, orders, now, { dialect: storage.dialect });
    await onBooked(tx, bookings, now);
    return count(bookings);
  }

  return {
    async take(orders) {
      let report = count([]);
      for (let from = 0; from < orders.length; from += ORDERS_AT_ONCE) {
        const some = orders.slice(from, from + ORDERS_AT_ONCE);
        report = sum(report, await storage.transact((tx) => book(tx, some)));
      }
      return report;
    },
    takeEvent: (event) =>
      storage.transact(async (tx) => {
        const now = clock.now();
        await tx
          .deleteFrom('order_feed_events')
          .where('at', '<', now - REMEMBERED_MS)
          .execute();
        const inserted = await tx
          .insertInto('order_feed_events')
          .values({ id: event.id, at: now })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirst();
        if (inserted.numInsertedOrUpdatedRows === 0n) return { ...count([]), again: true };
        return { ...(await book(tx, event.orders.map(bookedOrder))), again: false };
      }),
  };
}

/** As it is kept; what was left out is unknown, apart from the customer and the time, which stay as they were. */
export function bookedOrder(fed: FedOrder): BookedOrder {
  const { customer, updatedAt, placedAt, promisedAt, stages, events = [], title = '', ...rest } = fed;
  const order = Order.parse({
    ...rest,
    title,
    placedAt: placedAt ? millisecondsOf(placedAt) : null,
    phone: rest.phone ?? null,
    eta: rest.eta ?? null,
    promisedAt: promisedAt ? millisecondsOf(promisedAt) : null,
    origin: rest.origin ?? null,
    destination: rest.destination ?? null,
    carrier: rest.carrier ?? null,
    tracking: rest.tracking ?? null,
    problem: rest.problem ?? null,
    events: events.map(({ at, text }) => ({ at: millisecondsOf(at), text })).sort((a, b) => a.at - b.at),
  });
  return {
    order,
    ...(customer === undefined ? {} : { customer }),
    ...(stages === undefined ? {} : { stages: stages.map(({ stage, at }) => ({ stage, at: millisecondsOf(at) })) }),
    ...(updatedAt === undefined ? {} : { sourceAt: millisecondsOf(updatedAt) }),
  };
}

function millisecondsOf(moment: string): number {
  return Temporal.Instant.from(moment).epochMilliseconds;
}

function count(bookings: readonly Booking[]): FeedReport {
  const report = { added: 0, changed: 0, unchanged: 0, late: 0 };
  for (const { kind } of bookings) report[kind] += 1;
  return report;
}

function sum(one: FeedReport, other: FeedReport): FeedReport {
  return {
    added: one.added + other.added,
    changed: one.changed + other.changed,
    unchanged: one.unchanged + other.unchanged,
    late: one.late + other.late,
  };
}
