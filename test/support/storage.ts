import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { openStorage, type Storage } from '../../src/storage/index.ts';
import { systemClock, systemRandom } from '../../src/system.ts';
import { createPostgresDatabase } from './services/postgres.ts';
import type { PreparedDatabases } from './services/prepared-databases.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databases: PreparedDatabases;
  }
}

/** Opens one more, empty and migrated, database of the kind that is being tested. */
export type NewStorage = () => Promise<Storage>;

/** Runs the same suite on a real SQLite file and on a real PostgreSQL server. */
export function describeStorages(name: string, suite: (newStorage: NewStorage) => void): void {
  describe.each(['sqlite', 'postgres'] as const)(`${name} on %s`, (kind) => {
    const opened: Storage[] = [];
    let directory = '';

    beforeAll(() => {
      directory = mkdtempSync(join(tmpdir(), 'warmline-storage-'));
    });

    afterAll(async () => {
      await Promise.all(opened.map((storage) => storage.close()));
      rmSync(directory, { recursive: true, force: true });
    });

    suite(async () => {
      const storage = openTestStorage(
        kind === 'postgres' ? await copyPostgres() : copySqlite(join(directory, `${opened.length}.db`)),
      );
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

function copyPostgres(): Promise<string> {
  const { postgresAdminUrl, postgresTemplate } = inject('databases');
  return createPostgresDatabase(postgresAdminUrl, postgresTemplate);
}

function copySqlite(file: string): string {
  copyFileSync(inject('databases').sqliteFile, file);
  return `sqlite:${file}`;
}

export function openTestStorage(url: string): Storage {
  return openStorage({ url, clock: systemClock, random: systemRandom });
}
