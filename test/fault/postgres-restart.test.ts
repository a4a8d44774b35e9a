import { afterEach, beforeEach, expect, test } from 'vitest';
import { countWaiting, saidBy, withDatabase } from '../support/home-storage.ts';
import { postUpdate, textUpdate, webhookEnv } from '../support/postings.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { type PostgresServer, startPostgres } from '../support/services/postgres.ts';
import { startTelegramPeer, type TelegramPeer, type TestUser } from '../support/telegram/index.ts';

const MESSAGES = 12;

let postgres: PostgresServer;
let databaseUrl: string;
let home: Home;
let peer: TelegramPeer;
let product: Product;
/** Resolves when the server is there again. */
let up: Promise<void>;

beforeEach(async () => {
  postgres = await startPostgres();
  up = Promise.resolve();
  databaseUrl = await postgres.createDatabase();
  home = makeHome();
  peer = await startTelegramPeer();
  product = await startProduct({
    home,
    env: { ...webhookEnv(peer), DATABASE_URL: databaseUrl, SHUTDOWN_MS: '2000', LOG_LEVEL: 'info' },
  });
});

afterEach(async () => {
  await product.end('SIGKILL');
  await peer.close();
  home.remove();
  await postgres.stop();
});

/** As Telegram does: a customer's next update is posted when the one before was taken. */
async function talk(user: TestUser, place: number): Promise<void> {
  for (let n = 0; n < MESSAGES; ) {
    const update = textUpdate(place * 1_000 + n + 1, user.id, `is there a zzq${n} in the vrmpf?`);
    const status = await postUpdate(product.url, peer, update);
    if (status === 200) n += 1;
    else {
      expect(status, 'refused in a way that the platform repeats').toBe(503);
      await up;
    }
  }
}

async function crash(): Promise<void> {
  await postgres.kill();
  await postgres.restart();
}

test('when PostgreSQL crashes and comes back in the middle of a talk, each message is answered once and in order', async () => {
  const users = await Promise.all(Array.from({ length: 8 }, (_, index) => peer.user({ firstName: `P${index}` })));
  const talks = Promise.all(users.map(talk));
  for (let crashes = 0; crashes < 3; crashes += 1) {
    const seen = (await peer.journal()).length;
    await expect.poll(async () => (await peer.journal()).length, { timeout: 30_000 }).toBeGreaterThan(seen);
    up = crash();
    await up;
  }
  await talks;
  await expect.poll(() => countWaiting(databaseUrl), { timeout: 60_000 }).toBe(0);
  await withDatabase(databaseUrl, async ({ db }) => {
    for (const user of users) {
      const heard = (await saidBy(db, user.id)).map((content) => Number(/zzq(\d+)/.exec(content)?.[1]));
      expect(heard).toEqual(Array.from({ length: MESSAGES }, (_, n) => n));
      const rows = await db.selectFrom('outbox').select('state').where('peer', '=', String(user.id)).execute();
      expect(rows.filter(({ state }) => state !== 'sent')).toEqual([]);
      expect(await user.received()).toHaveLength(rows.length);
    }
    expect(await db.selectFrom('inbox').select('error').where('state', '=', 'parked').execute()).toEqual([]);
  });
  expect(product.process.exitCode).toBeNull();
});

test('that PostgreSQL is away stands in the log once, and once that it is back; SIGTERM meanwhile ends the process with 0', async () => {
  await postgres.kill();
  const state = async () => (await fetch(`${product.url}/readyz`)).json();
  await expect.poll(state).toMatchObject({ ready: false, database: 'unavailable', migrations: 'unknown' });
  const faults = async () => {
    const metrics = await (await fetch(`${product.url}/metrics`)).text();
    return [...metrics.matchAll(/^warmline_faults_total\{.*\} (\d+)$/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
  };
  await expect.poll(faults, { timeout: 30_000 }).toBeGreaterThan(5);
  await postgres.restart();
  await product.printed(/the database is back/);
  const errors = product
    .output()
    .split('\n')
    .filter((line) => line.includes('PostgreSQL cannot be reached'));
  expect(errors).toHaveLength(1);
  await expect.poll(state).toMatchObject({ ready: true, database: 'ready', migrations: 'ready' });
  await postgres.kill();
  expect(await product.end('SIGTERM')).toBe(0);
});
