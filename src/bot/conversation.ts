import type { Insertable, Selectable } from 'kysely';
import {
  type Address,
  AgentId,
  addressKey,
  CaseId,
  ConversationId,
  CustomerId,
  Locale,
  WarmlineError,
} from '../core/index.ts';
import {
  type ConversationsTable,
  combined,
  type Database,
  type MessagesTable,
  prepared,
  type Tx,
} from '../storage/index.ts';
import { type ConversationMemory, parseMemory } from './memory.ts';

/** Who speaks to the customer now. Exactly one; every change raises the epoch. */
export type Owner =
  | { kind: 'bot' }
  | { kind: 'queue'; caseId: CaseId }
  | { kind: 'agent'; caseId: CaseId; agent: AgentId };

export interface Conversation {
  id: ConversationId;
  customer: CustomerId;
  address: Address;
  isGroup: boolean;
  locale: Locale;
  owner: Owner;
  epoch: number;
  fence: number;
  memory: ConversationMemory;
  /** False until its first turn is committed. */
  exists: boolean;
}

export async function findConversation(db: Database, address: Address): Promise<Conversation | null> {
  const { rows } = await findByKey(db, { keys: [addressKey(address)] });
  return rows[0] ? toConversation(rows[0], address) : null;
}

/** The same for the turns: those that ask at once share one query. */
export function createConversationReader(db: Database): (address: Address) => Promise<Conversation | null> {
  const read = combined(async (keys) => {
    const { rows } = await findByKey(db, { keys });
    return new Map(rows.map((row) => [row.address_key, row]));
  });
  return async (address) => {
    const row = await read(addressKey(address));
    return row ? toConversation(row, address) : null;
  };
}

const findByKey = prepared((db, { keys }: { keys: readonly string[] }) =>
  db.selectFrom('conversations').selectAll().where('address_key', 'in', keys),
);

function toConversation(row: Selectable<ConversationsTable>, address: Address): Conversation {
  return {
    id: ConversationId.parse(row.id),
    customer: CustomerId.parse(row.customer_id),
    address,
    isGroup: row.is_group === 1,
    locale: Locale.catch('en').parse(row.locale),
    owner: ownerOf(row.owner_kind, row.owner_case, row.owner_agent),
    epoch: row.epoch,
    fence: row.fence,
    memory: parseMemory(row.memory),
    exists: true,
  };
}

function ownerOf(kind: 'bot' | 'queue' | 'agent', caseId: string | null, agent: string | null): Owner {
  switch (kind) {
    case 'bot':
      return { kind };
    case 'queue':
      return { kind, caseId: CaseId.parse(caseId) };
    case 'agent':
      return { kind, caseId: CaseId.parse(caseId), agent: AgentId.parse(agent) };
    default:
      return kind satisfies never;
  }
}

export interface NewMessage {
  id: string;
  author: MessagesTable['author'];
  key: string;
  /** `IncomingContent` or `Reply`. */
  content: unknown;
  delivery: MessagesTable['delivery'];
  at: number;
  /** The key of the customer's earlier message that this one replaces, after an edit. */
  replaces?: string;
}

export interface TurnRecord {
  conversation: Conversation;
  token: number;
  now: number;
  messages: readonly NewMessage[];
  /** What the platform calls the person, kept when we know no better name. */
  profileName: string | null;
  /** The person wrote, so they can be reached (again); false when they left, or only something of ours fell due. */
  heard: boolean;
}

/**
 * Writes one turn's state. Throws STORAGE_STALE_FENCE, and with that undoes the transaction, when another turn or a
 * takeover was committed since the conversation was read, or when the lane's token is older than the last one used.
 */
export async function saveTurn(tx: Tx, turn: TurnRecord): Promise<void> {
  const { conversation, messages } = turn;
  const revision = conversation.exists ? await advanceConversation(tx, turn) : await createConversation(tx, turn);
  if (messages.length === 0) return;
  const base = revision - messages.length;
  const rows = messages.map((message, index) => ({ message, place: base + index + 1 }));
  const added: typeof rows = [];
  for (const row of rows) if (!(await replaceEdited(tx, conversation, row.message, row.place))) added.push(row);
  if (added.length === 0) return;
  await insertMessages(tx, {
    rows: added.map(({ message, place }) => ({
      id: message.id,
      conversation_id: conversation.id,
      position: place,
      revision: place,
      author: message.author,
      message_key: message.key,
      content: JSON.stringify(message.content),
      delivery: message.delivery,
      at: message.at,
    })),
  });
}

const insertMessages = prepared((db, { rows }: { rows: Omit<Insertable<MessagesTable>, 'agent_id'>[] }) =>
  db.insertInto('messages').values(rows.map((row) => ({ ...row, agent_id: null }))),
);

/** An edit changes the line where it stands; of a message that we never had, it is a new line. */
async function replaceEdited(
  tx: Tx,
  conversation: Conversation,
  message: NewMessage,
  revision: number,
): Promise<boolean> {
  if (message.replaces === undefined) return false;
  const changed = await tx
    .updateTable('messages')
    .set({ content: JSON.stringify(message.content), revision })
    .where('conversation_id', '=', conversation.id)
    .where('author', '=', 'customer')
    .where('message_key', '=', message.replaces)
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

async function advanceConversation(tx: Tx, { conversation, token, now, messages, heard }: TurnRecord): Promise<number> {
  const { id, locale, fence, epoch } = conversation;
  const memory = JSON.stringify(conversation.memory);
  const change = { id, locale, fence, epoch, memory, token, more: messages.length, now };
  const { rows } = await (heard ? advanceHeard : advance)(tx, change);
  if (!rows[0]) throw staleFence(conversation);
  return rows[0].revision;
}

interface Advance {
  id: string;
  locale: Locale;
  memory: string;
  /** As they were when the turn began. */
  fence: number;
  epoch: number;
  token: number;
  /** Messages that are added. */
  more: number;
  now: number;
}

function advancing(db: Database, { id, locale, memory, fence, epoch, token, more }: Advance) {
  return db
    .updateTable('conversations')
    .set((builder) => ({ fence: token, locale, memory, revision: builder('revision', '+', more) }))
    .where('id', '=', id)
    .where('fence', '=', fence)
    .where('fence', '<', token)
    .where('epoch', '=', epoch)
    .returning('revision');
}

const advance = prepared(advancing);

/** The person wrote, so they can be reached (again). */
const advanceHeard = prepared((db, change: Advance) =>
  advancing(db, change).set({ last_message_at: change.now, unreachable_since: null }),
);

async function createConversation(tx: Tx, turn: TurnRecord): Promise<number> {
  const { conversation, token, now, messages, profileName } = turn;
  const { channel, account, peer } = conversation.address;
  await tx
    .insertInto('customers')
    .values({ id: conversation.customer, name: profileName, locale: conversation.locale, created_at: now })
    .execute();
  const created = await tx
    .insertInto('conversations')
    .values({
      id: conversation.id,
      customer_id: conversation.customer,
      channel,
      account,
      peer,
      address_key: addressKey(conversation.address),
      is_group: conversation.isGroup ? 1 : 0,
      locale: conversation.locale,
      owner_kind: 'bot',
      owner_case: null,
      owner_agent: null,
      epoch: conversation.epoch,
      fence: token,
      revision: messages.length,
      memory: JSON.stringify(conversation.memory),
      unreachable_since: null,
      created_at: now,
      last_message_at: now,
    })
    .onConflict((conflict) => conflict.column('address_key').doNothing())
    .executeTakeFirst();
  if (created.numInsertedOrUpdatedRows === 0n) throw staleFence(conversation);
  return messages.length;
}

function staleFence(conversation: Conversation): WarmlineError {
  return new WarmlineError(
    'STORAGE_STALE_FENCE',
    `Conversation ${conversation.id} has moved on since this turn began; the turn is done again.`,
  );
}
