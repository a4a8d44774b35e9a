import { type Kysely, sql } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, Migrator } from 'kysely/migration';
import { type Clock, WarmlineError } from '../core/index.ts';
import type { MigrationStep } from './migration.ts';
import { migrations } from './migrations/index.ts';
import { isSqliteBusy } from './sqlite.ts';
import type { Storage } from './storage.ts';

/** How long another process that is migrating right now is waited for. */
const PATIENCE_MS = 30_000;

/**
 * Brings the schema up to date; safe when several processes start at once. Returns the names of the steps that ran.
 * @throws WarmlineError STORAGE_UNAVAILABLE when there is no database to speak with, else MIGRATION_FAILED.
 */
export async function migrate(storage: Storage, clock: Clock): Promise<readonly string[]> {
  const giveUpAt = clock.now() + PATIENCE_MS;
  for (;;) {
    const { error, results } = await migratorOf(storage).migrateToLatest();
    if (error === undefined) {
      return (results ?? []).filter((step) => step.status === 'Success').map((step) => step.migrationName);
    }
    if (isSqliteBusy(error) && clock.now() < giveUpAt) {
      await clock.sleep(100);
      continue;
    }
    if (error instanceof WarmlineError) throw error;
    if (await isFromNewerVersion(storage)) {
      throw new WarmlineError('MIGRATION_FAILED', `${FROM_NEWER_VERSION} Nothing was changed.`, { cause: error });
    }
    const failed = results?.find((step) => step.status === 'Error')?.migrationName ?? 'before the first step';
    throw new WarmlineError(
      'MIGRATION_FAILED',
      `The database could not be brought up to date (${failed}); that step changed nothing. If another program uses this database, set DATABASE_URL to one of Warmline's own.`,
      { cause: error },
    );
  }
}

/** What a person is told of it, with the next step. */
export const FROM_NEWER_VERSION =
  'A newer Warmline has used this database: run that version, or restore the backup from before.';

/** True when steps have run that this version does not know. */
export async function isFromNewerVersion({ db }: Storage): Promise<boolean> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return false;
  const ran = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
  return ran.rows.some(({ name }) => !migrations.some((step) => step.name === name));
}

/** True when every step of this version has run: the readiness check. */
export async function isMigrated(storage: Storage): Promise<boolean> {
  const steps = await migratorOf(storage).getMigrations();
  return steps.every((step) => step.executedAt !== undefined);
}

function migratorOf(storage: Storage): Migrator {
  const autoId: MigrationStep['autoId'] =
    storage.dialect === 'sqlite'
      ? { type: 'integer', build: (column) => column.primaryKey().autoIncrement() }
      : { type: 'bigserial', build: (column) => column.primaryKey() };
  const steps = migrations.map((step) => [
    step.name,
    { up: (db: Kysely<unknown>) => step.up({ schema: db.schema, db, autoId }) },
  ]);
  return new Migrator({ db: storage.db, provider: { getMigrations: async () => Object.fromEntries(steps) } });
}
