import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { openStorage, type Storage } from '../../src/storage/index.ts';
import { systemClock, systemRandom } from '../../src/system.ts';
import { createPostgresCopies } from './services/postgres-copies.ts';
import type { PreparedDatabases } from './services/prepared-databases.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databases: PreparedDatabases;
  }
}

/** Opens one more, empty and migrated, database of the kind that is being tested. */
export type NewStorage = () => Promise<Storage>;

/** One for all files that a worker runs, because they share loaded modules. */
const copies = createPostgresCopies(() => inject('databases'));

/** Runs the same suite on a real SQLite file and on a real PostgreSQL server. */
export function describeStorages(name: string, suite: (newStorage: NewStorage) => void): void {
  describe.each(['sqlite', 'postgres'] as const)(`${name} on %s`, (kind) => {
    const opened: Storage[] = [];
    const urls: string[] = [];
    let directory = '';

    beforeAll(() => {
      directory = mkdtempSync(join(tmpdir(), 'warmline-storage-'));
    });

    afterAll(async () => {
      await Promise.all(opened.map((storage) => storage.close()));
      if (kind === 'postgres') copies.giveBack(urls);
      rmSync(directory, { recursive: true, force: true });
    });

    suite(async () => {
      const url = kind === 'postgres' ? await copies.take() : copySqlite(join(directory, `${urls.length}.db`));
      urls.push(url);
      const storage = openTestStorage(url);
      opened.push(storage);
      return storage;
    });
  });
}

/** One empty, migrated SQLite database, for a test whose SQL is tested elsewhere on both. */
export function copySqliteStorage(): { storage: Storage; remove(): Promise<void> } {
  const directory = mkdtempSync(join(tmpdir(), 'warmline-storage-'));
  const storage = openTestStorage(copySqlite(join(directory, 'one.db')));
  return {
    storage,
    async remove() {
      await storage.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function copySqlite(file: string): string {
  copyFileSync(inject('databases').sqliteFile, file);
  return `sqlite:${file}`;
}

export function openTestStorage(url: string): Storage {
  return openStorage({ url, clock: systemClock, random: systemRandom });
}
