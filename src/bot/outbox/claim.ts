import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { OutboxGate } from '../../care/index.ts';
import { prepared, type Storage, type Tables, type Tx } from '../../storage/index.ts';
import { markDelivery } from './delivery.ts';
import { isFirstWord, passGate } from './first-words.ts';
import { PRIORITY } from './policy.ts';
import type { OutboxRow } from './row.ts';

export type Candidate = Pick<
  OutboxRow,
  'id' | 'channel' | 'account' | 'peer' | 'address_key' | 'is_group' | 'priority' | 'due_at' | 'expires_at'
>;

/** A channel that this process can send through. */
export interface ChannelAccount {
  channel: string;
  account: string;
}

/** Candidates looked at together; more than the widest flight, because some may have to wait for a limit. */
export const LOOK_AHEAD = 128;
/** Alerts and care leave one after the other; more than a few of them need not be looked at. */
const FIRST_WORDS_LOOKED_AT = 16;

/**
 * Rows that could leave now, best first and at most `LOOK_AHEAD`: due, and with nothing unsettled before them in their
 * queue. Each priority is looked up for itself, so that ten thousand messages that wait for the morning cost nothing.
 */
export async function dueRows(
  storage: Storage,
  accounts: readonly ChannelAccount[],
  now: number,
): Promise<Candidate[]> {
  if (accounts.length === 0) return [];
  const { rows } = await findDue(storage.db, { accounts, now });
  return rows.sort((a, b) => a.priority - b.priority || a.due_at - b.due_at || a.id - b.id).slice(0, LOOK_AHEAD);
}

const nothingBefore = sql<boolean>`not exists (
  select 1 from outbox earlier
  where earlier.queue = row.queue and earlier.id < row.id and earlier.state in ('due', 'sending'))`;

interface DueQuestion {
  accounts: readonly ChannelAccount[];
  now: number;
}

/**
 * Literals for `state` and `priority`, because both databases use a partial index only when they can see its condition;
 * for the limit, and the accounts as one truth, so that SQLite does not compile the statement anew each time (docs/adr/0098).
 */
const findDue = prepared((db, { accounts, now }: DueQuestion) => {
  const account = sql`(${sql.join(
    accounts.map((each) => sql`(channel = ${each.channel} and account = ${each.account})`),
    sql` or `,
  )}) is true`;
  const parts = Object.values(PRIORITY).map(
    (priority) =>
      sql`select * from (select id, channel, account, peer, address_key, is_group, priority, due_at, expires_at
      from outbox as row where state = 'due' and priority = ${sql.lit(priority)} and due_at <= ${now} and ${account}
      and ${nothingBefore} order by due_at, id
      limit ${sql.lit(isFirstWord({ priority }) ? FIRST_WORDS_LOOKED_AT : LOOK_AHEAD)}) as p${sql.raw(String(priority))}`,
  );
  return { compile: () => sql<Candidate>`${sql.join(parts, sql` union all `)}`.compile(db) };
});

/** When the next row that is not yet due will be, or null. */
export async function nextDueAt(storage: Storage, now: number): Promise<number | null> {
  const { rows } = await findNext(storage.db, { now });
  const times = rows.flatMap(({ at }) => (at === null ? [] : [at]));
  return times.length === 0 ? null : Math.min(...times);
}

const findNext = prepared((db, { now }: { now: number }) => {
  const parts = Object.values(PRIORITY).map(
    (priority) =>
      sql`select min(due_at) as at from outbox where state = 'due' and priority = ${sql.lit(priority)} and due_at > ${now}`,
  );
  return { compile: () => sql<{ at: number | null }>`${sql.join(parts, sql` union all `)}`.compile(db) };
});

/**
 * Marks the rows as being sent by this process and returns those that may really go. A bot's row that was written
 * under an older epoch is withdrawn here: this check, under the lock that a takeover also needs, is invariant 3. What
 * we say first passes the gate under the same lock (invariant 6).
 */
export async function claim(
  tx: Tx,
  ids: readonly number[],
  sender: string,
  now: number,
  lock: boolean,
  gate: OutboxGate | null = null,
): Promise<OutboxRow[]> {
  if (ids.length === 0) return [];
  if (lock) await lockConversations(tx, ids);
  const { rows: stale } = await withdrawStale(tx, { ids, now });
  for (const row of stale) await markDelivery(tx, row, 'withdrawn');
  const may = gate === null ? ids : await passGate(tx, gate, ids, now);
  if (may.length === 0) return [];
  const { rows } = await markSending(tx, { may, sender });
  return rows;
}

const withdrawStale = prepared((db, { ids, now }: { ids: readonly number[]; now: number }) =>
  db
    .updateTable('outbox as row')
    .set({ state: 'withdrawn', settled_at: now, detail: 'the conversation has a new owner' })
    .where('row.id', 'in', ids)
    .where('row.state', '=', sql.lit('due'))
    .where('row.author', '=', sql.lit('bot'))
    .where(sql<boolean>`row.epoch < (select c.epoch from conversations c where c.id = row.conversation_id)`)
    .returningAll(),
);

const markSending = prepared((db, { may, sender }: { may: readonly number[]; sender: string }) =>
  db
    .updateTable('outbox as row')
    .set((builder) => ({ state: 'sending', sender, attempts: builder('attempts', '+', 1) }))
    .where('row.id', 'in', may)
    .where('row.state', '=', sql.lit('due'))
    .where(nothingBefore)
    .returningAll(),
);

/**
 * PostgreSQL only: a takeover that is committing waits for the claim, or the claim for it. SQLite has one writer anyway.
 * A first word writes its line into the talk when it is claimed: its lock is the writer's from the start, because two
 * claims that share a lock and then both want to write would wait for each other.
 */
async function lockConversations(tx: Tx, ids: readonly number[]): Promise<void> {
  const talksOf = (which: (row: ExpressionBuilder<Tables, 'outbox'>) => Expression<SqlBool>) =>
    tx
      .selectFrom('conversations')
      .select('id')
      .where('id', 'in', (builder) =>
        builder
          .selectFrom('outbox')
          .select('conversation_id')
          .where('outbox.id', 'in', ids)
          .where(which)
          .$castTo<{ conversation_id: string }>(),
      )
      .orderBy('id');
  await talksOf((row) => row('priority', '>=', PRIORITY.alert))
    .forNoKeyUpdate()
    .execute();
  await talksOf((row) => row('author', '=', 'bot'))
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
