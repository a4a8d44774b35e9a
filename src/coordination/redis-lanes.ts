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

  function keepAlive(key: string, holder: string): { lost: AbortSignal; stop: () => void } {
    const lost = new AbortController();
    const stop = new AbortController();
    void (async () => {
      let trustedUntil = clock.now() + leaseMs;
      while (!stop.signal.aborted && !lost.signal.aborted) {
        await clock.sleep(leaseMs / RENEWALS_PER_LEASE, stop.signal);
        if (stop.signal.aborted) return;
        const renewed = await redis.eval(RENEW, 1, laneKey(key), holder, leaseMs).catch(() => null);
        if (renewed === 1) trustedUntil = clock.now() + leaseMs;
        else if (renewed === 0 || clock.now() >= trustedUntil) lost.abort(new Error(`lane ${key} was lost`));
      }
    })();
    return { lost: lost.signal, stop: () => stop.abort() };
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
    const heart = keepAlive(key, holder);
    return {
      token,
      lost: heart.lost,
      async release() {
        heart.stop();
        await redis.eval(RELEASE, 1, laneKey(key), holder).catch(() => {});
        await inner.release();
      },
    };
  }
}

function laneKey(key: string): string {
  return `warmline:lane:${key}`;
}
