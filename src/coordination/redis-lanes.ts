import type { Redis } from 'ioredis';
import type { Clock, Random } from '../core/index.ts';
import type { Lanes, Lease } from './lanes.ts';
import { createMemoryLanes } from './memory-lanes.ts';

export interface RedisLanesOptions {
  redis: Redis;
  clock: Clock;
  random: Random;
  /** How long a holder that died keeps the lane. Turns take milliseconds; a model call may take seconds. */
  leaseMs?: number;
  /** Told once per failed attempt to reach Redis; the lane is then held in this process only and the SQL fence guards. */
  onDegraded?: (cause: unknown) => void;
  /** Told each time that Redis gave or refused a lane. */
  onAnswered?: () => void;
}

const DEFAULT_LEASE_MS = 15_000;
/** A lease is renewed three times in its life, so that two renewals may fail. */
const RENEWALS_PER_LEASE = 3;
const FIRST_WAIT_MS = 2;
const LONGEST_WAIT_MS = 100;

const TOKEN_KEY = 'warmline:lane-token';

/** KEYS: lane, token. ARGV: holder, lease ms. Returns the new token, or nil while somebody holds the lane. */
const ACQUIRE = `
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  local now = redis.call('TIME')
  local token = now[1] * 1000000 + now[2]
  local last = tonumber(redis.call('GET', KEYS[2]) or '0')
  if token <= last then token = last + 1 end
  redis.call('SET', KEYS[2], string.format('%.0f', token))
  return string.format('%.0f', token)
end
return nil`;

const RAISE = `
local last = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[1]) > last then redis.call('SET', KEYS[1], ARGV[1]) end
return 1`;

const RENEW = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`;
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/** Lanes over all processes: a lease in Redis, renewed while held, with waiters of one process in order before it. */
export function createRedisLanes(options: RedisLanesOptions): Lanes {
  const { redis, clock, random, leaseMs = DEFAULT_LEASE_MS, onDegraded, onAnswered } = options;
  const local = createMemoryLanes(clock);
  let serial = 0;
  const self = `${clock.now()}-${random()}`;

  async function takeRemote(key: string, holder: string, signal: AbortSignal): Promise<number | null> {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      signal.throwIfAborted();
      let token: unknown;
      try {
        token = await redis.eval(ACQUIRE, 2, laneKey(key), TOKEN_KEY, holder, leaseMs);
        onAnswered?.();
      } catch (cause) {
        onDegraded?.(cause);
        return null;
      }
      if (token !== null) return Number(token);
      await clock.sleep(wait * (0.5 + random()), signal);
    }
  }

  /** Renews until told to stop. A lease that is gone is not taken back: the fence undoes what its holder still commits. */
  function keepAlive(key: string, holder: string): () => void {
    const stop = new AbortController();
    void (async () => {
      for (let held: unknown = 1; held !== 0; ) {
        await clock.sleep(leaseMs / RENEWALS_PER_LEASE, stop.signal);
        if (stop.signal.aborted) return;
        held = await redis.eval(RENEW, 1, laneKey(key), holder, leaseMs).catch(() => null);
      }
    })();
    return () => stop.abort();
  }

  return {
    async acquire(key, signal) {
      const inner = await local.acquire(key, signal);
      serial += 1;
      const holder = `${self}-${serial}`;
      let token: number | null;
      try {
        token = await takeRemote(key, holder, signal);
      } catch (aborted) {
        await inner.release();
        throw aborted;
      }
      if (token === null) return inner;
      return remoteLease(key, holder, token, inner);
    },
    raise(token) {
      local.raise(token);
      redis.eval(RAISE, 1, TOKEN_KEY, token).catch((cause: unknown) => onDegraded?.(cause));
    },
    close: () => local.close(),
  };

  function remoteLease(key: string, holder: string, token: number, inner: Lease): Lease {
    const stopRenewing = keepAlive(key, holder);
    return {
      token,
      async release() {
        stopRenewing();
        await redis.eval(RELEASE, 1, laneKey(key), holder).catch(() => {});
        await inner.release();
      },
    };
  }
}

function laneKey(key: string): string {
  return `warmline:lane:${key}`;
}
