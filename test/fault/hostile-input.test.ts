import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postUpdate, textUpdate, webhookEnv } from '../support/postings.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { startTelegramPeer, type TelegramPeer, type TestUser } from '../support/telegram/index.ts';

/** Payloads over HTTP; ten times as many go through the parser in the unit tests, where no socket slows them. */
const PAYLOADS = process.env['WARMLINE_SOAK'] ? 100_000 : 3_000;

let home: Home;
let peer: TelegramPeer;
let product: Product;
let ann: TestUser;

beforeAll(async () => {
  home = makeHome();
  peer = await startTelegramPeer();
  ann = await peer.user({ firstName: 'Ann' });
  product = await startProduct({ home, env: webhookEnv(peer) });
});

afterAll(async () => {
  await product.end();
  await peer.close();
  home.remove();
});

async function stillAnswers(): Promise<void> {
  expect(product.process.exitCode).toBeNull();
  const before = (await ann.received()).length;
  expect(await postUpdate(product.url, peer, textUpdate(nextUpdate(), ann.id, 'How long does delivery take?'))).toBe(
    200,
  );
  await ann.waitForMessages(before + 1);
}

let updateId = 50_000;
function nextUpdate(): number {
  updateId += 1;
  return updateId;
}

test('a body of 10 MB is refused and nothing stops', async () => {
  const body = JSON.stringify({ ...textUpdate(1, ann.id, 'x'), padding: 'x'.repeat(10 * 1024 * 1024) });
  const status = await postUpdate(product.url, peer, body).catch(() => 413);
  expect(status).toBe(413);
  await stillAnswers();
});

test('JSON of depth 10,000 is refused or ignored and nothing stops', async () => {
  const deep = `${'{"message":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  expect([200, 400, 413]).toContain(await postUpdate(product.url, peer, deep));
  const nested = `{"update_id":7,"message":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
  expect([200, 400, 413]).toContain(await postUpdate(product.url, peer, nested));
  await stillAnswers();
});

test('a wrong or missing secret is refused before anything is read', async () => {
  expect(await postUpdate(product.url, peer, textUpdate(2, ann.id, 'hello'), 'wrong')).toBe(401);
  expect(await postUpdate(product.url, peer, textUpdate(2, ann.id, 'hello'), '')).toBe(401);
});

test.each([
  ['NUL', 'how long\u0000 does delivery take'],
  ['a lone surrogate', 'how long does delivery take \ud83d'],
  ['only control characters', '\u0001\u0002\u0003'],
  ['right-to-left overrides', '\u202ehow long does delivery take\u202c'],
  ['8,000 characters', 'how long does delivery take '.repeat(285)],
  ['combining marks without end', `a${'\u0301'.repeat(3_000)}`],
  ['markdown without end', '*'.repeat(4_000)],
])('text with %s gets a polite answer', async (_name, text) => {
  const before = (await ann.received()).length;
  expect(await postUpdate(product.url, peer, textUpdate(nextUpdate(), ann.id, text))).toBe(200);
  await ann.waitForMessages(before + 1);
});

test(`${PAYLOADS} payloads of any shape are taken or refused, never a fault of ours`, async () => {
  const anything = fc.oneof(
    fc.json(),
    fc.string(),
    fc.record({ update_id: fc.oneof(fc.nat(), fc.anything()), message: fc.anything() }).map(safeJson),
    fc.record({ update_id: fc.nat(), callback_query: fc.object() }).map(safeJson),
  );
  const bodies = fc.sample(anything, { numRuns: PAYLOADS, seed: 20261121 });
  const statuses = new Map<number, number>();
  for (let start = 0; start < bodies.length; start += 50) {
    const slice = bodies.slice(start, start + 50);
    for (const status of await Promise.all(slice.map((body) => postUpdate(product.url, peer, body)))) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  }
  expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
  await stillAnswers();
}, 600_000);

test('frames of any shape on the chat socket never stop it', async () => {
  const frames = fc.sample(fc.oneof(fc.json(), fc.string(), fc.constant('x'.repeat(70_000))), {
    numRuns: 300,
    seed: 7,
  });
  for (const frame of frames) {
    const socket = new WebSocket(`${product.url.replace('http', 'ws')}/chat/socket`);
    await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
    socket.send(frame);
    const closed = new Promise((resolve) => socket.addEventListener('close', resolve, { once: true }));
    socket.close();
    await closed;
  }
  await stillAnswers();
});

function safeJson(value: unknown): string {
  return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? String(part) : part)) ?? 'null';
}
