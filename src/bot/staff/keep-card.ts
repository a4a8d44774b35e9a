import type { Topics } from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import { newKey } from '../handoff/append.ts';
import { RETRY_MS, type RelayParts, STALE, type TopicRow, topicOf } from './relay-parts.ts';
import { sayInTopic } from './staff-turn.ts';
import { topicCard } from './topic-card.ts';

/** The pinned card: sent once, then edited whenever the case changes. */
export async function keepCard(parts: RelayParts, topics: Topics, row: TopicRow, signal: AbortSignal): Promise<void> {
  const { storage, staff, clock } = parts;
  const topic = topicOf(staff, row);
  if (topic === null) return;
  const card = await topicCard(parts, row.conversation_id);
  const text = JSON.stringify(card);
  if (row.card_id === null) {
    const key = newKey();
    await storage.transact(async (tx) => {
      const first = await tx
        .updateTable('staff_topics')
        .set({ card_id: `key:${key}`, card_text: text })
        .where('conversation_id', '=', row.conversation_id)
        .where('card_id', 'is', null)
        .executeTakeFirst();
      if (first.numUpdatedRows === 1n) await sayInTopic(tx, topic, card, clock.now(), key);
    });
    parts.committed();
    return;
  }
  const platformId = row.card_id.startsWith('key:') ? await sentCard(storage, row.card_id.slice(4)) : row.card_id;
  if (platformId === null) return;
  if (row.card_id !== platformId) {
    await topics.pin(topic, platformId, signal);
    await setCard(parts, row, { card_id: platformId });
  }
  if (text === row.card_text) return;
  const edited = await topics.edit(topic, platformId, card, signal);
  switch (edited.kind) {
    case 'done':
    case 'refused': // a refusal stays one: it is tried again when there is something else to show
      await setCard(parts, row, { card_text: text });
      return;
    case 'later':
      await setCard(parts, row, { card_text: STALE, look_at: clock.now() + (edited.afterMs ?? RETRY_MS) });
      return;
    default:
      edited satisfies never;
  }
}

async function sentCard({ db }: Storage, key: string): Promise<string | null> {
  const sent = await db
    .selectFrom('outbox')
    .select('platform_id')
    .where('send_key', '=', key)
    .where('state', '=', 'sent')
    .executeTakeFirst();
  return sent?.platform_id ?? null;
}

async function setCard({ storage }: RelayParts, row: TopicRow, change: Partial<TopicRow>): Promise<void> {
  await storage.transact((tx) =>
    tx
      .updateTable('staff_topics')
      .set(change)
      .where('conversation_id', '=', row.conversation_id)
      .where('topic_key', '=', row.topic_key)
      .execute(),
  );
}
