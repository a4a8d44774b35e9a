import { sql } from 'kysely';
import type { Database, Tx } from './database.ts';

interface Job {
  work: (tx: Tx) => Promise<unknown>;
  resolve: (result: unknown) => void;
  reject: (cause: unknown) => void;
}

/** Jobs of one commit at most: enough to hide the disk, few enough that nobody waits long for the others. */
const LARGEST_GROUP = 64;

/**
 * SQLite has one writer and waits for the disk at every commit. Transactions that are asked for while another one is
 * being written therefore share the next commit. One that throws undoes only itself, and none is told that it is done
 * before the shared commit is on the disk.
 */
export function createGroupCommit(
  db: Database,
  patiently: <T>(attempt: () => Promise<T>) => Promise<T>,
  onCommitted: () => void = () => {},
): <T>(work: (tx: Tx) => Promise<T>) => Promise<T> {
  let waiting: Job[] = [];
  let writing = false;

  async function write(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      await ioPhase();
      const group = waiting.slice(0, LARGEST_GROUP);
      waiting = waiting.slice(LARGEST_GROUP);
      await commit(group);
    }
    writing = false;
  }

  async function commit(group: readonly Job[]): Promise<void> {
    try {
      const settlements = await patiently(() => attempt(group));
      for (const settle of settlements) settle();
      onCommitted();
    } catch (cause) {
      for (const job of group) job.reject(cause);
    }
  }

  /** Hardly any job throws: only when one has does each get a savepoint, and all are done again. */
  async function attempt(group: readonly Job[]): Promise<Settlements> {
    if (group.length > 1) {
      try {
        return await db.transaction().execute((tx) => runTogether(tx, group));
      } catch (thrown) {
        if (!(thrown instanceof JobFailed)) throw thrown;
      }
    }
    return db.transaction().execute((tx) => runApart(tx, group));
  }

  return <T>(work: (tx: Tx) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ work, resolve: (result) => resolve(result as T), reject });
      if (!writing) void write();
    });
}

/**
 * The driver is synchronous: a transaction leaves no moment for other requests to arrive. One turn of the event loop
 * before each commit lets in what the sockets already hold, so that it can share the commit.
 */
function ioPhase(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A job of the group threw, whatever it was; the group was undone. */
class JobFailed extends Error {}

/** What to tell each job once the commit is done. */
type Settlements = readonly (() => void)[];

async function runTogether(tx: Tx, group: readonly Job[]): Promise<Settlements> {
  const settlements: (() => void)[] = [];
  for (const job of group) {
    try {
      const result = await job.work(tx);
      settlements.push(() => job.resolve(result));
    } catch (cause) {
      throw new JobFailed('undone', { cause });
    }
  }
  return settlements;
}

async function runApart(tx: Tx, group: readonly Job[]): Promise<Settlements> {
  const [only] = group;
  if (group.length === 1 && only) {
    const result = await only.work(tx);
    return [() => only.resolve(result)];
  }
  const settlements: (() => void)[] = [];
  for (const job of group) {
    await sql`savepoint job`.execute(tx);
    try {
      const result = await job.work(tx);
      settlements.push(() => job.resolve(result));
    } catch (cause) {
      // Where SQLite has undone the whole transaction (a full disk) there is nothing to go back to.
      await sql`rollback to job`.execute(tx).catch(() => {
        throw cause;
      });
      settlements.push(() => job.reject(cause));
    }
    await sql`release job`.execute(tx);
  }
  return settlements;
}
