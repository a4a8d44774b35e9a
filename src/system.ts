import type { Clock, Random } from './core/index.ts';

/** The machine's own clock; everything below the composition root takes it as an argument. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Not of node:timers/promises: its sleeps end with an error that is made for nobody, and every send cuts one short.
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal?.addEventListener('abort', wake, { once: true });
    }),
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
