import { type ConversationId, ConversationId as ConversationIdSchema } from '../../core/index.ts';
import type { Database, OrderRequestsTable, Storage, Tx } from '../../storage/index.ts';

/** A customer's wish about an order: to hurry it, or to send it somewhere else. Times in milliseconds. */
export interface OrderRequest {
  id: string;
  order: string;
  customer: string;
  conversation: ConversationId | null;
  kind: 'urge' | 'address' | 'cancel';
  /** The new address; empty for a wish to hurry. */
  detail: string;
  state: 'open' | 'done' | 'refused';
  createdAt: number;
  settledAt: number | null;
  settledBy: string | null;
  /** What the customer is told about it, beside that it was done or could not be done. */
  reply: string | null;
}

export interface Settlement {
  outcome: 'done' | 'refused';
  /** One sentence for the customer; may be empty. */
  reply: string;
  /** Who settles it, for the record. */
  actor: string;
  now: number;
}

/** Where a list goes on: the time and id of the last row that was shown. */
export type AfterRequest = readonly [at: number, id: string];

/** Open ones with the oldest first, settled ones with the newest first. */
export async function listOrderRequests(
  db: Database,
  which: 'open' | 'settled',
  limit: number,
  after: AfterRequest | null = null,
): Promise<OrderRequest[]> {
  const rows = db.selectFrom('order_requests').selectAll().limit(limit);
  if (which === 'open') {
    let open = rows.where('state', '=', 'open').orderBy('created_at').orderBy('id');
    if (after)
      open = open.where(({ eb, refTuple, tuple }) => eb(refTuple('created_at', 'id'), '>', tuple(after[0], after[1])));
    return (await open.execute()).map(requestOf);
  }
  let settled = rows.where('settled_at', 'is not', null).orderBy('settled_at', 'desc').orderBy('id', 'desc');
  if (after)
    settled = settled.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('settled_at', 'id'), '<', tuple(after[0], after[1])),
    );
  return (await settled.execute()).map(requestOf);
}

export async function orderRequest(db: Database | Tx, id: string): Promise<OrderRequest | null> {
  const row = await db.selectFrom('order_requests').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? requestOf(row) : null;
}

/** Writes a wish down, open; the same id again changes nothing. */
export async function addOrderRequest(
  tx: Tx,
  {
    id,
    order,
    customer,
    conversation,
    kind,
    detail,
    createdAt,
  }: Pick<OrderRequest, 'id' | 'order' | 'customer' | 'conversation' | 'kind' | 'detail' | 'createdAt'>,
): Promise<void> {
  await tx
    .insertInto('order_requests')
    .values({
      id,
      order_number: order,
      customer_id: customer,
      kind,
      detail,
      state: 'open',
      created_at: createdAt,
      conversation_id: conversation,
      settled_at: null,
      settled_by: null,
      reply: null,
      announced_at: null,
      told_at: null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/** Once: whoever is second is told that it is settled. The customer hears of it by the next sweep. */
export async function settleOrderRequest(
  tx: Tx,
  id: string,
  { outcome, reply, actor, now }: Settlement,
): Promise<'settled' | 'settled-before' | 'unknown'> {
  const done = await tx
    .updateTable('order_requests')
    .set({ state: outcome, reply, settled_by: actor, settled_at: now })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  if (done.numUpdatedRows === 1n) return 'settled';
  return (await orderRequest(tx, id)) === null ? 'unknown' : 'settled-before';
}

/** Settled ones of which the customer has not heard, the oldest first. */
export async function untoldRequests(db: Database, limit: number): Promise<OrderRequest[]> {
  const rows = await db
    .selectFrom('order_requests')
    .selectAll()
    .where('settled_at', 'is not', null)
    .where('told_at', 'is', null)
    .where('conversation_id', 'is not', null)
    .orderBy('settled_at')
    .limit(limit)
    .execute();
  return rows.map(requestOf);
}

/** In the transaction that writes the message. False when it was told meanwhile: then write nothing. */
export async function markRequestTold(tx: Tx, id: string, now: number): Promise<boolean> {
  const updated = await tx
    .updateTable('order_requests')
    .set({ told_at: now })
    .where('id', '=', id)
    .where('told_at', 'is', null)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** Gives each new wish to `tell` once, in the transaction that notes it. Returns how many were new. */
export async function announceRequests(
  storage: Storage,
  now: number,
  limit: number,
  tell: (tx: Tx, request: OrderRequest) => Promise<void>,
): Promise<number> {
  const rows = await storage.db
    .selectFrom('order_requests')
    .selectAll()
    .where('announced_at', 'is', null)
    .orderBy('created_at')
    .limit(limit)
    .execute();
  for (const row of rows) {
    await storage.transact(async (tx) => {
      const first = await tx
        .updateTable('order_requests')
        .set({ announced_at: now })
        .where('id', '=', row.id)
        .where('announced_at', 'is', null)
        .executeTakeFirst();
      if (first.numUpdatedRows === 1n) await tell(tx, requestOf(row));
    });
  }
  return rows.length;
}

function requestOf(row: OrderRequestsTable): OrderRequest {
  return {
    id: row.id,
    order: row.order_number,
    customer: row.customer_id,
    conversation: row.conversation_id === null ? null : ConversationIdSchema.parse(row.conversation_id),
    kind: row.kind,
    detail: row.detail,
    state: row.state,
    createdAt: row.created_at,
    settledAt: row.settled_at,
    settledBy: row.settled_by,
    reply: row.reply,
  };
}
