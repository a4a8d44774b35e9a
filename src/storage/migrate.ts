import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { type Clock, WarmlineError } from '../core/index.ts';
import type { MigrationStep } from './migration.ts';
import { migrations } from './migrations/index.ts';
import { isSqliteBusy } from './sqlite.ts';
import type { Storage } from './storage.ts';

/** How long another process that is migrating right now is waited for. */
const PATIENCE_MS = 30_000;

/** Brings the schema up to date; safe when several processes start at once. Returns the names of the steps that ran. */
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
    const failed = results?.find((step) => step.status === 'Error')?.migrationName ?? 'before the first step';
    throw new WarmlineError(
      'MIGRATION_FAILED',
      `The database could not be brought up to date (${failed}); that step changed nothing. If a newer Warmline has used this database, run that version.`,
      { cause: error },
    );
  }
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
