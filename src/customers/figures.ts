import { type RawBuilder, sql } from 'kysely';
import type { Storage, Tx } from '../storage/index.ts';
import { remark } from './marks.ts';

/** Customers per transaction. */
const SLICE = 500;
const MARK = 'figures.fresh-until';
/** A transaction that began before the last refresh may have been committed after it. */
const OVERLAP_MS = 60_000;
/** Neither paid nor kept: these orders count for nothing. */
const NOT_COUNTED = ['unpaid', 'cancelled', 'returned'] as const;

/** What an order was worth, in fen or cents of the shop's own currency; the order system tells it. */
export async function setOrderValue(
  tx: Tx,
  orderNumber: string,
  value: { amount: number; currency: string },
  at: number,
): Promise<void> {
  await tx
    .insertInto('order_values')
    .values({ order_number: orderNumber, ...value, at })
    .onConflict((conflict) => conflict.column('order_number').doUpdateSet({ ...value, at }))
    .execute();
}

/**
 * Brings number of orders, spending and last activity of everybody up to date with whom something happened since the
 * last time; returns how many. Cheap when nothing happened: call it every minute and before an audience is planned.
 */
export async function refreshFigures(storage: Storage, now: number): Promise<number> {
  const mark = await storage.db.selectFrom('settings').select('value').where('name', '=', MARK).executeTakeFirst();
  const since = mark ? Number(mark.value) - OVERLAP_MS : 0;
  let refreshed = 0;
  for (let after = ''; ; ) {
    const ids = await changedSince(storage, since, after);
    const last = ids.at(-1);
    if (last === undefined) break;
    await storage.transact((tx) => recount(tx, ids));
    refreshed += ids.length;
    after = last;
  }
  await storage.transact((tx) =>
    tx
      .insertInto('settings')
      .values({ name: MARK, value: String(now) })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(now) }))
      .execute(),
  );
  return refreshed;
}

/** Counts these customers anew, from their orders and conversations. */
export async function recount(tx: Tx, customers: readonly string[]): Promise<void> {
  if (customers.length === 0) return;
  const own = sql`from orders where orders.customer_id = customers.id and orders.stage not in (${sql.join(NOT_COUNTED)})`;
  const worth = sql`from orders join order_values on order_values.order_number = orders.number
    where orders.customer_id = customers.id and orders.stage not in (${sql.join(NOT_COUNTED)})`;
  const number = (query: RawBuilder<unknown>) => sql<number>`(${query})`;
  await tx
    .updateTable('customers')
    .set({
      order_count: number(sql`select count(*) ${own}`),
      spent: number(sql`select coalesce(sum(order_values.amount), 0) ${worth}`),
      first_order_at: number(sql`select min(placed_at) ${own}`),
      last_order_at: number(sql`select max(placed_at) ${own}`),
      last_active_at: number(
        sql`select max(last_message_at) from conversations where conversations.customer_id = customers.id`,
      ),
    })
    .where('id', 'in', customers)
    .where('erased_at', 'is', null)
    .execute();
  await remark(tx, customers);
}

/** Materialized: otherwise SQLite walks through everybody in order of id, which takes a second of every minute at a million. */
async function changedSince(storage: Storage, since: number, after: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with changed (id) as materialized (
      select customer_id from orders where updated_at >= ${since}
      union all select orders.customer_id from order_values join orders on orders.number = order_values.order_number where order_values.at >= ${since}
      union all select customer_id from conversations where last_message_at >= ${since}
      union all select customer_id from conversations where unreachable_since >= ${since})
    select distinct id from changed where id > ${after} order by id limit ${SLICE}`.execute(storage.db);
  return rows.map((row) => row.id);
}
