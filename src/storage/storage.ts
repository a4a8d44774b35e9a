import { Kysely } from 'kysely';
import { type Clock, type Random, WarmlineError } from '../core/index.ts';
import { createCheckpoints } from './checkpoints.ts';
import type { Database, Tx } from './database.ts';
import { createGroupCommit } from './group-commit.ts';
import { isPostgresRetryable, postgresDialect } from './postgres.ts';
import { isSqliteBusy, isSqliteUnwritable, sqliteDialect } from './sqlite.ts';
import type { Tables } from './tables/index.ts';

export type Dialect = 'sqlite' | 'postgres';

export interface Storage {
  readonly dialect: Dialect;
  /** For reading. Writes go through `transact`. */
  readonly db: Database;
  /**
   * Runs `work` in one transaction and commits it. While the database is locked it waits without blocking the event
   * loop and tries again, for at most `patienceMs`; then STORAGE_UNAVAILABLE. `work` may run more than once, and others
   * wait for it: it does nothing but queries, no network and no timers.
   */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface StorageOptions {
  /** `sqlite:PATH`, `sqlite::memory:` or `postgres://…`. */
  url: string;
  clock: Clock;
  random: Random;
  patienceMs?: number;
}

/** Longer than any lock a healthy process holds (a checkpoint, a backup), shorter than a platform's redelivery. */
const DEFAULT_PATIENCE_MS = 30_000;
const FIRST_WAIT_MS = 4;
const LONGEST_WAIT_MS = 100;

export function openStorage({ url, clock, random, patienceMs = DEFAULT_PATIENCE_MS }: StorageOptions): Storage {
  const dialect = dialectOf(url);
  const db = new Kysely<Tables>({
    dialect: dialect === 'sqlite' ? sqliteDialect(url.slice('sqlite:'.length)) : postgresDialect(url),
  });
  const mayRepeat = dialect === 'sqlite' ? isSqliteBusy : isPostgresRetryable;

  /** Repeats an attempt that did nothing because the database was locked. */
  async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
    const giveUpAt = clock.now() + patienceMs;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        return await attempt();
      } catch (thrown) {
        if (isSqliteUnwritable(thrown)) {
          throw new WarmlineError(
            'STORAGE_UNAVAILABLE',
            'The database file cannot be written. Check that its disk has room and that the file and its folder are writable.',
            { cause: thrown },
          );
        }
        if (!mayRepeat(thrown)) throw thrown;
        if (clock.now() >= giveUpAt) {
          throw new WarmlineError(
            'STORAGE_UNAVAILABLE',
            `The database was locked for more than ${patienceMs / 1000} s. Find the process that holds it.`,
            { cause: thrown },
          );
        }
        await clock.sleep(wait * (0.5 + random()));
      }
    }
  }

  if (dialect === 'postgres') {
    const transact: Storage['transact'] = (work) => patiently(() => db.transaction().execute(work));
    return { dialect, db, transact, close: () => db.destroy() };
  }
  const checkpoints = createCheckpoints(url.slice('sqlite:'.length), clock);
  return {
    dialect,
    db,
    transact: createGroupCommit(db, patiently, checkpoints.committed),
    async close() {
      await checkpoints.close();
      await db.destroy();
    },
  };
}

function dialectOf(url: string): Dialect {
  if (url.startsWith('sqlite:')) return 'sqlite';
  if (/^postgres(ql)?:\/\//.test(url)) return 'postgres';
  throw new WarmlineError('CONFIG_INVALID', 'DATABASE_URL must begin with sqlite: or postgres://');
}
