import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openStorage } from '../../../src/storage/index.ts';
import { systemClock, systemRandom } from '../../../src/system.ts';
import { PREPARED_DATABASE } from '../product.ts';

/**
 * Vitest's global set-up of the tests that start the product: an empty, migrated database that each home begins with,
 * because migrating takes as long as half of a start. Returns the tear-down.
 */
export default async function prepareHome(): Promise<() => void> {
  const directory = mkdtempSync(join(tmpdir(), 'warmline-prepared-'));
  const file = join(directory, 'empty.db');
  const storage = openStorage({ url: `sqlite:${file}`, clock: systemClock, random: systemRandom });
  await migrate(storage, systemClock);
  await storage.close();
  process.env[PREPARED_DATABASE] = file;
  return () => rmSync(directory, { recursive: true, force: true });
}
