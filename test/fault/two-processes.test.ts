import { afterAll, beforeAll, expect, test } from 'vitest';
import { countWaiting, withDatabase } from '../support/home-storage.ts';
import { postUpdate, textUpdate, webhookEnv } from '../support/postings.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { type PostgresServer, startPostgres } from '../support/services/postgres.ts';
import { type RedisServer, startRedis } from '../support/services/redis.ts';
import { startTelegramPeer, type TelegramPeer, type TestUser } from '../support/telegram/index.ts';

let postgres: PostgresServer;
let redis: RedisServer;

beforeAll(async () => {
  postgres = await startPostgres();
  redis = await startRedis();
});

afterAll(async () => {
  await redis.stop();
  await postgres.stop();
});

interface Installation {
  home: Home;
  databaseUrl: string;
  peer: TelegramPeer;
  users: readonly TestUser[];
  processes: Product[];
}

async function install(processes: number): Promise<Installation> {
  const home = makeHome();
  const databaseUrl = await postgres.createDatabase();
  const peer = await startTelegramPeer();
  const users = await Promise.all(Array.from({ length: 6 }, (_, index) => peer.user({ firstName: `P${index}` })));
  const env = { ...webhookEnv(peer), DATABASE_URL: databaseUrl, REDIS_URL: redis.url };
  const started = await Promise.all(Array.from({ length: processes }, () => startProduct({ home, env })));
  return { home, databaseUrl, peer, users, processes: started };
}

async function uninstall({ home, peer, processes }: Installation): Promise<void> {
  for (const process of processes) await process.end();
  await peer.close();
  home.remove();
}

/** Every user says `count` things, each posted to a process in turn, a user's own one after the other. */
async function talk({ peer, users, processes }: Installation, count: number, firstUpdate: number): Promise<void> {
  await Promise.all(
    users.map(async (user, place) => {
      for (let n = 0; n < count; n += 1) {
        const update = textUpdate(firstUpdate + place * 1_000 + n, user.id, `is there a zzq${n} in the vrmpf?`);
        const process = processes[(n + place) % processes.length];
        if (process) expect(await postUpdate(process.url, peer, update)).toBe(200);
      }
    }),
  );
}

async function expectEachOnceAndInOrder({ databaseUrl, users, peer }: Installation, count: number): Promise<void> {
  await expect.poll(() => countWaiting(databaseUrl), { timeout: 60_000 }).toBe(0);
  await withDatabase(databaseUrl, async ({ db }) => {
    for (const user of users) {
      const heard = await db
        .selectFrom('messages')
        .innerJoin('conversations', 'conversations.id', 'messages.conversation_id')
        .select('messages.content')
        .where('conversations.peer', '=', String(user.id))
        .where('messages.author', '=', 'customer')
        .orderBy('messages.position')
        .execute();
      expect(heard.map((row) => Number(/zzq(\d+)/.exec(row.content)?.[1]))).toEqual(
        Array.from({ length: count }, (_, n) => n),
      );
      const sends = await db.selectFrom('outbox').select('state').where('peer', '=', String(user.id)).execute();
      const sent = sends.filter((row) => row.state === 'sent').length;
      const arrived = (await user.received()).length;
      expect(arrived).toBeGreaterThanOrEqual(sent);
      expect(arrived).toBeLessThanOrEqual(sends.length);
    }
    const gaps = await db.selectFrom('knowledge_gaps').select('question').execute();
    expect(gaps.flatMap((gap) => gap.question.match(/zzq\d+/g) ?? [])).toHaveLength(count * users.length);
  });
  expect((await peer.journal()).length).toBeGreaterThan(0);
}

test('two processes on one PostgreSQL and Redis share the conversations: each message once, in order', async () => {
  const installation = await install(2);
  await talk(installation, 20, 10_000);
  await expectEachOnceAndInOrder(installation, 20);
  const { databaseUrl, users } = installation;
  await withDatabase(databaseUrl, async ({ db }) => {
    const rows = await db.selectFrom('outbox').select(['state']).execute();
    expect(rows.filter((row) => row.state !== 'sent')).toEqual([]);
    let arrived = 0;
    for (const user of users) arrived += (await user.received()).length;
    expect(arrived).toBe(rows.length);
  });
  await uninstall(installation);
});

test('when one of two processes is killed, the other goes on with what it had accepted', async () => {
  const installation = await install(2);
  const [victim, survivor] = installation.processes;
  if (!victim || !survivor) throw new Error('two processes were asked for');
  await talk(installation, 10, 20_000);
  await victim.end('SIGKILL');
  installation.processes = [survivor];
  await expectEachOnceAndInOrder(installation, 10);
  await uninstall(installation);
});

test('when Redis goes away in the middle of a talk, SQL alone still keeps each message once and in order', async () => {
  const installation = await install(2);
  await talk(installation, 5, 30_000);
  await redis.kill();
  await Promise.all(
    installation.users.map(async (user, place) => {
      for (let n = 5; n < 10; n += 1) {
        const process = installation.processes[n % 2];
        const update = textUpdate(30_000 + place * 1_000 + n, user.id, `is there a zzq${n} in the vrmpf?`);
        if (process) expect(await postUpdate(process.url, installation.peer, update)).toBe(200);
      }
    }),
  );
  await expectEachOnceAndInOrder(installation, 10);
  const ready = await fetch(`${survivorUrl(installation)}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ ready: true, coordination: 'degraded' });
  await redis.restart();
  await uninstall(installation);
});

function survivorUrl({ processes }: Installation): string {
  return processes[0]?.url ?? '';
}
