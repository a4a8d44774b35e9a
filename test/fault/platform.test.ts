import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { withDatabase } from '../support/home-storage.ts';
import { telegramEnv } from '../support/postings.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { type FaultEffect, startTelegramPeer, type TelegramPeer, type TestUser } from '../support/telegram/index.ts';

const QUESTION = 'How long does delivery take?';

let home: Home;
let peer: TelegramPeer;
let product: Product;
let ann: TestUser;

beforeAll(async () => {
  home = makeHome();
  peer = await startTelegramPeer();
  // One send hangs; an orderly stop would wait for it.
  product = await startProduct({ home, env: { ...telegramEnv(peer), SHUTDOWN_MS: '1000' } });
});

beforeEach(async () => {
  ann = await peer.user({ firstName: 'Ann' });
});

afterAll(async () => {
  await product?.end();
  await peer.close();
  home.remove();
});

/** Each test has a customer of its own, and trouble with that one chat. */
function fails(does: FaultEffect): Promise<void> {
  return peer.script({ method: 'sendMessage', chatId: ann.id, does });
}

function states(): Promise<string[]> {
  return withDatabase(home.databaseUrl, async ({ db }) => {
    const rows = db.selectFrom('outbox').select('state').where('peer', '=', String(ann.id)).orderBy('id');
    return (await rows.execute()).map((row) => row.state);
  });
}

test('a 429 is obeyed: the answer comes after the wish of the platform, once', async () => {
  await fails({ kind: 'tooManyRequests', retryAfter: 2 });
  await ann.sends(QUESTION);
  const refused = await peer.waitFor(
    (entry) => entry.kind === 'call' && entry.chatId === ann.id && entry.error?.code === 429,
  );
  await ann.waitForMessages(1);
  const arrived = await peer.waitFor((entry) => entry.kind === 'message' && entry.chatId === ann.id);
  expect(arrived.at - refused.at).toBeGreaterThanOrEqual(2_000);
  await expect.poll(states).toEqual(['sent']);
  expect(await ann.received()).toHaveLength(1);
});

test('an answer that broke after the platform took it is unsure and never repeated by itself', async () => {
  await fails({ kind: 'acceptThenDrop' });
  await ann.sends(QUESTION);
  await expect.poll(states).toEqual(['unsure']);
  await ann.sends('Can I change the address?');
  await expect.poll(states).toEqual(['unsure', 'sent']);
  expect(await ann.received()).toHaveLength(2);
});

test('a customer who blocked the bot is marked unreachable, and reachable again when they write', async () => {
  await fails({ kind: 'blocked' });
  await ann.sends(QUESTION);
  await expect.poll(states).toEqual(['refused']);
  const unreachable = () =>
    withDatabase(home.databaseUrl, async ({ db }) => {
      const talk = db.selectFrom('conversations').select('unreachable_since').where('peer', '=', String(ann.id));
      const row = await talk.executeTakeFirstOrThrow();
      return row.unreachable_since !== null;
    });
  expect(await unreachable()).toBe(true);
  await ann.sends(QUESTION);
  await ann.waitForMessages(1);
  await expect.poll(unreachable).toBe(false);
});

test('while the platform does not answer at all, other customers are served', async () => {
  const ben = await peer.user({ firstName: 'Ben' });
  await peer.script({ method: 'sendMessage', chatId: ann.id, does: { kind: 'hang' } });
  await ann.sends(QUESTION);
  await peer.waitFor((entry) => entry.kind === 'call' && entry.chatId === ann.id && entry.fate === 'hung');
  for (let n = 0; n < 5; n += 1) await ben.sends(`${QUESTION} ${n}`);
  await ben.waitForMessages(1);
});

test('updates that come while the platform is away for us are answered when it is back', async () => {
  await peer.commands.offline();
  await ann.sends(QUESTION);
  await peer.commands.online();
  await ann.waitForMessages(1, 30_000);
  await expect.poll(states).toEqual(['sent']);
});
