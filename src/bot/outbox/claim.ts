import { sql } from 'kysely';
import type { Storage, Tx } from '../../storage/index.ts';
import { markDelivery } from './delivery.ts';
import type { OutboxRow } from './row.ts';

export type Candidate = Pick<
  OutboxRow,
  'id' | 'channel' | 'account' | 'peer' | 'address_key' | 'is_group' | 'due_at' | 'expires_at'
>;

/** A channel that this process can send through. */
export interface ChannelAccount {
  channel: string;
  account: string;
}

/**
 * Rows that could leave now, best first: due, and with nothing unsettled before them in their queue. Literals and not
 * parameters for `state`, because both databases use a partial index only when they can see its condition.
 */
export function dueRows(
  storage: Storage,
  accounts: readonly ChannelAccount[],
  now: number,
  limit: number,
): Promise<Candidate[]> {
  return storage.db
    .selectFrom('outbox as row')
    .select(['id', 'channel', 'account', 'peer', 'address_key', 'is_group', 'due_at', 'expires_at'])
    .where(sql<boolean>`row.state = 'due'`)
    .where('due_at', '<=', now)
    .where((builder) =>
      builder.or(
        accounts.map(({ channel, account }) =>
          builder.and([builder('channel', '=', channel), builder('account', '=', account)]),
        ),
      ),
    )
    .where(nothingBefore)
    .orderBy('priority')
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** When the next row that is not yet due will be, or null. */
export async function nextDueAt(storage: Storage, now: number): Promise<number | null> {
  const row = await storage.db
    .selectFrom('outbox')
    .select((builder) => builder.fn.min('due_at').as('at'))
    .where(sql<boolean>`state = 'due'`)
    .where('due_at', '>', now)
    .executeTakeFirst();
  return row?.at ?? null;
}

/**
 * Marks the rows as being sent by this process and returns those that may really go. A bot's row that was written
 * under an older epoch is withdrawn here: this check, under the lock that a takeover also needs, is invariant 3.
 */
export async function claim(
  tx: Tx,
  ids: readonly number[],
  sender: string,
  now: number,
  lock: boolean,
): Promise<OutboxRow[]> {
  if (ids.length === 0) return [];
  if (lock) await lockConversations(tx, ids);
  const stale = await tx
    .updateTable('outbox as row')
    .set({ state: 'withdrawn', settled_at: now, detail: 'the conversation has a new owner' })
    .where('row.id', 'in', ids)
    .where('row.state', '=', 'due')
    .where('row.author', '=', 'bot')
    .where(sql<boolean>`row.epoch < (select c.epoch from conversations c where c.id = row.conversation_id)`)
    .returningAll()
    .execute();
  for (const row of stale) await markDelivery(tx, row, 'withdrawn');
  return tx
    .updateTable('outbox as row')
    .set((builder) => ({ state: 'sending', sender, attempts: builder('attempts', '+', 1) }))
    .where('row.id', 'in', ids)
    .where('row.state', '=', 'due')
    .where(nothingBefore)
    .returningAll()
    .execute();
}

const nothingBefore = sql<boolean>`not exists (
  select 1 from outbox earlier
  where earlier.queue = row.queue and earlier.id < row.id and earlier.state in ('due', 'sending'))`;

/** PostgreSQL only: a takeover that is committing waits for the claim, or the claim for it. SQLite has one writer anyway. */
async function lockConversations(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx
    .selectFrom('conversations')
    .select('id')
    .where('id', 'in', (builder) =>
      builder
        .selectFrom('outbox')
        .select('conversation_id')
        .where('outbox.id', 'in', ids)
        .where('author', '=', 'bot')
        .$castTo<{ conversation_id: string }>(),
    )
    .forShare()
    .execute();
}

/** Rows whose time is over are settled without a send. Returns how many. */
export async function expire(tx: Tx, ids: readonly number[], now: number): Promise<number> {
  if (ids.length === 0) return 0;
  const rows = await tx
    .updateTable('outbox')
    .set({ state: 'expired', settled_at: now, detail: 'not sent before it expired' })
    .where('id', 'in', ids)
    .where('state', '=', 'due')
    .returningAll()
    .execute();
  for (const row of rows) await markDelivery(tx, row, 'refused');
  return rows.length;
}

export async function postpone(tx: Tx, ids: readonly number[], until: number): Promise<void> {
  if (ids.length === 0) return;
  await tx.updateTable('outbox').set({ due_at: until }).where('id', 'in', ids).where('state', '=', 'due').execute();
}
