import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, Random } from './core/index.ts';

/** The machine's own clock; everything below the composition root takes it as an argument. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    await delay(ms, undefined, signal ? { signal } : {}).catch((thrown: unknown) => {
      if (signal?.aborted) return;
      throw thrown;
    });
  },
};

export const systemRandom: Random = Math.random;
