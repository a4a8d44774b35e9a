import { type Address, addressKey, type ConversationId, type CustomerId } from '../../core/index.ts';
import type { Storage, Tx } from '../../storage/index.ts';
import { canCancel, canChangeAddress, isOver, lastFour, normalOrderNumber, type Order } from './order.ts';
import { addOrderRequest, type OrderRequest } from './order-requests.ts';
import type { OrderSource } from './order-source.ts';

/** Who asks, by the channel. `now` in milliseconds. */
export interface Asker {
  customer: CustomerId;
  address: Address;
  conversation: ConversationId;
  now: number;
  /** Makes what is written repeatable: the same key again changes nothing. */
  key: string;
  signal: AbortSignal;
}

/**
 * `verify`: say the last four digits of the phone. `unknown`: wrong number, somebody else's number or wrong digits,
 * which nobody can tell apart. `locked`: too many of those.
 */
export type Sight =
  | { kind: 'found'; order: Order }
  | { kind: 'several'; orders: readonly Order[] }
  | { kind: 'none' }
  | { kind: 'verify' }
  | { kind: 'unknown' }
  | { kind: 'locked' }
  | { kind: 'unavailable'; cause: string };

/** Shows people their own orders, and nobody else's. */
export interface OrderDesk {
  /** By number (with `phone4` where the address is not known to own it), or all that the address is known to own. */
  look(asked: { number: string | null; phone4: string | null }, asker: Asker): Promise<Sight>;
  urge(asked: { number: string; phone4: string | null }, asker: Asker): Promise<'done' | 'refused'>;
  changeAddress(
    asked: { number: string; phone4: string | null; address: string },
    asker: Asker,
  ): Promise<'done' | 'too-late' | 'refused'>;
  /** Before it is shipped; afterwards it is refused at the door or returned. */
  cancel(asked: { number: string; phone4: string | null }, asker: Asker): Promise<'done' | 'too-late' | 'refused'>;
}

export interface OrderDeskLimits {
  /** Failed proofs in the window that lock one identity, one order number for everybody else, and the whole desk. */
  perIdentity: number;
  perOrder: number;
  global: number;
  windowMs: number;
}

export const ORDER_DESK_LIMITS: OrderDeskLimits = { perIdentity: 5, perOrder: 10, global: 300, windowMs: 15 * 60_000 };

export function createOrderDesk(
  storage: Storage,
  source: OrderSource,
  limits: OrderDeskLimits = ORDER_DESK_LIMITS,
): OrderDesk {
  async function look(asked: { number: string | null; phone4: string | null }, asker: Asker): Promise<Sight> {
    if (asked.number === null) return lookAtOwn(asker);
    const number = normalOrderNumber(asked.number);
    const found = await source.find({ kind: 'number', number }, asker.signal);
    if (found.kind === 'unavailable') return found;
    const match = found.orders.find(({ order }) => order.number === number);
    if (match && (match.customer === asker.customer || (await isGranted(asker.customer, number))))
      return { kind: 'found', order: match.order };
    return storage.transact(async (tx) => {
      if (await isLocked(tx, number, asker)) return { kind: 'locked' };
      if (asked.phone4 === null) return { kind: 'verify' };
      const four = match ? lastFour(match.order.phone) : null;
      if (match && four !== null && four === lastFour(asked.phone4)) {
        await grant(tx, asker, number);
        return { kind: 'found', order: match.order };
      }
      await recordMiss(tx, number, asker);
      return { kind: 'unknown' };
    });
  }

  /** What the source says is this customer's, and what they have proved before. */
  async function lookAtOwn(asker: Asker): Promise<Sight> {
    const found = await source.find({ kind: 'customer', customer: asker.customer }, asker.signal);
    if (found.kind === 'unavailable') return found;
    const own = found.orders.filter(({ customer }) => customer === asker.customer).map(({ order }) => order);
    for (const number of await grantedNumbers(asker.customer)) {
      if (own.some((order) => order.number === number)) continue;
      const proved = await source.find({ kind: 'number', number }, asker.signal);
      if (proved.kind === 'unavailable') return proved;
      own.push(...proved.orders.filter(({ order }) => order.number === number).map(({ order }) => order));
    }
    const [first] = own;
    if (first === undefined) return { kind: 'none' };
    return own.length === 1 ? { kind: 'found', order: first } : { kind: 'several', orders: own };
  }

  async function isGranted(customer: CustomerId, number: string): Promise<boolean> {
    const row = await storage.db
      .selectFrom('order_grants')
      .select('at')
      .where('customer_id', '=', customer)
      .where('order_number', '=', number)
      .executeTakeFirst();
    return row !== undefined;
  }

  async function grantedNumbers(customer: CustomerId): Promise<string[]> {
    const rows = await storage.db
      .selectFrom('order_grants')
      .select('order_number')
      .where('customer_id', '=', customer)
      .orderBy('at', 'desc')
      .limit(10)
      .execute();
    return rows.map((row) => row.order_number);
  }

  async function isLocked(tx: Tx, number: string, asker: Asker): Promise<boolean> {
    const since = asker.now - limits.windowMs;
    const count = async (column: 'identity' | 'order_number' | null, value: string) => {
      let query = tx
        .selectFrom('order_misses')
        .select((builder) => builder.fn.countAll<number>().as('count'))
        .where('at', '>', since);
      if (column !== null) query = query.where(column, '=', value);
      return Number((await query.executeTakeFirst())?.count ?? 0);
    };
    if ((await count('identity', addressKey(asker.address))) >= limits.perIdentity) return true;
    if ((await count('order_number', number)) >= limits.perOrder) return true;
    return (await count(null, '')) >= limits.global;
  }

  async function recordMiss(tx: Tx, number: string, asker: Asker): Promise<void> {
    await tx
      .deleteFrom('order_misses')
      .where('at', '<=', asker.now - limits.windowMs)
      .execute();
    await tx
      .insertInto('order_misses')
      .values({ id: asker.key, identity: addressKey(asker.address), order_number: number, at: asker.now })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }

  async function request(kind: OrderRequest['kind'], order: Order, detail: string, asker: Asker): Promise<void> {
    const { key: id, customer, conversation, now: createdAt } = asker;
    await storage.transact((tx) =>
      addOrderRequest(tx, { id, order: order.number, customer, conversation, kind, detail, createdAt }),
    );
  }

  /** The order, for somebody who may change it: seeing it is the same right. A system that is away is a fault here. */
  async function mayChange(asked: { number: string; phone4: string | null }, asker: Asker): Promise<Order | null> {
    const sight = await look(asked, asker);
    if (sight.kind === 'unavailable') throw new Error(`The order system is unavailable: ${sight.cause}`);
    return sight.kind === 'found' ? sight.order : null;
  }

  return {
    look,
    async urge(asked, asker) {
      const order = await mayChange(asked, asker);
      if (order === null || isOver(order)) return 'refused';
      await request('urge', order, '', asker);
      return 'done';
    },
    async changeAddress(asked, asker) {
      const order = await mayChange(asked, asker);
      if (order === null) return 'refused';
      if (!canChangeAddress(order)) return 'too-late';
      await request('address', order, asked.address, asker);
      return 'done';
    },
    async cancel(asked, asker) {
      const order = await mayChange(asked, asker);
      if (order === null) return 'refused';
      if (!canCancel(order)) return 'too-late';
      await request('cancel', order, '', asker);
      return 'done';
    },
  };
}

async function grant(tx: Tx, asker: Asker, number: string): Promise<void> {
  await tx
    .insertInto('order_grants')
    .values({ customer_id: asker.customer, order_number: number, at: asker.now })
    .onConflict((conflict) => conflict.columns(['customer_id', 'order_number']).doNothing())
    .execute();
}
