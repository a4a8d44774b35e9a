import { CustomerId } from '../../core/index.ts';
import type { Database, OrdersTable, Tx } from '../../storage/index.ts';
import { Order, OrderEvent } from './order.ts';
import type { FoundOrder, OrderSource } from './order-source.ts';

/** Orders that a customer is shown; older ones are found by their number. */
const MOST_LISTED = 20;

/** The built-in order book as a source. */
export function orderBookSource(db: Database): OrderSource {
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
}

/** Writes or replaces orders. Stages only move as the feed says; events are joined, never lost. */
export async function bookOrders(tx: Tx, booked: readonly BookedOrder[], now: number): Promise<void> {
  for (const { order, customer } of booked) {
    const before = await tx
      .selectFrom('orders')
      .select(['events', 'customer_id'])
      .where('number', '=', order.number)
      .executeTakeFirst();
    const events = joinEvents(before ? OrderEvent.array().parse(JSON.parse(before.events)) : [], order.events);
    const row: Omit<OrdersTable, 'number'> = {
      customer_id: customer === undefined ? (before?.customer_id ?? null) : customer,
      title: order.title,
      stage: order.stage,
      phone: order.phone,
      placed_at: order.placedAt,
      eta: order.eta,
      carrier: order.carrier,
      tracking: order.tracking,
      problem: order.problem,
      events: JSON.stringify(events),
      updated_at: now,
    };
    await tx
      .insertInto('orders')
      .values({ number: order.number, ...row })
      .onConflict((conflict) => conflict.column('number').doUpdateSet(row))
      .execute();
  }
}

function joinEvents(before: readonly OrderEvent[], after: readonly OrderEvent[]): OrderEvent[] {
  const all = new Map([...before, ...after].map((event) => [`${event.at} ${event.text}`, event]));
  return [...all.values()].sort((a, b) => a.at - b.at).slice(-500);
}

function foundOrder(row: OrdersTable): FoundOrder {
  const order = Order.parse({
    number: row.number,
    title: row.title,
    stage: row.stage,
    phone: row.phone,
    placedAt: row.placed_at,
    eta: row.eta,
    carrier: row.carrier,
    tracking: row.tracking,
    problem: row.problem,
    events: JSON.parse(row.events),
  });
  return { order, customer: row.customer_id === null ? null : CustomerId.parse(row.customer_id) };
}
