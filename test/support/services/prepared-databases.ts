import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate, openStorage } from '../../../src/storage/index.ts';
import { systemClock, systemRandom } from '../../../src/system.ts';
import { startPostgres } from './postgres.ts';
import { rowsOf } from './postgres-copies.ts';

/** Empty, migrated databases that the contract tests copy: each of them migrating its own took longer than they did. */
export interface PreparedDatabases {
  sqliteFile: string;
  postgresAdminUrl: string;
  postgresTemplate: string;
  /** What its tables hold, by table. */
  postgresRows: Record<string, unknown[]>;
}

/** Vitest's global set-up of the contract tests: one PostgreSQL server for all files. Returns the tear-down. */
export default async function prepareDatabases(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'warmline-prepared-'));
  const server = await startPostgres();
  const sqliteFile = join(directory, 'empty.db');
  const template = await server.createDatabase();
  for (const url of [`sqlite:${sqliteFile}`, template]) {
    const storage = openStorage({ url, clock: systemClock, random: systemRandom });
    await migrate(storage, systemClock);
    await storage.close();
  }
  project.provide('databases', {
    sqliteFile,
    postgresAdminUrl: server.adminUrl,
    postgresTemplate: new URL(template).pathname.slice(1),
    postgresRows: await rowsOf(template),
  });
  return async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}
