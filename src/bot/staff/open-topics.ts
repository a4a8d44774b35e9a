import { sql } from 'kysely';
import { addressKey, type Topics } from '../../core/index.ts';
import type { Storage, Tx } from '../../storage/index.ts';
import { PER_ROUND, RETRY_MS, type RelayParts, STALE, type TopicRow } from './relay-parts.ts';

/** What a topic that had to be made again shows of the talk. */
const REPLAYED = 10;

/** Every open case has its topic; a topic of an earlier case is used again. */
export async function wantTopics(storage: Storage, now: number): Promise<void> {
  const missing = await storage.db
    .selectFrom('cases')
    .leftJoin('staff_topics', 'staff_topics.conversation_id', 'cases.conversation_id')
    .select('cases.conversation_id')
    .where('cases.state', 'in', ['waiting', 'held'])
    .where('staff_topics.conversation_id', 'is', null)
    .limit(PER_ROUND)
    .execute();
  if (missing.length === 0) return;
  await storage.transact(async (tx) => {
    for (const { conversation_id } of missing) {
      await tx
        .insertInto('staff_topics')
        .values({
          conversation_id,
          topic_key: '',
          peer: null,
          card_id: null,
          card_text: STALE,
          relayed_revision: await replayFrom(tx, conversation_id),
          state: 'wanted',
          look_at: now,
          attempts: 0,
        })
        .onConflict((conflict) => conflict.column('conversation_id').doNothing())
        .execute();
    }
  });
}

/** A topic that somebody deleted refuses what is sent to it: it is made again, and the last words are shown in it. */
export async function reviveTopics(storage: Storage, topics: Topics, now: number): Promise<void> {
  const dead = await storage.db
    .selectFrom('outbox')
    .innerJoin('staff_topics', 'staff_topics.topic_key', 'outbox.address_key')
    .select(['staff_topics.conversation_id', 'staff_topics.topic_key', 'outbox.detail'])
    // Literals, so that both databases see that the small index of refused sends holds all of it.
    .where(sql<boolean>`outbox.state = 'refused' and outbox.author = 'system'`)
    .where('staff_topics.state', '=', 'open')
    .execute();
  for (const { conversation_id, topic_key, detail } of dead) {
    if (!topics.isGone(detail ?? '')) continue;
    await storage.transact(async (tx) => {
      const again = {
        state: 'wanted' as const,
        topic_key: '',
        peer: null,
        card_id: null,
        card_text: STALE,
        relayed_revision: await replayFrom(tx, conversation_id),
        look_at: now,
      };
      const changed = await tx
        .updateTable('staff_topics')
        .set((row) => ({ ...again, attempts: row('attempts', '+', 1) }))
        .where('conversation_id', '=', conversation_id)
        .where('topic_key', '=', topic_key)
        .executeTakeFirst();
      if (changed.numUpdatedRows === 0n) return;
      await tx
        .updateTable('outbox')
        .set({ state: 'discarded', settled_at: now, detail: 'the topic was deleted' })
        .where('address_key', '=', topic_key)
        .where('state', 'in', ['due', 'refused'])
        .execute();
    });
  }
}

/** The revision before the last lines. */
async function replayFrom(tx: Tx, conversation: string): Promise<number> {
  const rows = await tx
    .selectFrom('messages')
    .select('position')
    .where('conversation_id', '=', conversation)
    .orderBy('position', 'desc')
    .limit(REPLAYED)
    .execute();
  return (rows.at(-1)?.position ?? 1) - 1;
}

/** Two processes never open the same topic: the lease is taken before the platform is asked. */
async function lease({ storage, clock }: RelayParts, row: TopicRow): Promise<boolean> {
  const taken = await storage.transact((tx) =>
    tx
      .updateTable('staff_topics')
      .set((builder) => ({ look_at: clock.now() + RETRY_MS, attempts: builder('attempts', '+', 1) }))
      .where('conversation_id', '=', row.conversation_id)
      .where('look_at', '=', row.look_at)
      .where('state', '=', row.state)
      .executeTakeFirst(),
  );
  return taken.numUpdatedRows === 1n;
}

export async function openTopic(
  parts: RelayParts,
  topics: Topics,
  row: TopicRow,
  signal: AbortSignal,
): Promise<number> {
  const { storage, staff, clock } = parts;
  if (!(await lease(parts, row))) return 0;
  const customer = await storage.db
    .selectFrom('conversations')
    .innerJoin('customers', 'customers.id', 'conversations.customer_id')
    .select(['customers.name', 'conversations.channel'])
    .where('conversations.id', '=', row.conversation_id)
    .executeTakeFirst();
  const title = `${customer?.name ?? '?'} · ${customer?.channel ?? ''}`;
  const opened = await topics.open(staff.room, title, signal);
  if (opened.kind !== 'done') return 0;
  await storage.transact((tx) =>
    tx
      .updateTable('staff_topics')
      .set({
        state: 'open',
        topic_key: addressKey(opened.topic),
        peer: opened.topic.peer,
        look_at: clock.now(),
        attempts: 0,
      })
      .where('conversation_id', '=', row.conversation_id)
      .where('state', '=', 'wanted')
      .execute(),
  );
  return 1;
}
