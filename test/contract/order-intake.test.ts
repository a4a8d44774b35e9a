import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import {
  bookedOrder,
  createOrderFeed,
  FedOrders,
  loadSampleOrders,
  orderBookSource,
  readOrdersCsv,
} from '../../src/customers/index.ts';
import { createMetrics, createServer, ordersWebhook } from '../../src/server/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { describeStorages } from '../support/storage.ts';

const NOW = Date.UTC(2026, 10, 21, 9);
const TOKEN = 'a-token-of-the-tests-123456';
const SECRET = 'a-secret-of-the-tests-12345';
const CSV = `number,stage,title,phone,placed_at,eta,latest_at,latest
A1024,delivering,Sofa,13800005678,2026-01-02T10:00,2026-01-05,2026-01-05T08:00,on its way
A1025,preparing,Table,13800005678,2026-01-04T10:00,2026-01-09,2026-01-04T10:05,packed`;

describeStorages('orders that other systems tell', (newStorage) => {
  const running: { close(): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const server of running.splice(0)) await server.close();
  });

  async function shop(): Promise<{ storage: Storage; url: string; clock: TestClock }> {
    const storage = await newStorage();
    const clock = createTestClock(NOW);
    const feed = createOrderFeed(storage, clock, async () => {});
    const logger = pino({ level: 'silent' });
    const server = await createServer({
      logger,
      trustProxy: false,
      endpoints: [ordersWebhook({ feed, secret: SECRET, clock })],
      readiness: async () => ({
        ready: true,
        database: 'ready',
        migrations: 'ready',
        knowledge: 'ready',
        coordination: 'memory',
      }),
      metrics: createMetrics(logger, async () => ({})),
      metricsToken: undefined,
      orders: { feed, token: TOKEN },
      webRoot: import.meta.dirname,
      knowledgeRoot: import.meta.dirname,
      version: '0.0.0',
    });
    running.push(server);
    return { storage, clock, url: await server.listen({ host: '127.0.0.1', port: 0 }) };
  }

  async function post(url: string, body: unknown, token = TOKEN) {
    const response = await fetch(`${url}/api/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  async function send(url: string, event: unknown, change: { at?: number; secret?: string } = {}) {
    const body = typeof event === 'string' ? event : JSON.stringify(event);
    const timestamp = String(Math.floor((change.at ?? NOW) / 1_000));
    const signature = createHmac('sha256', change.secret ?? SECRET)
      .update(`${timestamp}.${body}`)
      .digest('hex');
    const response = await fetch(`${url}/webhooks/orders`, {
      method: 'POST',
      headers: { 'x-warmline-timestamp': timestamp, 'x-warmline-signature': `v1=${signature}` },
      body,
    });
    return { status: response.status, body: await response.json() };
  }

  async function stageOf(storage: Storage, number: string): Promise<string | undefined> {
    const found = await orderBookSource(storage.db).find({ kind: 'number', number }, new AbortController().signal);
    return found.kind === 'orders' ? found.orders[0]?.order.stage : undefined;
  }

  test('the API takes a thousand orders, and the same call again changes nothing', async () => {
    const { url, storage } = await shop();
    const orders = Array.from({ length: 1_000 }, (_, i) => ({
      number: `B${i}`,
      stage: 'preparing',
      phone: '13800001111',
    }));
    const none = { added: 0, changed: 0, unchanged: 0, late: 0 };
    expect(await post(url, { orders })).toEqual({ status: 200, body: { ...none, added: 1_000 } });
    expect(await post(url, { orders })).toEqual({ status: 200, body: { ...none, unchanged: 1_000 } });
    expect(await post(url, { orders: [{ number: 'b-7', stage: 'shipped' }] })).toMatchObject({ body: { changed: 1 } });
    expect(await stageOf(storage, 'B7')).toBe('shipped');
    expect((await post(url, { orders: [...orders, { number: 'C1', stage: 'shipped' }] })).status).toBe(400);
  });

  test('the API says what is wrong, takes nothing of a wrong call, and lets nobody in without the token', async () => {
    const { url, storage } = await shop();
    const wrong = await post(url, {
      orders: [
        { number: 'B1', stage: 'shipped' },
        { number: 'B2', stage: 'flying' },
      ],
    });
    expect(wrong).toMatchObject({ status: 400, body: { error: expect.stringContaining('orders/1/stage') } });
    expect(await stageOf(storage, 'B1')).toBeUndefined();
    expect((await post(url, { orders: [{ number: 'B1', stage: 'shipped' }] }, 'wrong')).status).toBe(401);
    expect((await post(url, { orders: [{ number: 'B1', stage: 'shipped', colour: 'red' }] })).status).toBe(400);
    const openApi = (await (await fetch(`${url}/docs/json`)).json()) as { paths: object };
    expect(openApi.paths).toHaveProperty('/api/orders');
  });

  test('an event of the webhook counts once, and not at all when its signature, secret or time is wrong', async () => {
    const { url, storage } = await shop();
    const event = { id: 'e-1', orders: [{ number: 'A1', stage: 'shipped' }] };
    expect((await send(url, event, { secret: 'another-secret-of-the-tests' })).status).toBe(401);
    expect((await send(url, event, { at: NOW - 301_000 })).status).toBe(401);
    expect((await send(url, event, { at: NOW + 301_000 })).status).toBe(401);
    expect((await send(url, 'not json')).status).toBe(400);
    expect(await stageOf(storage, 'A1')).toBeUndefined();
    expect(await send(url, event, { at: NOW - 299_000 })).toMatchObject({
      status: 200,
      body: { added: 1, again: false },
    });
    const again = { id: 'e-1', orders: [{ number: 'A1', stage: 'delivered' }] };
    expect(await send(url, again)).toMatchObject({ status: 200, body: { again: true } });
    expect(await stageOf(storage, 'A1')).toBe('shipped');
  });

  test('events that come out of order leave the newest stage and lose no history', async () => {
    const { url, storage } = await shop();
    const at = (minute: number) => `2026-11-21T08:${String(minute).padStart(2, '0')}:00Z`;
    const event = (id: string, stage: string, minute: number) => ({
      id,
      orders: [{ number: 'A1', stage, updatedAt: at(minute), events: [{ at: at(minute), text: stage }] }],
    });
    await send(url, event('e1', 'preparing', 10));
    await send(url, event('e3', 'delivering', 30));
    expect(await send(url, event('e2', 'shipped', 20))).toMatchObject({ body: { late: 1 } });
    expect(await stageOf(storage, 'A1')).toBe('delivering');
    const found = await orderBookSource(storage.db).find(
      { kind: 'number', number: 'A1' },
      new AbortController().signal,
    );
    expect(found).toMatchObject({
      orders: [{ order: { events: [{ text: 'preparing' }, { text: 'shipped' }, { text: 'delivering' }] } }],
    });
  });

  test('two senders that tell of one order at once lose neither the news nor a line of its history', async () => {
    const storage = await newStorage();
    const feed = createOrderFeed(storage, createTestClock(NOW), async () => {});
    const tell = (text: string, minute: number) => {
      const at = new Date(NOW + minute * 60_000).toISOString();
      return feed.take([bookedOrder({ number: 'A1', stage: 'delivering', updatedAt: at, events: [{ at, text }] })]);
    };
    for (let round = 0; round < 8; round += 1)
      await Promise.all([tell(`carrier ${round}`, round), tell(`warehouse ${round}`, round)]);
    const row = await storage.db.selectFrom('orders').select('events').executeTakeFirstOrThrow();
    expect(JSON.parse(row.events)).toHaveLength(16);
  });

  test('news that say the same later are remembered as later, so that older ones do not win afterwards', async () => {
    const { url, storage } = await shop();
    const event = (id: string, stage: string, minute: number) => ({
      id,
      orders: [{ number: 'A1', stage, updatedAt: `2026-11-21T08:${minute}:00Z` }],
    });
    await send(url, event('e1', 'preparing', 10));
    await send(url, event('e3', 'preparing', 30));
    await send(url, event('e2', 'cancelled', 20));
    expect(await stageOf(storage, 'A1')).toBe('preparing');
  });

  test('sample orders fill an empty book, with today’s dates, and the first real order takes them and their proofs away', async () => {
    const { storage, clock, url } = await shop();
    expect(await loadSampleOrders(storage, CSV, 'Asia/Shanghai', clock)).toBe(2);
    const signal = new AbortController().signal;
    const found = await orderBookSource(storage.db).find({ kind: 'number', number: 'A1024' }, signal);
    expect(found).toMatchObject({
      orders: [{ order: { eta: '2026-11-21', events: [{ at: Date.UTC(2026, 10, 21), text: 'on its way' }] } }],
    });
    expect(await loadSampleOrders(storage, CSV, 'Asia/Shanghai', clock)).toBe(0);
    await storage.transact((tx) =>
      tx.insertInto('order_grants').values({ customer_id: 'c-1', order_number: 'A1024', at: NOW }).execute(),
    );
    await post(url, { orders: [{ number: 'A1024', stage: 'shipped' }] });
    expect(await stageOf(storage, 'A1025')).toBeUndefined();
    expect(await stageOf(storage, 'A1024')).toBe('shipped');
    expect(await storage.db.selectFrom('order_grants').selectAll().execute()).toEqual([]);
    expect(await loadSampleOrders(storage, CSV, 'Asia/Shanghai', clock)).toBe(0);
  });
});

test('the sample shop’s own orders can all be read', () => {
  const file = join(import.meta.dirname, '../../knowledge-base/samples/orders.csv');
  const { orders, problems } = readOrdersCsv(readFileSync(file, 'utf8'), 'Asia/Shanghai');
  expect(problems).toEqual([]);
  expect(orders.map(({ order }) => order.number)).toContain('A1024');
});

test('a title may hold the signs that separate cells in other files', () => {
  const rows = 'number,stage,title\nA1,shipped,red; large';
  expect(readOrdersCsv(rows, 'Asia/Shanghai')).toMatchObject({
    problems: [],
    orders: [{ order: { title: 'red; large' } }],
  });
  expect(readOrdersCsv(rows.replaceAll(',', '\t'), 'Asia/Shanghai').orders).toHaveLength(1);
});

test('a number is the same order however it is written', () => {
  const fed = FedOrders.parse({ orders: [{ number: 'a-10 24', stage: 'shipped' }] });
  expect(fed.orders.map(bookedOrder)).toMatchObject([{ order: { number: 'A1024' } }]);
});
