import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { migrate, openStorage, type Storage } from '../../src/storage/index.ts';
import { systemClock, systemRandom } from '../../src/system.ts';
import { type PostgresServer, startPostgres } from './services/postgres.ts';

/** Opens one more, empty and migrated, database of the kind that is being tested. */
export type NewStorage = () => Promise<Storage>;

/** Runs the same suite on a real SQLite file and on a real PostgreSQL server. */
export function describeStorages(name: string, suite: (newStorage: NewStorage) => void): void {
  describe.each(['sqlite', 'postgres'] as const)(`${name} on %s`, (kind) => {
    const opened: Storage[] = [];
    let directory = '';
    let server: PostgresServer | null = null;

    beforeAll(async () => {
      directory = mkdtempSync(join(tmpdir(), 'warmline-storage-'));
      if (kind === 'postgres') server = await startPostgres();
    });

    afterAll(async () => {
      await Promise.all(opened.map((storage) => storage.close()));
      await server?.stop();
      rmSync(directory, { recursive: true, force: true });
    });

    suite(async () => {
      const url = server ? await server.createDatabase() : `sqlite:${join(directory, `${opened.length}.db`)}`;
      const storage = openTestStorage(url);
      opened.push(storage);
      await migrate(storage, systemClock);
      return storage;
    });
  });
}

export function openTestStorage(url: string): Storage {
  return openStorage({ url, clock: systemClock, random: systemRandom });
}
