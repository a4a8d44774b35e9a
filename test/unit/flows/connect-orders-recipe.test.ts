import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FedOrders, type OrderEventNote, RestOrderConfig, readOrdersCsv } from '../../../src/customers/index.ts';
import { ordersWebhook } from '../../../src/server/index.ts';
import { systemClock } from '../../../src/system.ts';

const RECIPE = readFileSync(join(import.meta.dirname, '../../../docs/recipes/connect-orders.md'), 'utf8');
const SECRET = 'the-secret-of-the-recipe-test';

function block(language: string, part: string): string {
  const blocks = [...RECIPE.matchAll(/```(\w+)\n([\s\S]*?)```/g)];
  const found = blocks.find(([, kind, text]) => kind === language && text?.includes(part));
  if (found?.[2] === undefined) throw new Error(`the recipe has no ${language} block with ${part}`);
  return found[2];
}

describe('the recipe that connects orders', () => {
  test('its configuration of an order API can be used as it stands', () => {
    expect(RestOrderConfig.safeParse(JSON.parse(block('json', 'number_url'))).error).toBeUndefined();
  });

  test('its spreadsheet and its call of the API are taken', () => {
    expect(readOrdersCsv(block('csv', 'A1024'), 'Asia/Shanghai')).toMatchObject({ problems: [], orders: [{}] });
    const body = /-d '(.*)'/.exec(block('sh', 'curl'))?.[1] ?? '';
    expect(FedOrders.safeParse(JSON.parse(body)).error).toBeUndefined();
  });

  test('what its example signs is accepted by the webhook', async () => {
    const taken: OrderEventNote[] = [];
    const endpoint = ordersWebhook({
      secret: SECRET,
      clock: systemClock,
      feed: {
        take: () => Promise.reject(new Error('not this way')),
        async takeEvent(event) {
          taken.push(event);
          return { added: 1, changed: 0, unchanged: 0, late: 0, again: false };
        },
      },
    });
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const answer = await endpoint.handle({ headers, query: {}, params: {}, body: Buffer.concat(chunks), ip: '' });
      response.writeHead(answer.status).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const source = `data:text/javascript,${encodeURIComponent(block('js', 'sendOrders'))}`;
    const { sendOrders } = (await import(/* @vite-ignore */ source)) as {
      sendOrders(url: string, secret: string, event: unknown): Promise<Response>;
    };
    const event = { id: 'e-1', orders: [{ number: 'A1024', stage: 'shipped' }] };
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect((await sendOrders(url, SECRET, event)).status).toBe(200);
    expect((await sendOrders(url, 'not-the-secret-of-the-test', event)).status).toBe(401);
    expect(taken).toEqual([event]);
    server.close();
  });
});
