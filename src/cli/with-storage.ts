import type { Config } from '../config.ts';
import { openStorage, type Storage } from '../storage/index.ts';
import { systemClock, systemRandom } from '../system.ts';

/** Opens the configured database for one command and closes it again. */
export async function withStorage<T>(config: Config, work: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = openStorage({ url: config.DATABASE_URL, clock: systemClock, random: systemRandom });
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}
