import {
  AccountId,
  type Address,
  addressKey,
  type Channel,
  ChannelId,
  type Clock,
  PeerId,
  type Reply,
  type Topics,
} from '../../core/index.ts';
import type { StaffTopicsTable, Storage, Tx } from '../../storage/index.ts';
import { newKey } from '../handoff/append.ts';
import type { Words } from '../words/words.ts';
import { type StaffRoom, topicsOf } from './staff-room.ts';
import { escaped, sayInTopic } from './staff-turn.ts';
import { topicCard } from './topic-card.ts';
import { wordsOfMessage } from './words-of-message.ts';

export interface RelayParts {
  storage: Storage;
  staff: StaffRoom;
  channels: readonly Channel[];
  words: Words;
  clock: Clock;
  /** Something was written for the topics. */
  committed: () => void;
}

/** After an attempt that the platform did not take, and while another process is at it. */
const RETRY_MS = 5_000;
const PER_ROUND = 50;
/** What a topic that had to be made again shows of the talk. */
const REPLAYED = 10;
/** Telegram takes 4,096; the channel would split what is longer. */
const LONGEST_RELAY = 3_500;
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
      done += await relay(parts, row);
      await keepCard(parts, topics, row, signal);
    }
  }
  if (done > 0) parts.committed();
  return done;
}

/** A card that has to be written anew. */
const STALE = '';

/** Every open case has its topic; a topic of an earlier case is used again. */
async function wantTopics(storage: Storage, now: number): Promise<void> {
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
async function reviveTopics(storage: Storage, topics: Topics, now: number): Promise<void> {
  const dead = await storage.db
    .selectFrom('staff_topics')
    .innerJoin('outbox', 'outbox.address_key', 'staff_topics.topic_key')
    .select(['staff_topics.conversation_id', 'staff_topics.topic_key', 'outbox.detail'])
    .where('staff_topics.state', '=', 'open')
    .where('outbox.state', '=', 'refused')
    .where('outbox.author', '=', 'system')
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

type Row = StaffTopicsTable;

/** Two processes never open the same topic: the lease is taken before the platform is asked. */
async function lease({ storage, clock }: RelayParts, row: Row): Promise<boolean> {
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

async function openTopic(parts: RelayParts, topics: Topics, row: Row, signal: AbortSignal): Promise<number> {
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

/** What was said since, as one message: the platform counts messages and not words. */
async function relay(parts: RelayParts, row: Row): Promise<number> {
  const { storage, staff, words, clock } = parts;
  const topic = topicOf(staff, row);
  if (topic === null) return 0;
  return storage.transact(async (tx) => {
    const talk = await tx
      .selectFrom('conversations')
      .innerJoin('customers', 'customers.id', 'conversations.customer_id')
      .select(['conversations.revision', 'customers.name', 'conversations.channel', 'conversations.account'])
      .where('conversations.id', '=', row.conversation_id)
      .executeTakeFirstOrThrow();
    if (talk.revision <= row.relayed_revision) return 0;
    const moved = await tx
      .updateTable('staff_topics')
      .set({ relayed_revision: talk.revision })
      .where('conversation_id', '=', row.conversation_id)
      .where('relayed_revision', '=', row.relayed_revision)
      .where('topic_key', '=', row.topic_key)
      .executeTakeFirst();
    if (moved.numUpdatedRows === 0n) return 0;
    const changed = await tx
      .selectFrom('messages')
      .leftJoin('agents', 'agents.id', 'messages.agent_id')
      .leftJoin('staff_relays', 'staff_relays.message_id', 'messages.id')
      .select(['messages.author', 'messages.content', 'messages.position', 'agents.name as agent'])
      .where('messages.conversation_id', '=', row.conversation_id)
      .where('messages.revision', '>', row.relayed_revision)
      .where('staff_relays.send_key', 'is', null)
      .orderBy('messages.position')
      .execute();
    const lines: string[] = [];
    const sameChannel = talk.channel === staff.room.channel && talk.account === staff.room.account;
    const files: Reply[] = [];
    for (const { author, content, position, agent } of changed) {
      const isNew = position > row.relayed_revision;
      // Of older lines only a customer's own can have new words; the others moved in their delivery.
      if (!isNew && author !== 'customer') continue;
      const said = wordsOfMessage(author, content);
      if (said.media && sameChannel) files.push({ kind: 'media', media: said.media });
      const who = author === 'customer' ? `👤 **${escaped(talk.name ?? '?')}**` : WHO[author](escaped(agent ?? ''));
      const mark = isNew ? '' : ` *(${words.say(staff.locale, 'staffEdited')})*`;
      lines.push(`${who}${mark}: ${author === 'customer' ? escaped(said.text) : said.text}`);
    }
    for (const part of joined(lines)) await sayInTopic(tx, topic, { kind: 'text', markdown: part }, clock.now());
    for (const file of files) await sayInTopic(tx, topic, file, clock.now());
    return 1;
  });
}

const WHO = {
  bot: () => '🤖',
  system: () => '⚙️',
  agent: (name: string) => `🧑‍💼 **${name}**`,
} as const;

function joined(lines: readonly string[]): string[] {
  const parts: string[] = [];
  for (const line of lines) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + line.length < LONGEST_RELAY) parts[parts.length - 1] = `${last}\n\n${line}`;
    else parts.push(line.slice(0, LONGEST_RELAY));
  }
  return parts;
}

/** The pinned card: sent once, then edited whenever the case changes. */
async function keepCard(parts: RelayParts, topics: Topics, row: Row, signal: AbortSignal): Promise<void> {
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
  if (edited.kind === 'done') await setCard(parts, row, { card_text: text });
  else
    await setCard(parts, row, {
      card_text: STALE,
      look_at: clock.now() + (edited.kind === 'later' ? (edited.afterMs ?? RETRY_MS) : RETRY_MS),
    });
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

async function setCard({ storage }: RelayParts, row: Row, change: Partial<Row>): Promise<void> {
  await storage.transact((tx) =>
    tx
      .updateTable('staff_topics')
      .set(change)
      .where('conversation_id', '=', row.conversation_id)
      .where('topic_key', '=', row.topic_key)
      .execute(),
  );
}

function topicOf({ room }: StaffRoom, row: Row): Address | null {
  if (row.peer === null) return null;
  return {
    channel: ChannelId.parse(room.channel),
    account: AccountId.parse(room.account),
    peer: PeerId.parse(row.peer),
  };
}
