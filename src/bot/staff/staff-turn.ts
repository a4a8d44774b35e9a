import { randomBytes } from 'node:crypto';
import {
  type Address,
  type AgentId,
  addressKey,
  type Channel,
  type ConversationId,
  type IncomingMessage,
  type MediaRef,
  type Reply,
  SendKey,
  uploadRef,
} from '../../core/index.ts';
import { type Agent, agentByTelegram, noteEvent, openCaseOf, returnToBot, takeOver } from '../../handoff/index.ts';
import type { Tx } from '../../storage/index.ts';
import { newKey } from '../handoff/append.ts';
import type { DeskVoice } from '../handoff/desk-voice.ts';
import { PRIORITY, REPLY_LIFE_MS } from '../outbox/policy.ts';
import { enqueue } from '../outbox/row.ts';
import type { Words } from '../words/words.ts';
import { type StaffRoom, staffActOf, topicQueue } from './staff-room.ts';

export interface StaffTurnParts {
  staff: StaffRoom;
  voice: DeskVoice;
  words: Words;
  channels: readonly Channel[];
}

/**
 * What a colleague wrote or pressed in a customer's topic, in the transaction that settles it. Only listed agents
 * count; everybody else in the group is not heard. Whoever answers takes over by the same function as in the console.
 */
export async function staffSays(tx: Tx, parts: StaffTurnParts, message: IncomingMessage, now: number): Promise<void> {
  const topic = message.group;
  if (topic === undefined) return;
  const agent = await agentByTelegram(tx, message.from.peer);
  const row = await tx
    .selectFrom('staff_topics')
    .select('conversation_id')
    .where('topic_key', '=', addressKey(topic))
    .executeTakeFirst();
  if (agent === null || row === undefined) return;
  const conversation = row.conversation_id as ConversationId;
  const { content } = message;
  const answer = (reply: Reply) => sayInTopic(tx, topic, reply, now);
  if (content.kind === 'choice') {
    await act(tx, parts, { agent, conversation, act: staffActOf(content.id), answer, now });
    return;
  }
  if (content.kind === 'text') {
    const note = /^\/note(?:@\w+)?\s+(.+)$/su.exec(content.text)?.[1];
    const command = staffActOf(content.text);
    if (note !== undefined) await addNote(tx, conversation, agent.id, note, now);
    else if (command !== null) await act(tx, parts, { agent, conversation, act: command, answer, now });
    else if (!content.text.startsWith('/')) await pass(tx, parts, { agent, conversation, message, answer, now });
    return;
  }
  if (content.kind === 'media') await pass(tx, parts, { agent, conversation, message, answer, now });
}

interface InTopic {
  agent: Agent;
  conversation: ConversationId;
  answer: (reply: Reply) => Promise<void>;
  now: number;
}

async function act(
  tx: Tx,
  parts: StaffTurnParts,
  { agent, conversation, act: wanted, answer, now }: InTopic & { act: ReturnType<typeof staffActOf> },
): Promise<void> {
  const { words, voice, staff } = parts;
  switch (wanted) {
    case 'take':
      await take(tx, parts, { agent, conversation, answer, now });
      return;
    case 'return':
    case 'resolve': {
      const given = await returnToBot(tx, {
        conversation,
        actor: agent.id,
        holder: { kinds: ['agent'], agent: agent.id },
        disposition: 'solved',
        survey: true,
        how: wanted,
        now,
      });
      if (given.kind === 'given-back') await voice.apply(tx, given.effects, now);
      else await answer(await takenBy(tx, parts, conversation));
      return;
    }
    case 'note':
      await answer({ kind: 'text', markdown: words.say(staff.locale, 'staffNoteHow') });
      return;
    case null:
      return;
    default:
      wanted satisfies never;
  }
}

async function take(tx: Tx, parts: StaffTurnParts, { agent, conversation, answer, now }: InTopic): Promise<boolean> {
  const taken = await takeOver(tx, { conversation, agent: agent.id, now, by: 'agent' });
  switch (taken.kind) {
    case 'taken':
      await parts.voice.apply(tx, taken.effects, now);
      return true;
    case 'already-yours':
      return true;
    case 'taken-by':
      await answer(sentence(parts, 'staffTakenBy', { agent: taken.name }));
      return false;
    case 'gone':
      return false;
    default:
      return taken satisfies never;
  }
}

/** Words and files for the customer. A correction goes out as words of its own, because most platforms cannot edit. */
async function pass(
  tx: Tx,
  parts: StaffTurnParts,
  { agent, conversation, message, answer, now }: InTopic & { message: IncomingMessage },
): Promise<void> {
  const { content } = message;
  const media = content.kind === 'media' ? content.media : null;
  const foreign = media !== null && !(await sameChannel(tx, conversation, message.from));
  if (foreign && media.kind === 'location') {
    await answer(sentence(parts, 'staffNoPlaces'));
    return;
  }
  if (!(await take(tx, parts, { agent, conversation, answer, now }))) return;
  const file = foreign ? await copyOf(tx, media, message.from, agent.id, now) : media;
  const written = content.kind === 'text' ? (message.edits === undefined ? content.text : `✏️ ${content.text}`) : '';
  const quote = content.kind === 'text' && content.quoted !== undefined ? quotedWords(content.quoted) : '';
  const text = quote === '' ? escaped(written) : `${asQuote(quote)}\n\n${escaped(written)}`;
  const said = await parts.voice.say(tx, {
    conversation,
    agent: agent.id,
    key: message.key,
    text,
    files: file === null ? [] : [file],
    seen: null,
    now,
  });
  if (said.kind !== 'said') return;
  for (const id of said.messages) {
    await tx
      .insertInto('staff_relays')
      .values({ message_id: id, conversation_id: conversation, send_key: `from:${id}` })
      .onConflict((conflict) => conflict.column('send_key').doNothing())
      .execute();
  }
}

/**
 * A file's reference means something only on the channel that made it: on another one it goes as a file of ours, whose bytes
 * are fetched when somebody first wants them (ADR 0104).
 */
async function copyOf(tx: Tx, media: MediaRef, from: Address, agent: AgentId, now: number): Promise<MediaRef> {
  const id = randomBytes(24).toString('base64url');
  const { kind, name = kind, mimeType = MIME_OF[kind] ?? 'application/octet-stream', bytes = 0 } = media;
  const source = JSON.stringify({ channel: from.channel, account: from.account, media });
  await tx
    .insertInto('uploads')
    .values({ id, name, mime_type: mimeType, bytes, agent_id: agent, at: now, source })
    .execute();
  return { ...media, ref: uploadRef('', id), name, mimeType };
}

/** Telegram says no type for photos, which it keeps as JPEG. */
const MIME_OF: Partial<Record<MediaRef['kind'], string>> = { image: 'image/jpeg', sticker: 'image/webp' };

async function sameChannel(tx: Tx, conversation: ConversationId, from: Address): Promise<boolean> {
  const talk = await tx
    .selectFrom('conversations')
    .select(['channel', 'account'])
    .where('id', '=', conversation)
    .executeTakeFirst();
  return talk?.channel === from.channel && talk.account === from.account;
}

async function addNote(tx: Tx, conversation: ConversationId, agent: AgentId, text: string, now: number): Promise<void> {
  const open = await openCaseOf(tx, conversation);
  await noteEvent(tx, { case: open?.id ?? '', conversation, kind: 'note', actor: agent, detail: text }, now);
}

async function takenBy(tx: Tx, parts: StaffTurnParts, conversation: ConversationId): Promise<Reply> {
  const open = await openCaseOf(tx, conversation);
  const holder = open?.agent_id ?? null;
  const row =
    holder === null ? null : await tx.selectFrom('agents').select('name').where('id', '=', holder).executeTakeFirst();
  return sentence(parts, 'staffTakenBy', { agent: row?.name ?? '—' });
}

function sentence(
  { words, staff }: StaffTurnParts,
  key: 'staffTakenBy' | 'staffNoPlaces',
  values: Record<string, string> = {},
): Reply {
  return { kind: 'text', markdown: words.say(staff.locale, key, values) };
}

/** Something of ours into a topic: staff only, in the topic's own order. */
export async function sayInTopic(
  tx: Tx,
  topic: Address,
  reply: Reply,
  now: number,
  key: string = newKey(),
): Promise<void> {
  const send = {
    to: topic,
    isGroup: true,
    conversation: null,
    messageId: null,
    queue: topicQueue(topic),
    author: 'system' as const,
    priority: PRIORITY.agent,
    epoch: 0,
    key: SendKey.parse(key),
    reply,
    dueAt: now,
    expiresAt: now + REPLY_LIFE_MS,
  };
  await enqueue(tx, [send], now);
}

/**
 * What a colleague picked in the topic, without our mark of who said it: the customer sees their own words quoted. Works on
 * every channel, because it is words and no reference to a message.
 */
function quotedWords(picked: string): string {
  return picked
    .replace(/^(?:👤|🤖|🧑‍💼|⚙️)\s*[^:：]{0,80}[:：]\s*/u, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

export function asQuote(words: string): string {
  return words
    .split('\n')
    .map((line) => `> ${escaped(line)}`)
    .join('\n');
}

/** Plain words as markdown that shows them as they were typed. */
export function escaped(text: string): string {
  return text.replace(/([\\`*_{}[\]<>#|~])/g, '\\$1').replace(/\n/g, '  \n');
}
