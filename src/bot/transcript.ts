import { type Address, addressKey, IncomingContent, Reply } from '../core/index.ts';
import type { Database, MessagesTable } from '../storage/index.ts';

/** One message as readers see it. It comes again, with a higher revision, whenever its delivery moves. */
export interface TranscriptLine {
  /** Readers resume after the highest revision they have seen. */
  revision: number;
  /** Its place in the conversation; never changes. */
  position: number;
  id: string;
  author: MessagesTable['author'];
  key: string;
  content: { from: 'person'; content: IncomingContent } | { from: 'us'; reply: Reply };
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
  const rows = await db
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
    .where('conversations.address_key', '=', addressKey(address))
    .where('messages.revision', '>', after)
    .orderBy('messages.revision')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    revision: row.revision,
    position: row.position,
    id: row.id,
    author: row.author,
    key: row.message_key,
    content:
      row.author === 'customer'
        ? { from: 'person', content: IncomingContent.parse(JSON.parse(row.content)) }
        : { from: 'us', reply: Reply.parse(JSON.parse(row.content)) },
    delivery: row.delivery,
    at: row.at,
  }));
}
