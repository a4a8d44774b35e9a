import { sql } from 'kysely';
import type { Storage } from '../../src/storage/index.ts';
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
