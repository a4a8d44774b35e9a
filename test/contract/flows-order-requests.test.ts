import { afterEach, expect, test } from 'vitest';
import { sweepOnce } from '../../src/bot/due-sweep.ts';
import { createInbox } from '../../src/bot/inbox.ts';
import { createTurn } from '../../src/bot/turn/turn.ts';
import { ConversationId, CustomerId } from '../../src/core/index.ts';
import {
  bookOrders,
  createOrderDesk,
  listOrderRequests,
  Order,
  orderBookSource,
  settleOrderRequest,
} from '../../src/customers/index.ts';
import { followOrderRequests } from '../../src/handoff/webhooks/follow-order-requests.ts';
import type { Storage } from '../../src/storage/index.ts';
import { createTestClock } from '../support/clock.ts';
import { addressOf, textFrom } from '../support/conversations.ts';
import { type DeskApi, openDeskApi } from '../support/desk-api.ts';
import { answerWith, mindWith } from '../support/minds.ts';
import { describeStorages } from '../support/storage.ts';

const ANN = 'test/shop/ann';
const HOOK = { id: 'w', url: 'https://hook.example/', secret: 's', active: 1, created_at: 0 };

let open: DeskApi | null = null;
afterEach(async () => {
  await open?.close();
  open = null;
});

/** Ann, who has written once, owns two orders and wishes something for each. */
async function shop(storage: Storage) {
  const clock = createTestClock();
  const inbox = createInbox({ storage, clock, onAccepted: () => {} });
  const mind = await mindWith(() => answerWith('Two days.'));
  const runTurn = createTurn({ storage, channels: [], mind, clock, defaultLocale: 'en' });
  await inbox.accept([textFrom('ann', 'k1', 'hello')]);
  await runTurn(ANN, 1);
  const ann = await storage.db.selectFrom('conversations').select(['id', 'customer_id']).executeTakeFirstOrThrow();
  const customer = CustomerId.parse(ann.customer_id);
  const order = (number: string) => ({ order: Order.parse({ number, title: 'Sofa', stage: 'preparing' }), customer });
  await storage.transact((tx) => bookOrders(tx, [order('A1'), order('A2')], clock.now()));
  const desk = createOrderDesk(storage, orderBookSource(storage.db));
  const asker = (key: string) => ({
    customer,
    address: addressOf('ann'),
    conversation: ConversationId.parse(ann.id),
    now: clock.now(),
    key,
    signal: new AbortController().signal,
  });
  await desk.urge({ number: 'A1', phone4: null }, asker('run:urge#1'));
  await clock.advance(1_000);
  await desk.changeAddress({ number: 'A2', phone4: null, address: '5 Harbour Street' }, asker('run:move#1'));

  async function said(): Promise<string[]> {
    const rows = await storage.db.selectFrom('outbox').select('reply').orderBy('id').execute();
    return rows.slice(1).map(({ reply }) => JSON.parse(reply).markdown ?? JSON.parse(reply).prompt);
  }
  const sweep = async () => {
    const found = await sweepOnce({ storage, inbox, clock, observer: {} as never });
    while ((await runTurn(ANN, 2)).kind === 'done');
    return found;
  };
  return { clock, said, sweep };
}

describeStorages('a wish about an order', (newStorage) => {
  test('is settled once, and the customer hears of it once, with the shop’s own words', async () => {
    const storage = await newStorage();
    const { clock, said, sweep } = await shop(storage);
    expect(await listOrderRequests(storage.db, 'open', 10)).toMatchObject([
      { id: 'run:urge#1', order: 'A1', kind: 'urge', detail: '' },
      { id: 'run:move#1', order: 'A2', kind: 'address', detail: '5 Harbour Street' },
    ]);
    expect(await sweep(), 'nothing is told before it is settled').toBe(0);
    const settle = (id: string, outcome: 'done' | 'refused', reply: string) =>
      storage.transact((tx) => settleOrderRequest(tx, id, { outcome, reply, actor: 'ann', now: clock.now() }));
    expect(await settle('run:urge#1', 'done', 'It leaves tomorrow.')).toBe('settled');
    expect(await settle('run:urge#1', 'refused', '')).toBe('settled-before');
    expect(await settle('nothing', 'done', '')).toBe('unknown');
    expect(await settle('run:move#1', 'refused', '')).toBe('settled');
    await sweep();
    await sweep();
    expect(await said()).toEqual([
      'Your order A1 has been hurried along.\n\nIt leaves tomorrow.',
      'The address of your order A2 could not be changed any more.',
    ]);
    expect(await sweep()).toBe(0);
    expect(await listOrderRequests(storage.db, 'open', 10)).toEqual([]);
    expect(await listOrderRequests(storage.db, 'settled', 10)).toMatchObject([
      { id: 'run:urge#1', state: 'done', settledBy: 'ann' },
      { id: 'run:move#1', state: 'refused' },
    ]);
  });

  test('is told to other systems once', async () => {
    const storage = await newStorage();
    const { clock } = await shop(storage);
    await storage.transact((tx) =>
      tx
        .insertInto('webhooks')
        .values({ ...HOOK, events: '["order.requested"]' })
        .execute(),
    );
    expect(await followOrderRequests(storage, clock.now())).toBe(2);
    expect(await followOrderRequests(storage, clock.now())).toBe(0);
    const told = await storage.db.selectFrom('webhook_deliveries').select(['payload', 'state']).execute();
    expect(told.map(({ payload }) => JSON.parse(payload))).toMatchObject([
      { event: 'order.requested', data: { request: 'run:urge#1', order: 'A1', kind: 'urge' } },
      { event: 'order.requested', data: { order: 'A2', kind: 'address', detail: '5 Harbour Street' } },
    ]);
  });

  test('is seen page by page and settled at the desk', async () => {
    const storage = await newStorage();
    await shop(storage);
    open = await openDeskApi(storage);
    const agent = await open.hire('agent', 'ben');
    const get = async (query: string) => {
      const { body } = await agent.call('GET', `/api/order-requests?${query}`);
      return body as { items: { id: string; state: string; settledBy: string }[]; next: string | null };
    };
    const first = await get('limit=1');
    expect(first.items.map(({ id }) => id)).toEqual(['run:urge#1']);
    const second = await get(`limit=1&cursor=${first.next}`);
    expect(second.items.map(({ id }) => id)).toEqual(['run:move#1']);
    expect(second.next).toBeNull();
    const path = `/api/order-requests/${encodeURIComponent('run:move#1')}/settle`;
    const settled = await agent.call('POST', path, { outcome: 'done', reply: 'See you on Friday.' });
    expect(settled).toMatchObject({ status: 200, body: { state: 'done', reply: 'See you on Friday.' } });
    expect(await agent.call('POST', path, { outcome: 'done' })).toMatchObject({ status: 409 });
    expect(await agent.call('POST', '/api/order-requests/none/settle', { outcome: 'done' })).toMatchObject({
      status: 404,
    });
    expect((await get('state=settled')).items).toMatchObject([{ id: 'run:move#1', state: 'done' }]);
  });
});
