import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openStorage } from '../../src/storage/index.ts';
import { systemRandom } from '../../src/system.ts';
import { createTestClock } from '../support/clock.ts';
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

test('a full disk is told once, and that it is over when for ten seconds no write has failed', async () => {
  const clock = createTestClock();
  const told: string[] = [];
  const storage = openStorage({
    url: 'sqlite::memory:',
    clock,
    random: systemRandom,
    onAvailability: ({ kind }) => told.push(kind),
  });
  await sql`create table kept (value text)`.execute(storage.db);
  const write = (size: number) =>
    storage.transact((tx) => sql`insert into kept values (${'x'.repeat(size)})`.execute(tx));
  await sql`pragma max_page_count = 10`.execute(storage.db);
  for (let tries = 0; tries < 3; tries += 1) {
    await expect(write(1_000_000)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    await write(1); // a small one still fits
  }
  expect([storage.availability(), told]).toEqual(['unwritable', ['away']]);
  await clock.advance(10_000);
  await write(1);
  expect([storage.availability(), told]).toEqual(['ready', ['away', 'back']]);
  await storage.close();
});
