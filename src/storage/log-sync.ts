import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WarmlineError } from '../core/index.ts';

export interface LogSync {
  /** Resolves when everything that was committed before the call survives a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Brings the log of a SQLite file to the disk. SQLite would do it inside the commit (`synchronous = FULL`) and hold up the
 * event loop for as long as the disk takes; here a thread of the file system waits, and whoever commits is told after it.
 * Everybody writes to the same log, so one call covers what others committed before.
 *
 * When the disk has refused once, nobody can tell what it has of the log: from then on every call fails with
 * STORAGE_UNAVAILABLE, also after a later attempt would succeed. A restart reads what is really there.
 */
export function createLogSync(file: string): LogSync {
  if (file === ':memory:') return { sync: async () => {}, close: async () => {} };
  let log: FileHandle | null = null;
  let refused: WarmlineError | null = null;

  return {
    async sync() {
      if (refused) throw refused;
      try {
        log ??= await openLog(file);
        await log.datasync();
      } catch (cause) {
        refused = new WarmlineError(
          'STORAGE_UNAVAILABLE',
          `The disk did not take the log of ${file}. Look at the disk (is it full?), then start again.`,
          { cause },
        );
        throw refused;
      }
    },
    async close() {
      await log?.close();
      log = null;
    },
  };
}

/** The log exists since the first commit, and stays as long as the database is open. Its name has to survive, too. */
async function openLog(file: string): Promise<FileHandle> {
  const log = await open(`${file}-wal`, 'r+');
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
  return log;
}
