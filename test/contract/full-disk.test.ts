import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { copySqliteStorage } from '../support/storage.ts';

test('on a full disk every write says so, nothing of it is kept, and with room again all goes on', async () => {
  const { storage, remove } = copySqliteStorage();
  const write = (name: string, value: string) =>
    storage.transact((tx) => tx.insertInto('settings').values({ name, value }).execute());
  await sql`pragma max_page_count = 1`.execute(storage.db); // what the file has is what it may have
  const large = 'x'.repeat(1_000_000);
  const together = await Promise.allSettled([write('a', large), write('b', large), write('c', large)]);
  for (const result of together) {
    expect(result).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'STORAGE_UNAVAILABLE',
        message: expect.stringMatching(/disk has room/),
        cause: { code: 'SQLITE_FULL' },
      },
    });
  }
  expect(await storage.db.selectFrom('settings').selectAll().execute()).toEqual([]);
  await sql`pragma max_page_count = 1000000`.execute(storage.db);
  await write('d', large);
  expect(await storage.db.selectFrom('settings').select('name').execute()).toEqual([{ name: 'd' }]);
  await remove();
});
