import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Rate } from '../core/index.ts';

/** Shared limits on how often something may happen. */
export interface Limits {
  /** Takes one from the key's allowance. 0: granted; else the milliseconds after which it is worth asking again. */
  take(key: string, rate: Rate): Promise<number>;
  /** Gives one back that was taken and not used. */
  giveBack(key: string, rate: Rate): Promise<void>;
}

/** Limits in this process, or over all processes when Redis is given; while Redis is away each process counts alone. */
export function createLimits(redis?: Redis): Limits {
  const limiters = new Map<string, RateLimiterMemory | RateLimiterRedis>();

  function limiterOf(rate: Rate): RateLimiterMemory | RateLimiterRedis {
    const name = `${rate.count}/${rate.perMs}`;
    const known = limiters.get(name);
    if (known) return known;
    const options = { keyPrefix: `warmline:limit:${name}`, points: rate.count, duration: rate.perMs / 1000 };
    const memory = new RateLimiterMemory(options);
    const limiter = redis
      ? new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: memory, rejectIfRedisNotReady: true })
      : memory;
    limiters.set(name, limiter);
    return limiter;
  }

  return {
    async take(key, rate) {
      try {
        await limiterOf(rate).consume(key);
        return 0;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
        throw refusal;
      }
    },
    async giveBack(key, rate) {
      await limiterOf(rate).reward(key);
    },
  };
}
