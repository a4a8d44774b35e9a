import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { countWaiting, saidBy, withDatabase } from '../support/home-storage.ts';
import { postUpdate, textUpdate, webhookEnv } from '../support/postings.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { type PostgresServer, startPostgres } from '../support/services/postgres.ts';
import { type RedisServer, startRedis } from '../support/services/redis.ts';
import { startTelegramPeer, type TelegramPeer, type TestUser } from '../support/telegram/index.ts';

const PROCESSES = 2;

let postgres: PostgresServer;
let redis: RedisServer;
let home: Home;
let databaseUrl: string;
let peer: TelegramPeer;
let processes: Product[] = [];
/** New customers for each test, and a word that only they use. */
let users: readonly TestUser[];
let word: string;
let tests = 0;

beforeAll(async () => {
  postgres = await startPostgres();
  redis = await startRedis();
  home = makeHome();
  databaseUrl = await postgres.createDatabase();
  peer = await startTelegramPeer();
});

/** Whatever an earlier test has ended is there again. */
beforeEach(async () => {
  const env = { ...webhookEnv(peer), DATABASE_URL: databaseUrl, REDIS_URL: redis.url };
  const missing = Array.from({ length: PROCESSES - processes.length }, () => startProduct({ home, env }));
  processes = [...processes, ...(await Promise.all(missing))];
  users = await Promise.all(Array.from({ length: 6 }, (_, index) => peer.user({ firstName: `P${index}` })));
  tests += 1;
  word = `zzq${'abc'[tests % 3]}`;
});

afterAll(async () => {
  await Promise.all(processes.map((process) => process.end()));
  await peer?.close();
  home?.remove();
  await redis?.stop();
  await postgres?.stop();
});

/** Every user says so many things from one number on, each posted to a process in turn, a user's own one after the other. */
async function talk({ from = 0, to }: { from?: number; to: number }): Promise<void> {
  await Promise.all(
    users.map(async (user, place) => {
      for (let n = from; n < to; n += 1) {
        const update = textUpdate(tests * 10_000 + place * 1_000 + n, user.id, `is there a ${word}${n} in the vrmpf?`);
        const process = processes[(n + place) % processes.length];
        if (process) expect(await postUpdate(process.url, peer, update)).toBe(200);
      }
    }),
  );
}

async function expectEachOnceAndInOrder(count: number): Promise<void> {
  await expect.poll(() => countWaiting(databaseUrl), { timeout: 60_000 }).toBe(0);
  await withDatabase(databaseUrl, async ({ db }) => {
    for (const user of users) {
      const heard = await saidBy(db, user.id);
      expect(heard.map((content) => Number(new RegExp(`${word}(\\d+)`).exec(content)?.[1]))).toEqual(
        Array.from({ length: count }, (_, n) => n),
      );
      const sends = await sendsTo(user);
      const sent = sends.filter((state) => state === 'sent').length;
      const arrived = (await user.received()).length;
      expect(arrived).toBeGreaterThanOrEqual(sent);
      expect(arrived).toBeLessThanOrEqual(sends.length);
    }
    const gaps = await db.selectFrom('knowledge_gaps').select('question').execute();
    const asked = gaps.flatMap((gap) => gap.question.match(new RegExp(`${word}\\d+`, 'g')) ?? []);
    expect(asked).toHaveLength(count * users.length);
  });
  expect((await peer.journal()).length).toBeGreaterThan(0);
}

/** The states of all that was meant for a user. */
function sendsTo(user: TestUser): Promise<string[]> {
  return withDatabase(databaseUrl, async ({ db }) => {
    const rows = await db.selectFrom('outbox').select('state').where('peer', '=', String(user.id)).execute();
    return rows.map(({ state }) => state);
  });
}

test('two processes on one PostgreSQL and Redis share the conversations: each message once, in order', async () => {
  await talk({ to: 20 });
  await expectEachOnceAndInOrder(20);
  for (const user of users) {
    const sends = await sendsTo(user);
    expect(sends.filter((state) => state !== 'sent')).toEqual([]);
    expect(await user.received()).toHaveLength(sends.length);
  }
});

test('when one of two processes is killed, the other goes on with what it had accepted', async () => {
  const [victim, ...survivors] = processes;
  await talk({ to: 10 });
  await victim?.end('SIGKILL');
  processes = survivors;
  await expectEachOnceAndInOrder(10);
});

test('when Redis goes away in the middle of a talk, SQL alone still keeps each message once and in order', async () => {
  await talk({ to: 5 });
  await redis.kill();
  await talk({ from: 5, to: 10 });
  await expectEachOnceAndInOrder(10);
  const ready = await fetch(`${processes[0]?.url}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ ready: true, coordination: 'degraded' });
  await redis.restart();
});
