import { type Address, addressKey, IncomingContent, Reply } from '../core/index.ts';
import type { Database, MessagesTable } from '../storage/index.ts';

/** One message as readers see it. It comes again, with a higher revision, whenever its delivery moves. */
export interface TranscriptLine {
  /** Readers resume after the highest revision they have seen. */
  revision: number;
  /** Its place in the conversation; never changes. */
  position: number;
  id: string;
  key: string;
  said: { by: 'customer'; content: IncomingContent } | { by: 'bot' | 'agent' | 'system'; reply: Reply };
  delivery: MessagesTable['delivery'];
  at: number;
}

/** What changed in a conversation after a revision, in order of revision. */
export async function transcriptSince(
  db: Database,
  address: Address,
  after: number,
  limit: number,
): Promise<readonly TranscriptLine[]> {
  const rows = await linesOf(db, address)
    .where('messages.revision', '>', after)
    .orderBy('messages.revision')
    .limit(limit)
    .execute();
  return rows.map(toLine);
}

/** The last `limit` messages, oldest first. */
export async function transcriptTail(
  db: Database,
  address: Address,
  limit: number,
): Promise<readonly TranscriptLine[]> {
  const rows = await linesOf(db, address).orderBy('messages.position', 'desc').limit(limit).execute();
  return rows.map(toLine).reverse();
}

function linesOf(db: Database, address: Address) {
  return db
    .selectFrom('messages')
    .innerJoin('conversations', 'conversations.id', 'messages.conversation_id')
    .select([
      'messages.id',
      'messages.position',
      'messages.revision',
      'messages.author',
      'messages.message_key',
      'messages.content',
      'messages.delivery',
      'messages.at',
    ])
    .where('conversations.address_key', '=', addressKey(address));
}

function toLine(
  row: Pick<MessagesTable, 'id' | 'position' | 'revision' | 'author' | 'message_key' | 'content' | 'delivery' | 'at'>,
): TranscriptLine {
  const content: unknown = JSON.parse(row.content);
  return {
    revision: row.revision,
    position: row.position,
    id: row.id,
    key: row.message_key,
    said:
      row.author === 'customer'
        ? { by: row.author, content: IncomingContent.parse(content) }
        : { by: row.author, reply: Reply.parse(content) },
    delivery: row.delivery,
    at: row.at,
  };
}
