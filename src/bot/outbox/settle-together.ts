import { sql } from 'kysely';
import type { Random } from '../../core/index.ts';
import { prepared, type Tx } from '../../storage/index.ts';
import { isFirstWord } from './first-words.ts';
import { type Finished, settle } from './settle.ts';

/**
 * Writes down what became of several sends. What simply arrived, which is nearly all, takes three statements together;
 * the rest is settled one by one, in order.
 */
export async function settleTogether(
  tx: Tx,
  finished: readonly Finished[],
  now: number,
  random: Random,
): Promise<void> {
  const arrived: Arrived[] = [];
  const talks = new Set<string | null>();
  for (const { row, result } of finished) {
    // Each message of a conversation has a revision of its own: readers go on from the last that they saw.
    if (result.kind === 'sent' && !isFirstWord(row) && !talks.has(row.conversation_id)) {
      talks.add(row.conversation_id);
      arrived.push({ row, platformId: result.platformId });
    } else await settle(tx, { row, result }, now, random);
  }
  if (arrived.length > 0) await settleArrived(tx, arrived, now);
}

interface Arrived {
  row: Finished['row'];
  platformId: string;
}

async function settleArrived(tx: Tx, arrived: readonly Arrived[], now: number): Promise<void> {
  const sends = arrived
    .toSorted((a, b) => a.row.id - b.row.id)
    .map(({ row, platformId }) => ({ id: row.id, sender: row.sender, platformId }));
  const { rows: settled } = await markSent(tx, { sends, now });
  const messages = settled.flatMap(({ message_id }) => message_id ?? []);
  const talks = settled.flatMap(({ conversation_id }) => conversation_id ?? []).sort();
  if (messages.length === 0 || talks.length === 0) return;
  await raiseRevisions(tx, { talks });
  await markMessagesSent(tx, { messages });
}

/** Only rows that are still this process's: those of one that was thought dead were settled by another. */
const markSent = prepared(
  (db, { sends, now }: { sends: { id: number; sender: string | null; platformId: string }[]; now: number }) => {
    const rows = sends.map(({ id, sender, platformId }) => sql`(${id}, ${sender}, ${platformId})`);
    const query = sql<{ message_id: string | null; conversation_id: string | null }>`
      with done (id, sender, platform_id) as (values ${sql.join(rows)})
      update outbox set state = 'sent', platform_id = done.platform_id, settled_at = ${now}
      from done
      where outbox.id = cast(done.id as bigint) and outbox.state = 'sending' and outbox.sender = done.sender
      returning outbox.message_id, outbox.conversation_id`;
    return { compile: () => query.compile(db) };
  },
);

const raiseRevisions = prepared((db, { talks }: { talks: string[] }) =>
  db
    .updateTable('conversations')
    .set((builder) => ({ revision: builder('revision', '+', 1) }))
    .where('id', 'in', talks),
);

const markMessagesSent = prepared((db, { messages }: { messages: string[] }) =>
  db
    .updateTable('messages')
    .set((builder) => ({
      delivery: 'sent',
      revision: builder
        .selectFrom('conversations')
        .select('revision')
        .whereRef('conversations.id', '=', 'messages.conversation_id')
        .$asScalar()
        .$notNull(),
    }))
    .where('id', 'in', messages),
);
