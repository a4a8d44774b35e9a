import { sql } from 'kysely';
import type { Topics } from '../../core/index.ts';
import { keepCard } from './keep-card.ts';
import { openTopic, reviveTopics, wantTopics } from './open-topics.ts';
import { PER_ROUND, RETRY_MS, type RelayParts, STALE, type TopicRow } from './relay-parts.ts';
import { relayWords } from './relay-words.ts';
import { topicsOf } from './staff-room.ts';

const MOST_ATTEMPTS = 20;
/** A case that ended is looked at with the open ones until its last words are in the topic. */
const LINGER_MS = 2 * 60_000;

/** Which topics a round looks at: those of cases that are open or have just ended, or all that there ever were. */
export type RelayScope = 'cases' | 'all';

/** Brings the topics up to date: opens them, keeps the card current, passes on what was said. Returns how much was done. */
export async function relayTopics(parts: RelayParts, signal: AbortSignal, scope: RelayScope): Promise<number> {
  const { storage, staff, channels, clock } = parts;
  const topics = topicsOf(staff, channels);
  if (topics === null) return 0;
  await wantTopics(storage, clock.now());
  await reviveTopics(storage, topics, clock.now());
  let done = 0;
  for (const row of await changedTopics(parts, scope)) {
    if (signal.aborted) break;
    try {
      done += await bringUpToDate(parts, topics, row, signal);
    } catch (thrown) {
      if (signal.aborted) break;
      parts.fault(thrown);
      await lookLater(parts, row);
    }
  }
  if (done > 0) parts.committed();
  return done;
}

function changedTopics({ storage, clock }: RelayParts, scope: RelayScope): Promise<TopicRow[]> {
  const now = clock.now();
  const changed = storage.db
    .selectFrom('staff_topics')
    .innerJoin('conversations', 'conversations.id', 'staff_topics.conversation_id')
    .selectAll('staff_topics')
    .where('staff_topics.look_at', '<=', now)
    .where('staff_topics.attempts', '<', MOST_ATTEMPTS)
    .where((row) =>
      row.or([
        row('staff_topics.state', '=', 'wanted'),
        row('conversations.revision', '>', row.ref('staff_topics.relayed_revision')),
        row('staff_topics.card_text', '=', STALE),
        row('staff_topics.card_id', 'like', 'key:%'),
        row.and([row('staff_topics.card_id', 'is', null), row('staff_topics.state', '=', 'open')]),
      ]),
    )
    .orderBy('staff_topics.look_at')
    .limit(PER_ROUND);
  if (scope === 'all') return changed.execute();
  const open = storage.db
    .selectFrom('cases')
    .select('conversation_id')
    .where(sql<boolean>`state in ('waiting', 'held', 'snoozed')`);
  const ended = storage.db
    .selectFrom('cases')
    .select('conversation_id')
    .where('resolved_at', '>', now - LINGER_MS);
  return changed.where('staff_topics.conversation_id', 'in', open.union(ended)).execute();
}

async function bringUpToDate(parts: RelayParts, topics: Topics, row: TopicRow, signal: AbortSignal): Promise<number> {
  if (row.state === 'wanted') return openTopic(parts, topics, row, signal);
  const done = await relayWords(parts, row);
  await keepCard(parts, topics, row, signal);
  return done;
}

/** Whoever failed does not stand before the others in the next round. */
async function lookLater({ storage, clock }: RelayParts, row: TopicRow): Promise<void> {
  await storage.transact((tx) =>
    tx
      .updateTable('staff_topics')
      .set({ look_at: clock.now() + RETRY_MS })
      .where('conversation_id', '=', row.conversation_id)
      .execute(),
  );
}
