import type { Clock } from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import type { VersionMemory } from './library.ts';
import type { StoredVersion } from './snapshot.ts';

/** Versions that have run, in SQL: every process and every restart knows how an old run ends. */
export function sqlVersionMemory(storage: Storage, clock: Clock): VersionMemory {
  return {
    async all(): Promise<readonly StoredVersion[]> {
      return storage.db.selectFrom('flow_versions').select(['flow', 'version', 'structure', 'source']).execute();
    },
    async remember(versions) {
      if (versions.length === 0) return;
      const rows = versions.map((version) => ({ ...version, first_seen_at: clock.now() }));
      await storage.transact(async (tx) => {
        await tx
          .insertInto('flow_versions')
          .values(rows)
          .onConflict((conflict) =>
            conflict
              .columns(['flow', 'version'])
              .doUpdateSet((excluded) => ({ source: excluded.ref('excluded.source') })),
          )
          .execute();
      });
    },
  };
}
