import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { countWaiting, withDatabase } from '../support/home-storage.ts';
import { telegramEnv } from '../support/postings.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { startTelegramPeer, type TelegramPeer, type TestUser } from '../support/telegram/index.ts';

/** Kills per chain: each point of the way once, or many times. Two chains run side by side, one per core. */
const ROUNDS = process.env['WARMLINE_SOAK'] ? 25 : 1;
/** Which of the commits of a kind it is: three customers make a dozen of each within a second. */
const LATEST = process.env['WARMLINE_SOAK'] ? 12 : 3;

/** The commits on the way of a message, by what each of them writes; there are no others on it. */
const COMMITS = {
  'accepts messages': 'insert into "inbox"',
  'ends a turn': 'insert into "knowledge_gaps"',
  'claims replies': 'update "outbox" as "row" set "state" = ?, "sender" = ?',
  'settles sends': "update outbox set state = 'sent'",
} as const;
const POINTS = Object.entries(COMMITS).flatMap(([does, writes]) =>
  (['before', 'after'] as const).map((when) => ({ does, writes, when })),
);
const KILLS = ROUNDS * POINTS.length;
/** Three customers who keep writing reach every point within seconds; one that is not reached is a fault of the test. */
const REACHED_WITHIN_MS = 60_000;
const PRELOAD = fileURLToPath(new URL('../support/crash-at-commit.ts', import.meta.url));

interface Chain {
  home: Home;
  peer: TelegramPeer;
  users: readonly TestUser[];
  env: Record<string, string>;
}

const chains: Chain[] = [];

afterAll(async () => {
  for (const { home, peer } of chains) {
    await peer.close();
    home.remove();
  }
});

describe('kill -9 right before and after every commit on the way of a message', () => {
  test(`${2 * KILLS} kills lose nothing that was accepted, double no effect, and leave at most one send unsure each`, async () => {
    await Promise.all([runChain(11), runChain(23)]);
  }, 1_800_000);
});

async function runChain(seed: number): Promise<void> {
  const chain = await openChain();
  const random = seeded(seed);
  let unsure = 0;
  let said = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    // The two chains are at different points at the same time.
    const { does, writes, when } = POINTS[(kill * 3 + seed) % POINTS.length] ?? never();
    const nth = 1 + Math.floor(random() * LATEST);
    const env = { ...chain.env, CRASH_AT_COMMIT: String(nth), CRASH_WHEN: when, CRASH_WRITES: writes };
    const at = `kill ${kill} of seed ${seed} (${when} commit ${nth} that ${does})`;
    const product = await startProduct({ home: chain.home, env, preload: PRELOAD });
    said += await talkUntilItDies(chain, product, said, at);
    const now = await count(chain.home, 'unsure');
    expect(now - unsure, at).toBeLessThanOrEqual(1);
    unsure = now;
  }
  await settle(chain);
  await expectNothingLostOrDoubled(chain, said);
}

async function openChain(): Promise<Chain> {
  const home = makeHome();
  const peer = await startTelegramPeer();
  const users = await Promise.all(
    ['Ann', 'Ben', '小陈'].map((firstName) => peer.user({ firstName, languageCode: 'en' })),
  );
  const env = telegramEnv(peer);
  const chain = { home, peer, users, env };
  chains.push(chain);
  return chain;
}

/** Everybody keeps writing until the process is gone; returns how many messages were sent to Telegram meanwhile. */
async function talkUntilItDies({ users }: Chain, product: Product, before: number, at: string): Promise<number> {
  let said = 0;
  const giveUpAt = performance.now() + REACHED_WITHIN_MS;
  const ended = new Promise<void>((resolve) => product.process.once('exit', () => resolve()));
  while (product.process.exitCode === null && product.process.signalCode === null) {
    for (const user of users) {
      await user.sends(`is there a zzq${before + said} in the vrmpf?`);
      said += 1;
    }
    await Promise.race([ended, pause(30)]);
    if (performance.now() > giveUpAt) throw new Error(`${at} was never reached:\n${product.output()}`);
  }
  expect(product.process.signalCode, `${at} is where it ended:\n${product.output()}`).toBe('SIGKILL');
  return said;
}

/** One more start without a crash, until nothing waits in either queue. */
async function settle(chain: Chain): Promise<void> {
  const product = await startProduct({ home: chain.home, env: chain.env });
  await expect.poll(async () => (await chain.peer.commands.pending()).length, { timeout: 60_000 }).toBe(0);
  await expect.poll(() => countWaiting(chain.home.databaseUrl), { timeout: 60_000 }).toBe(0);
  await product.end();
}

async function expectNothingLostOrDoubled({ home, peer, users }: Chain, said: number): Promise<void> {
  await withDatabase(home.databaseUrl, async ({ db }) => {
    const inbox = await db.selectFrom('inbox').select(['state', 'message_key']).execute();
    expect(inbox.filter((row) => row.state !== 'done')).toEqual([]);
    expect(inbox).toHaveLength(said);
    const heard = await db.selectFrom('messages').select('message_key').where('author', '=', 'customer').execute();
    expect(new Set(heard.map((row) => row.message_key)).size).toBe(said);
    expect(heard).toHaveLength(said);
    const gaps = await db.selectFrom('knowledge_gaps').select('question').execute();
    const asked = gaps.flatMap((gap) => gap.question.match(/zzq\d+/g) ?? []);
    expect(new Set(asked).size, 'every question has its effect').toBe(said);
    expect(asked, 'and no question has it twice').toHaveLength(said);
    for (const user of users) {
      const rows = await db.selectFrom('outbox').select('state').where('peer', '=', String(user.id)).execute();
      const sent = rows.filter((row) => row.state === 'sent').length;
      const unsure = rows.filter((row) => row.state === 'unsure').length;
      const arrived = (await user.received()).length;
      expect(sent + unsure).toBe(rows.length);
      expect(arrived).toBeGreaterThanOrEqual(sent);
      expect(arrived).toBeLessThanOrEqual(sent + unsure);
    }
    expect((await peer.journal()).length).toBeGreaterThan(0);
  });
}

function count(home: Home, state: 'unsure'): Promise<number> {
  // What the dead process was sending is settled at the next start: it counts as unsure already.
  return withDatabase(home.databaseUrl, async ({ db }) => {
    const rows = await db.selectFrom('outbox').select('id').where('state', 'in', [state, 'sending']).execute();
    return rows.length;
  });
}

function never(): never {
  throw new Error('There is no point to be killed at.');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** mulberry32: small, seeded, good enough to choose where to crash. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
