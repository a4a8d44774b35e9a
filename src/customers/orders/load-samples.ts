import { type Clock, WarmlineError } from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import { readOrdersCsv } from './import-csv.ts';
import { type BookedOrder, bookOrders } from './order-book.ts';

const DAY_MS = 86_400_000;
/**
 * Fills an empty order book with the sample shop's orders, moved by whole days so that the latest news are of the last 24 hours.
 * Returns how many were loaded: 0 when the book holds anything. Throws KNOWLEDGE_INVALID for a broken file.
 */
export async function loadSampleOrders(storage: Storage, csv: string, timeZone: string, clock: Clock): Promise<number> {
  const { orders, problems } = readOrdersCsv(csv, timeZone);
  const [first] = problems;
  if (first) {
    throw new WarmlineError('KNOWLEDGE_INVALID', `samples/orders.csv:${first.line} ${first.message}`);
  }
  return storage.transact(async (tx) => {
    const any = await tx.selectFrom('orders').select('number').limit(1).executeTakeFirst();
    if (any) return 0;
    const now = clock.now();
    await bookOrders(tx, shifted(orders, now), now, { sample: true });
    return orders.length;
  });
}

function shifted(orders: readonly BookedOrder[], now: number): BookedOrder[] {
  const latest = Math.max(...orders.flatMap(({ order }) => order.events.map(({ at }) => at)));
  const days = Math.floor((now - latest) / DAY_MS);
  const by = days * DAY_MS;
  return orders.map(({ order, ...rest }) => ({
    ...rest,
    order: {
      ...order,
      placedAt: order.placedAt === null ? null : order.placedAt + by,
      eta: order.eta === null ? null : Temporal.PlainDate.from(order.eta).add({ days }).toString(),
      events: order.events.map((event) => ({ ...event, at: event.at + by })),
    },
  }));
}
