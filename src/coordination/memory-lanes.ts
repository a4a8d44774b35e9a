import type { Clock } from '../core/index.ts';
import type { Lanes, Lease } from './lanes.ts';

/** Lanes of one process: waiters of a key are served in the order in which they came. */
export function createMemoryLanes(clock: Clock): Lanes {
  const waiting = new Map<string, Array<() => void>>();
  const tokens = createTokenSource(clock);

  function release(key: string): void {
    const queue = waiting.get(key);
    const next = queue?.shift();
    if (next) next();
    else waiting.delete(key);
  }

  function leaseOf(key: string): Lease {
    let held = true;
    return {
      token: tokens.next(),
      async release() {
        if (held) release(key);
        held = false;
      },
    };
  }

  return {
    async acquire(key, signal) {
      signal.throwIfAborted();
      const queue = waiting.get(key);
      if (!queue) {
        waiting.set(key, []);
        return leaseOf(key);
      }
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        const leave = () => {
          const place = queue.indexOf(enter);
          if (place >= 0) queue.splice(place, 1);
          reject(signal.reason);
        };
        queue.push(enter);
        signal.addEventListener('abort', leave, { once: true });
      });
      return leaseOf(key);
    },
    raise: tokens.raise,
    async close() {},
  };
}

/**
 * Tokens are microseconds since the epoch, pushed forward when two fall into the same one. So they keep rising over
 * restarts and over a Redis that lost its data, without a counter that has to be kept.
 */
function createTokenSource(clock: Clock): { next(): number; raise(above: number): void } {
  let last = 0;
  return {
    next() {
      last = Math.max(last + 1, clock.now() * 1000);
      return last;
    },
    raise(above) {
      last = Math.max(last, above);
    },
  };
}
