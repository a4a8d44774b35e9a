import { sql } from 'kysely';
import type { Database, Storage } from '../../src/storage/index.ts';
import { openTestStorage } from './storage.ts';

/** Looks into the database of a product that may be running. */
export async function withDatabase<T>(url: string, work: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = openTestStorage(url);
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}

/** What a customer of a messenger has said, as it is stored, in its order. */
export async function saidBy(db: Database, peer: number): Promise<string[]> {
  const rows = await db
    .selectFrom('messages')
    .innerJoin('conversations', 'conversations.id', 'messages.conversation_id')
    .select('messages.content')
    .where('conversations.peer', '=', String(peer))
    .where('messages.author', '=', 'customer')
    .orderBy('messages.position')
    .execute();
  return rows.map(({ content }) => content);
}

/** Rows that still wait in either queue. */
export function countWaiting(url: string): Promise<number> {
  return withDatabase(url, async ({ db }) => {
    const inbox = await db.selectFrom('inbox').select('id').where(sql<boolean>`state = 'pending'`).execute();
    const outbox = await db
      .selectFrom('outbox')
      .select('id')
      .where(sql<boolean>`state in ('due', 'sending')`)
      .execute();
    return inbox.length + outbox.length;
  });
}
