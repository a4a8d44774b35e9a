import type { Clock, Random } from '../core/index.ts';
import { createMemoryEvents, createRedisEvents, type Events } from './events.ts';
import type { Lanes } from './lanes.ts';
import { createLimits, type Limits } from './limits.ts';
import { createMemoryLanes } from './memory-lanes.ts';
import { createRedisLanes } from './redis-lanes.ts';

/** What processes of one installation agree on. Everything here speeds up or orders; the truth is in SQL. */
export interface Coordination {
  lanes: Lanes;
  limits: Limits;
  events: Events;
  /** 'memory' for a single process; with Redis, whether it answers right now. */
  health(): 'memory' | 'ready' | 'degraded';
  close(): Promise<void>;
}

export interface CoordinationOptions {
  /** `redis://…`, or null for a single process. */
  redisUrl: string | null;
  clock: Clock;
  random: Random;
  /** Names this process among the others. */
  processId: string;
  /** Redis went away; told once, until it is back. */
  onDegraded?: (cause: unknown) => void;
  onRecovered?: () => void;
}

export async function openCoordination(options: CoordinationOptions): Promise<Coordination> {
  const { redisUrl, clock, random, processId } = options;
  if (redisUrl === null) {
    const lanes = createMemoryLanes(clock);
    const events = createMemoryEvents();
    return { lanes, limits: createLimits(), events, health: () => 'memory', close: () => events.close() };
  }
  const { Redis } = await import('ioredis');
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    retryStrategy: (times) => Math.min(times * 200, 5_000),
  });
  let degraded = false;
  const onDegraded = (cause: unknown) => {
    if (!degraded) options.onDegraded?.(cause);
    degraded = true;
  };
  const onAnswered = () => {
    if (degraded) options.onRecovered?.();
    degraded = false;
  };
  redis.on('error', onDegraded);
  redis.on('ready', onAnswered);
  await redis.connect().catch(() => {}); // reported by the error event; retried in the background
  const lanes = createRedisLanes({ redis, clock, random, onDegraded, onAnswered });
  const events = await createRedisEvents(redis, processId);
  return {
    lanes,
    limits: createLimits(redis),
    events,
    health: () => (redis.status === 'ready' && !degraded ? 'ready' : 'degraded'),
    async close() {
      await events.close();
      await lanes.close();
      redis.disconnect();
    },
  };
}
