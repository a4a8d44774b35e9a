import type { Clock } from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import { readOrdersCsv } from './import-csv.ts';
import { type BookedOrder, bookOrders } from './order-book.ts';

const DAY_MS = 86_400_000;
/** The latest news of the samples are this old when they are loaded. */
const FRESHNESS_MS = 2 * 60 * 60_000;

/**
 * Fills an empty order book with the sample shop's orders, moved in time so that the latest news are two hours old.
 * Returns how many were loaded: 0 when the book holds anything.
 */
export async function loadSampleOrders(storage: Storage, csv: string, timeZone: string, clock: Clock): Promise<number> {
  const { orders } = readOrdersCsv(csv, timeZone);
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
  const by = now - FRESHNESS_MS - latest;
  const days = Math.round(by / DAY_MS);
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
