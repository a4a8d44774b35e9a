import type { Clock } from '../../src/core/index.ts';

/** A clock that a test moves. Sleepers wake in the order of their time. */
export interface TestClock extends Clock {
  advance(ms: number): Promise<void>;
}

interface Sleeper {
  at: number;
  wake: () => void;
}

export function createTestClock(start = Date.UTC(2026, 10, 21, 9)): TestClock {
  let now = start;
  let sleepers: Sleeper[] = [];
  return {
    now: () => now,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const sleeper: Sleeper = { at: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener(
          'abort',
          () => {
            sleepers = sleepers.filter((other) => other !== sleeper);
            resolve();
          },
          { once: true },
        );
      });
    },
    async advance(ms) {
      const until = now + ms;
      for (;;) {
        await settled();
        const next = sleepers.filter((sleeper) => sleeper.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        now = Math.max(now, next.at);
        sleepers = sleepers.filter((sleeper) => sleeper !== next);
        next.wake();
      }
      now = until;
      await settled();
    },
  };
}

/** Lets everything that is ready to run do so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** A clock that stands still, and whose sleepers wake at once: for what rests now and then. */
export function standingClock(now: number): Clock {
  return { now: () => now, sleep: async () => {} };
}
