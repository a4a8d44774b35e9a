import { uuidv7 } from 'uuidv7';
import {
  AccountId,
  type Address,
  ChannelId,
  type ConversationId,
  Locale,
  PeerId,
  type Reply,
  SendKey,
} from '../../core/index.ts';
import type { Tx } from '../../storage/index.ts';
import { PRIORITY, REPLY_LIFE_MS } from '../outbox/policy.ts';
import { enqueue } from '../outbox/row.ts';

/** Where something is said outside of a turn, as the row stands in this transaction. */
export interface Place {
  conversation: ConversationId;
  customer: string;
  address: Address;
  isGroup: boolean;
  locale: Locale;
  epoch: number;
  owner: { kind: 'bot' | 'queue' | 'agent'; agent: string | null };
}

export async function placeOfTalk(tx: Tx, conversation: ConversationId): Promise<Place | null> {
  const row = await tx.selectFrom('conversations').selectAll().where('id', '=', conversation).executeTakeFirst();
  if (!row) return null;
  return {
    conversation,
    customer: row.customer_id,
    address: {
      channel: ChannelId.parse(row.channel),
      account: AccountId.parse(row.account),
      peer: PeerId.parse(row.peer),
    },
    isGroup: row.is_group === 1,
    locale: Locale.catch('en').parse(row.locale),
    epoch: row.epoch,
    owner: { kind: row.owner_kind, agent: row.owner_agent },
  };
}

export interface Saying {
  author: 'bot' | 'agent' | 'system';
  agent: string | null;
  replies: readonly { reply: Reply; key: string }[];
  now: number;
}

/** Adds lines to the transcript with their sends, outside of a turn: the same words, the same queue, the same epoch. */
export async function append(
  tx: Tx,
  place: Place,
  { author, agent, replies, now }: Saying,
): Promise<readonly string[]> {
  if (replies.length === 0) return [];
  const { revision } = await tx
    .updateTable('conversations')
    .set((builder) => ({ revision: builder('revision', '+', replies.length), last_message_at: now }))
    .where('id', '=', place.conversation)
    .returning('revision')
    .executeTakeFirstOrThrow();
  const lines = replies.map(({ reply, key }, index) => ({
    id: uuidv7(),
    reply,
    key,
    position: revision - replies.length + index + 1,
  }));
  await tx
    .insertInto('messages')
    .values(
      lines.map(({ id, reply, key, position }) => ({
        id,
        conversation_id: place.conversation,
        position,
        revision: position,
        author,
        agent_id: agent,
        message_key: key,
        content: JSON.stringify(reply),
        delivery: 'pending' as const,
        at: now,
      })),
    )
    .execute();
  await enqueue(
    tx,
    lines.map(({ id, reply, key }) => ({
      to: place.address,
      isGroup: place.isGroup,
      conversation: place.conversation,
      messageId: id,
      queue: place.conversation,
      author,
      priority: author === 'agent' ? PRIORITY.agent : PRIORITY.answer,
      epoch: place.epoch,
      key: SendKey.parse(key),
      reply,
      dueAt: now,
      expiresAt: now + REPLY_LIFE_MS,
    })),
    now,
  );
  return lines.map(({ id }) => id);
}

/** A key of our own for a line that nobody named. */
export function newKey(): string {
  return uuidv7().replaceAll('-', '');
}
