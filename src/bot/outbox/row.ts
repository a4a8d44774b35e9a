import { type Insertable, type Selectable, sql } from 'kysely';
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
import { type OutboxTable, prepared, type Tx } from '../../storage/index.ts';

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

/**
 * The only way to say something: inside the transaction that changes the state. With a `sender` the first of them is
 * claimed by it at once, unless something unsettled stands before it in its queue; then, and without one, null comes back.
 */
export async function enqueue(
  tx: Tx,
  sends: readonly NewSend[],
  now: number,
  sender: string | null = null,
): Promise<OutboxRow | null> {
  if (sends.length === 0) return null;
  const rows = sends.map((send) => ({
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
  }));
  const [first, ...rest] = rows;
  if (sender === null || first === undefined) {
    await insertDue(tx, { rows });
    return null;
  }
  const boarded = await insertClaimed(tx, { first, sender });
  if (rest.length > 0) await insertDue(tx, { rows: rest });
  return boarded.rows.find(({ state }) => state === 'sending') ?? null;
}

type DueRow = Omit<Insertable<OutboxTable>, 'state' | 'attempts' | 'sender' | 'platform_id' | 'detail' | 'settled_at'>;

const insertDue = prepared((db, { rows }: { rows: DueRow[] }) => db.insertInto('outbox').values(rows));

const insertClaimed = prepared((db, { first, sender }: { first: DueRow; sender: string }) => {
  const isFree = sql`not exists (select 1 from outbox where queue = ${first.queue} and state in ('due', 'sending'))`;
  return db
    .insertInto('outbox')
    .values({
      ...first,
      state: sql<'due' | 'sending'>`case when ${isFree} then 'sending' else 'due' end`,
      attempts: sql<number>`case when ${isFree} then 1 else 0 end`,
      sender: sql<string | null>`case when ${isFree} then ${sender} end`,
    })
    .returningAll();
});

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
