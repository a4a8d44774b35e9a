import { keepCard } from './keep-card.ts';
import { openTopic, reviveTopics, wantTopics } from './open-topics.ts';
import { PER_ROUND, type RelayParts, STALE } from './relay-parts.ts';
import { relayWords } from './relay-words.ts';
import { topicsOf } from './staff-room.ts';

const MOST_ATTEMPTS = 20;

/** Brings the topics up to date: opens them, keeps the card current, passes on what was said. Returns how much was done. */
export async function relayTopics(parts: RelayParts, signal: AbortSignal): Promise<number> {
  const { storage, staff, channels, clock } = parts;
  const topics = topicsOf(staff, channels);
  if (topics === null) return 0;
  await wantTopics(storage, clock.now());
  await reviveTopics(storage, topics, clock.now());
  const rows = await storage.db
    .selectFrom('staff_topics')
    .innerJoin('conversations', 'conversations.id', 'staff_topics.conversation_id')
    .selectAll('staff_topics')
    .where('staff_topics.look_at', '<=', clock.now())
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
    .limit(PER_ROUND)
    .execute();
  let done = 0;
  for (const row of rows) {
    if (signal.aborted) break;
    if (row.state === 'wanted') done += await openTopic(parts, topics, row, signal);
    else {
      done += await relayWords(parts, row);
      await keepCard(parts, topics, row, signal);
    }
  }
  if (done > 0) parts.committed();
  return done;
}
