import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Coordination, openCoordination } from '../../src/coordination/index.ts';
import { systemClock, systemRandom } from '../../src/system.ts';
import { type RedisServer, startRedis } from '../support/services/redis.ts';

const never = new AbortController().signal;

describe.each(['memory', 'redis'] as const)('coordination in %s', (kind) => {
  let server: RedisServer | null = null;
  /** Two processes of one installation; in memory there is only one. */
  let one: Coordination;
  let two: Coordination;

  beforeAll(async () => {
    server = kind === 'redis' ? await startRedis() : null;
    const open = (processId: string) =>
      openCoordination({ redisUrl: server?.url ?? null, clock: systemClock, random: systemRandom, processId });
    one = await open('one');
    two = kind === 'redis' ? await open('two') : one;
  });

  afterAll(async () => {
    await one.close();
    if (two !== one) await two.close();
    await server?.stop();
  });

  test('a lane has one holder at a time and every token is greater than the last', async () => {
    let inside = 0;
    const tokens: number[] = [];
    const turn = async (coordination: Coordination) => {
      const lease = await coordination.lanes.acquire('busy', never);
      inside += 1;
      expect(inside).toBe(1);
      tokens.push(lease.token);
      await delay(1);
      inside -= 1;
      await lease.release();
    };
    await Promise.all(Array.from({ length: 40 }, (_, index) => turn(index % 2 === 0 ? one : two)));
    expect(tokens).toHaveLength(40);
    expect(tokens).toEqual([...tokens].sort((a, b) => a - b));
    expect(new Set(tokens).size).toBe(40);
  });

  test('tokens go on above what the database has seen, should the clock have been set back meanwhile', async () => {
    const seen = systemClock.now() * 1000 + 3_600_000_000;
    one.lanes.raise(seen);
    await expect
      .poll(async () => {
        const lease = await two.lanes.acquire('after the clock', never);
        await lease.release();
        return lease.token;
      })
      .toBeGreaterThan(seen);
    one.lanes.raise(1);
    const lease = await two.lanes.acquire('after the clock', never);
    await lease.release();
    expect(lease.token).toBeGreaterThan(seen);
  });

  test('waiters of one process are served in the order in which they came', async () => {
    const first = await one.lanes.acquire('queue', never);
    const served: number[] = [];
    const waiters = [1, 2, 3].map(async (place) => {
      const lease = await one.lanes.acquire('queue', never);
      served.push(place);
      await lease.release();
    });
    await first.release();
    await Promise.all(waiters);
    expect(served).toEqual([1, 2, 3]);
  });

  test('a waiter that is called off leaves the lane to the others', async () => {
    const holder = await one.lanes.acquire('left', never);
    const gone = new AbortController();
    const impatient = two.lanes.acquire('left', gone.signal);
    const patient = one.lanes.acquire('left', never);
    gone.abort(new Error('no longer wanted'));
    await expect(impatient).rejects.toThrow('no longer wanted');
    await holder.release();
    await (await patient).release();
  });

  test('a limit is shared by all who take from it and what is given back can be taken again', async () => {
    const rate = { count: 3, perMs: 60_000 };
    const taken = await Promise.all([one, two, one].map((coordination) => coordination.limits.take('shop', rate)));
    expect(taken).toEqual([0, 0, 0]);
    const wait = await two.limits.take('shop', rate);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60_000);
    await one.limits.giveBack('shop', rate);
    await one.limits.giveBack('shop', rate);
    expect(await two.limits.take('shop', rate)).toBe(0);
  });

  test('an event reaches the listeners of every process and nobody after the subscription has ended', async () => {
    const heard = Promise.withResolvers<void>();
    let late = 0;
    two.events.subscribe('news', heard.resolve);
    two.events.subscribe('news', () => {
      late += 1;
    })();
    one.events.publish('news');
    await heard.promise;
    expect(late).toBe(0);
  });
});

describe('when Redis goes away', () => {
  test('lanes, limits and events go on in this process, and tokens keep rising after it lost everything', async () => {
    const server = await startRedis();
    const told: string[] = [];
    const coordination = await openCoordination({
      redisUrl: server.url,
      clock: systemClock,
      random: systemRandom,
      processId: 'alone',
      onDegraded: () => told.push('away'),
      onRecovered: () => told.push('back'),
    });
    const before = await coordination.lanes.acquire('a', never);
    await before.release();
    await server.kill();

    const during = await coordination.lanes.acquire('a', never);
    await during.release();
    expect(during.token).toBeGreaterThan(before.token);
    expect(await coordination.limits.take('a', { count: 1, perMs: 60_000 })).toBe(0);
    expect(await coordination.limits.take('a', { count: 1, perMs: 60_000 })).toBeGreaterThan(0);
    await expect.poll(() => coordination.health()).toBe('degraded');
    for (let turn = 0; turn < 5; turn += 1) await (await coordination.lanes.acquire('a', never)).release();
    expect(told, 'once, however often it is tried').toEqual(['away']);

    await server.restart();
    await expect.poll(() => coordination.health(), { timeout: 20_000 }).toBe('ready');
    const after = await coordination.lanes.acquire('a', never);
    await after.release();
    expect(after.token).toBeGreaterThan(during.token);
    expect(told).toEqual(['away', 'back']);
    await coordination.close();
    await server.stop();
  });

  test('a lease is renewed for as long as it is held', async () => {
    const server = await startRedis();
    const { createRedisLanes } = await import('../../src/coordination/redis-lanes.ts');
    const redis = new Redis(server.url);
    const lanes = createRedisLanes({ redis, clock: systemClock, random: systemRandom, leaseMs: 3_000 });
    const lease = await lanes.acquire('a', never);
    let left = await redis.pttl('warmline:lane:a');
    await expect
      .poll(
        async () => {
          const before = left;
          left = await redis.pttl('warmline:lane:a');
          return left > before;
        },
        { timeout: 10_000 },
      )
      .toBe(true);
    await lease.release();
    expect(await redis.exists('warmline:lane:a')).toBe(0);
    redis.disconnect();
    await server.stop();
  });
});
