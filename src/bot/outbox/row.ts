import type { Selectable } from 'kysely';
import {
  AccountId,
  type Address,
  addressKey,
  ChannelId,
  type ConversationId,
  PeerId,
  Reply,
  type SendKey,
} from '../../core/index.ts';
import type { OutboxTable, Tx } from '../../storage/index.ts';

export type OutboxRow = Selectable<OutboxTable>;

/** One send to be written with the state that caused it. */
export interface NewSend {
  to: Address;
  isGroup: boolean;
  conversation: ConversationId | null;
  messageId: string | null;
  /** Sends of the same queue leave in order; a conversation's talk is one queue. */
  queue: string | null;
  author: 'bot' | 'agent' | 'system';
  priority: number;
  epoch: number;
  key: SendKey;
  reply: Reply;
  dueAt: number;
  expiresAt: number;
}

/** The only way to say something: inside the transaction that changes the state. */
export async function enqueue(tx: Tx, sends: readonly NewSend[], now: number): Promise<void> {
  if (sends.length === 0) return;
  await tx
    .insertInto('outbox')
    .values(
      sends.map((send) => ({
        conversation_id: send.conversation,
        message_id: send.messageId,
        channel: send.to.channel,
        account: send.to.account,
        peer: send.to.peer,
        address_key: addressKey(send.to),
        is_group: send.isGroup ? 1 : 0,
        queue: send.queue,
        author: send.author,
        priority: send.priority,
        epoch: send.epoch,
        send_key: send.key,
        reply: JSON.stringify(send.reply),
        due_at: send.dueAt,
        expires_at: send.expiresAt,
        created_at: now,
      })),
    )
    .execute();
}

export function addressOfRow(row: Pick<OutboxRow, 'channel' | 'account' | 'peer'>): Address {
  return {
    channel: ChannelId.parse(row.channel),
    account: AccountId.parse(row.account),
    peer: PeerId.parse(row.peer),
  };
}

export function replyOfRow(row: Pick<OutboxRow, 'reply'>): Reply {
  return Reply.parse(JSON.parse(row.reply));
}
