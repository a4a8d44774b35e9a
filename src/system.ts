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

/** Whether a process of this machine is alive. */
export function runsHere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return fault instanceof Error && 'code' in fault && fault.code === 'EPERM';
  }
}
