import type { Config } from '../config.ts';
import { migrate, openStorage, type Storage } from '../storage/index.ts';
import { systemClock, systemRandom } from '../system.ts';

/** Opens the configured database for one command, brings it up to date as `start` does, and closes it again. */
export function withStorage<T>(config: Config, work: (storage: Storage) => Promise<T>): Promise<T> {
  return withStorageAsItIs(config, async (storage) => {
    await migrate(storage, systemClock);
    return work(storage);
  });
}

/** Leaves the schema alone: for the commands that are about it. */
export async function withStorageAsItIs<T>(config: Config, work: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = openStorage({ url: config.DATABASE_URL, clock: systemClock, random: systemRandom });
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}
