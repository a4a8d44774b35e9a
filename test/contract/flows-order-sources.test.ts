import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { CustomerId } from '../../src/core/index.ts';
import {
  createKuaidi100,
  kuaidi100Sign,
  Order,
  type OrderSource,
  RestOrderConfig,
  restOrderSource,
  trackedSource,
} from '../../src/customers/index.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A real HTTP peer on a free port of 127.0.0.1. */
async function peer(handler: Handler): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => handler(request, response, body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function json(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}

const never = new AbortController().signal;
const byNumber = (number: string) => ({ kind: 'number', number }) as const;
const ROW = {
  no: 'a-1024',
  state: 'SENT',
  goods: [{ name: 'Sofa' }],
  mobile: '138****5678',
  uid: 'c-anna',
  created: '2026-11-20 10:00:00',
  arrive: '2026-11-25',
  trace: [{ time: '2026-11-21 09:00:00', context: '到达上海' }],
};

function shop(base: string, change: Record<string, unknown> = {}): OrderSource {
  const config = RestOrderConfig.parse({
    number_url: `${base}/orders/{number}`,
    customer_url: `${base}/orders?buyer={customer}`,
    headers: { authorization: 'Bearer secret' },
    orders: '$.data',
    fields: {
      number: '$.no',
      stage: '$.state',
      title: '$.goods[0].name',
      phone: '$.mobile',
      customer: '$.uid',
      placed_at: '$.created',
      eta: '$.arrive',
      events: '$.trace',
    },
    stages: { SENT: 'shipped' },
    timeout_ms: 300,
    ...change,
  });
  return restOrderSource(config, 'Asia/Shanghai', ['127.0.0.1']);
}

describe('a shop’s order API', () => {
  test('is asked with its header and read through the field map', async () => {
    const seen: string[] = [];
    const base = await peer((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization}`);
      json(response, { data: ROW });
    });
    const found = await shop(base).find(byNumber('A1024'), never);
    expect(seen).toEqual(['/orders/A1024 Bearer secret']);
    expect(found).toMatchObject({
      kind: 'orders',
      orders: [
        {
          customer: 'c-anna',
          order: {
            number: 'A1024',
            stage: 'shipped',
            title: 'Sofa',
            eta: '2026-11-25',
            events: [{ text: '到达上海', at: Temporal.Instant.from('2026-11-21T01:00:00Z').epochMilliseconds }],
          },
        },
      ],
    });
  });

  test('that answers with another order, or with somebody else’s, is not believed', async () => {
    const base = await peer((_request, response) =>
      json(response, {
        data: [
          { ...ROW, no: 'B7', uid: 'c-ben' },
          { ...ROW, uid: 'c-ben' },
        ],
      }),
    );
    expect(await shop(base).find(byNumber('A9999'), never)).toEqual({ kind: 'orders', orders: [] });
    expect(await shop(base).find({ kind: 'customer', customer: CustomerId.parse('c-anna') }, never)).toEqual({
      kind: 'orders',
      orders: [],
    });
  });

  test('with one order that cannot be read shows the others, and alone such an order is not “no order”', async () => {
    const data = [{ ...ROW, no: 'B7', state: 'LIMBO' }, ROW];
    const base = await peer((_request, response) => json(response, { data }));
    const ofAnna = { kind: 'customer', customer: CustomerId.parse('c-anna') } as const;
    const found = await shop(base).find(ofAnna, never);
    expect(found).toMatchObject({ kind: 'orders', orders: [{ order: { number: 'A1024' } }] });
    data.pop();
    expect(await shop(base).find(ofAnna, never)).toMatchObject({ kind: 'unavailable' });
  });

  test('cannot be led to other paths by what a customer types', async () => {
    const seen: string[] = [];
    const base = await peer((request, response) => {
      seen.push(request.url ?? '');
      json(response, { data: [] });
    });
    await shop(base).find(byNumber('../../admin?x=1#'), never);
    expect(seen).toEqual(['/orders/..%2F..%2Fadmin%3Fx%3D1%23']);
  });

  test.each<[string, Handler, RegExp]>([
    ['hangs', () => {}, /did not answer within 300 ms/],
    ['answers 500', (_request, response) => void response.writeHead(500).end('oops'), /answered 500/],
    ['sends no JSON', (_request, response) => void response.end('<html>'), /no JSON/],
    [
      'sends another shape',
      (_request, response) => json(response, { data: { no: 5, state: 'unheard-of' } }),
      /cannot be read/,
    ],
    [
      'sends 11 MB',
      (_request, response) => void response.end(`{"data":"${'x'.repeat(11_000_000)}"}`),
      /larger than 10000000/,
    ],
    [
      'redirects',
      (_request, response) => void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
      /it answered 302/,
    ],
    ['cuts the line', (request) => void request.socket.destroy(), /could not be reached/],
  ])('that %s is unavailable', async (_what, handler, cause) => {
    const base = await peer(handler);
    // Megabytes take longer than the others on a busy machine; only what hangs has to run into its time.
    const timeout_ms = cause.source.includes('larger') ? 10_000 : 300;
    const found = await shop(base, { attempts: 1, timeout_ms }).find(byNumber('A1024'), never);
    expect(found).toMatchObject({ kind: 'unavailable', cause: expect.stringMatching(cause) });
  });

  test('is asked once more after a failure, and knows 404 as no order', async () => {
    let calls = 0;
    const base = await peer((_request, response) => {
      calls += 1;
      if (calls === 1) response.writeHead(503).end();
      else json(response, { data: ROW });
    });
    expect(await shop(base).find(byNumber('A1024'), never)).toMatchObject({ kind: 'orders', orders: [{}] });
    const empty = await peer((_request, response) => void response.writeHead(404).end());
    expect(await shop(empty).find(byNumber('A1024'), never)).toEqual({ kind: 'orders', orders: [] });
  });

  test('that keeps failing is left alone, so that nobody waits for it', async () => {
    let calls = 0;
    const base = await peer((_request, response) => {
      calls += 1;
      response.writeHead(500).end();
    });
    const source = shop(base, { attempts: 1 });
    for (let each = 0; each < 12; each += 1) await source.find(byNumber('A1024'), never);
    expect(calls).toBe(5);
  });
});

describe('快递100', () => {
  const config = { customer: 'CUST', key: 'KEY', carriers: { 顺丰: 'shunfeng' } };
  const order = Order.parse({
    number: 'A1',
    stage: 'shipped',
    carrier: '顺丰',
    tracking: 'SF100',
    phone: '13800135678',
  });
  const book: OrderSource = { find: async () => ({ kind: 'orders', orders: [{ order, customer: null }] }) };

  test('signs as documented: MD5 of param, key and customer in upper case', () => {
    // From `printf '{"com":"yuantong","num":"1"}KEYCUST' | md5sum`.
    expect(kuaidi100Sign('{"com":"yuantong","num":"1"}', 'KEY', 'CUST')).toBe('CD958DDE5E14B3695498612753D11AEA');
  });

  test('brings the carrier’s news into the order', async () => {
    const seen: URLSearchParams[] = [];
    const base = await peer((_request, response, body) => {
      seen.push(new URLSearchParams(body));
      json(response, {
        message: 'ok',
        status: '200',
        state: '5',
        nu: 'SF100',
        com: 'shunfeng',
        data: [{ time: '2026-11-21 10:00:00', ftime: '2026-11-21 10:00:00', context: '派送中' }],
      });
    });
    const source = trackedSource(
      book,
      createKuaidi100({ ...config, baseUrl: base, allowedHosts: ['127.0.0.1'] }),
      () => {},
    );
    const found = await source.find(byNumber('A1'), never);
    expect(found).toMatchObject({ orders: [{ order: { stage: 'delivering', events: [{ text: '派送中' }] } }] });
    const param = seen[0]?.get('param') ?? '';
    expect(JSON.parse(param)).toMatchObject({ com: 'shunfeng', num: 'SF100', phone: '5678' });
    expect(seen[0]?.get('sign')).toBe(kuaidi100Sign(param, 'KEY', 'CUST'));
    expect(seen[0]?.get('customer')).toBe('CUST');
  });

  test.each<[string, unknown]>([
    ['refuses', { result: false, returnCode: '503', message: '验证签名失败' }],
    ['answers for another parcel', { message: 'ok', status: '200', state: '3', nu: 'OTHER', data: [] }],
    ['sends nonsense', { hello: 1 }],
  ])('that %s leaves the order as the shop knows it', async (_what, answer) => {
    const faults: string[] = [];
    const base = await peer((_request, response) => json(response, answer));
    const found = await trackedSource(
      book,
      createKuaidi100({ ...config, baseUrl: base, allowedHosts: ['127.0.0.1'] }),
      (cause) => faults.push(cause),
    ).find(byNumber('A1'), never);
    expect(found).toMatchObject({ orders: [{ order: { stage: 'shipped', events: [] } }] });
    expect(faults).toHaveLength(1);
  });
});
