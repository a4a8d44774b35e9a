import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openStorage } from '../../src/storage/index.ts';
import { systemRandom } from '../../src/system.ts';
import { createTestClock } from '../support/clock.ts';

const MB = 1024 * 1024;
let directory = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'warmline-checkpoints-'));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('a log that has grown long is written back while the database stays in use', async () => {
  const file = join(directory, 'shop.db');
  copyFileSync(inject('databases').sqliteFile, file);
  const clock = createTestClock();
  const storage = openStorage({ url: `sqlite:${file}`, clock, random: systemRandom });
  const write = (name: string) =>
    storage.transact((tx) =>
      tx
        .insertInto('settings')
        .values({ name, value: 'x'.repeat(MB) })
        .execute(),
    );
  const before = statSync(file).size;
  for (let each = 0; each < 6; each += 1) await write(`row ${each}`);
  expect(statSync(file).size, 'not in the middle of the commits').toBe(before);
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(6 * MB);
  await clock.advance(1_001);
  await write('one more');
  await expect.poll(() => statSync(file).size, { timeout: 20_000 }).toBeGreaterThan(before + 6 * MB);
  await write('and another');
  const { names } = await storage.db
    .selectFrom('settings')
    .select((select) => select.fn.countAll<number>().as('names'))
    .executeTakeFirstOrThrow();
  expect(names).toBe(8);
  await storage.close();
});
