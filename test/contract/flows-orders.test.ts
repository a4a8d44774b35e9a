import { expect, test } from 'vitest';
import { ConversationId, CustomerId } from '../../src/core/index.ts';
import {
  type Asker,
  bookOrders,
  createOrderDesk,
  Order,
  orderBookSource,
  readOrdersCsv,
} from '../../src/customers/index.ts';
import { createFlows, orderPorts, type Port, type Ports } from '../../src/flows/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { createTestClock } from '../support/clock.ts';
import { addressOf } from '../support/conversations.ts';
import { describeStorages } from '../support/storage.ts';
import { FLOWS_DIRECTORY } from '../unit/flows/player.ts';

const NOW = 1_800_000_000_000;

function asker(name: string, key: string, now = NOW): Asker {
  return {
    customer: CustomerId.parse(`c-${name}`),
    address: addressOf(name),
    conversation: ConversationId.parse(`k-${name}`),
    now,
    key,
    signal: new AbortController().signal,
  };
}

function order(number: string, change: Record<string, unknown> = {}): Order {
  return Order.parse({ number, title: 'Sofa', stage: 'preparing', phone: '13800135678', placedAt: NOW, ...change });
}

describeStorages('the order desk', (newStorage) => {
  async function shop(): Promise<{ storage: Storage; desk: ReturnType<typeof createOrderDesk> }> {
    const storage = await newStorage();
    await storage.transact((tx) =>
      bookOrders(
        tx,
        [
          { order: order('A1024'), customer: CustomerId.parse('c-anna') },
          { order: order('A1025', { stage: 'shipped', placedAt: NOW - 1 }), customer: CustomerId.parse('c-anna') },
          { order: order('B2000', { phone: '13900139999' }) },
          { order: order('B3000', { phone: null }) },
        ],
        NOW,
      ),
    );
    return { storage, desk: createOrderDesk(storage, orderBookSource(storage.db)) };
  }

  test('a known address sees its own orders, and nobody else does', async () => {
    const { desk } = await shop();
    expect(await desk.look({ number: null, phone4: null }, asker('anna', 'k1'))).toMatchObject({
      kind: 'several',
      orders: [{ number: 'A1024' }, { number: 'A1025' }],
    });
    expect(await desk.look({ number: 'a-1024', phone4: null }, asker('anna', 'k2'))).toMatchObject({ kind: 'found' });
    expect(await desk.look({ number: null, phone4: null }, asker('ben', 'k3'))).toEqual({ kind: 'none' });
    expect(await desk.look({ number: 'A1024', phone4: null }, asker('ben', 'k4'))).toEqual({ kind: 'verify' });
  });

  test('a wrong number, a stranger’s number and an order without a phone are answered alike', async () => {
    const { desk } = await shop();
    const said = [];
    for (const number of ['A1024', 'Z9999', 'B3000']) {
      said.push(await desk.look({ number, phone4: null }, asker('ben', `v-${number}`)));
      said.push(await desk.look({ number, phone4: '0000' }, asker('ben', `u-${number}`)));
    }
    expect(new Set(said.map((each) => JSON.stringify(each))).size).toBe(2);
  });

  test('the last four digits of the phone prove it, once for all', async () => {
    const { desk } = await shop();
    expect(await desk.look({ number: 'B2000', phone4: '9999' }, asker('ben', 'k1'))).toMatchObject({ kind: 'found' });
    expect(await desk.look({ number: 'B2000', phone4: null }, asker('ben', 'k2'))).toMatchObject({ kind: 'found' });
    expect(await desk.look({ number: null, phone4: null }, asker('ben', 'k3'))).toMatchObject({
      kind: 'found',
      order: { number: 'B2000' },
    });
    expect(await desk.look({ number: 'B2000', phone4: null }, asker('cleo', 'k4'))).toEqual({ kind: 'verify' });
  });

  test('five misses lock the identity for fifteen minutes, even for the right digits, but not for its own orders', async () => {
    const { desk } = await shop();
    for (let each = 0; each < 5; each += 1) {
      expect(await desk.look({ number: `X${each}000`, phone4: '1111' }, asker('anna', `miss-${each}`))).toEqual({
        kind: 'unknown',
      });
    }
    expect(await desk.look({ number: 'B2000', phone4: '9999' }, asker('anna', 'k1'))).toEqual({ kind: 'locked' });
    expect(await desk.look({ number: 'Z1', phone4: null }, asker('anna', 'k2'))).toEqual({ kind: 'locked' });
    expect(await desk.look({ number: 'A1024', phone4: null }, asker('anna', 'k3'))).toMatchObject({ kind: 'found' });
    expect(await desk.look({ number: 'B2000', phone4: '9999' }, asker('ben', 'k4'))).toMatchObject({ kind: 'found' });
    expect(await desk.look({ number: 'B2000', phone4: '9999' }, asker('anna', 'k5', NOW + 15 * 60_000))).toMatchObject({
      kind: 'found',
    });
  });

  test('many identities cannot try out the digits of one order, and the whole desk has a limit', async () => {
    const { storage } = await shop();
    const desk = createOrderDesk(storage, orderBookSource(storage.db), {
      perIdentity: 5,
      perOrder: 10,
      global: 14,
      windowMs: 900_000,
    });
    for (let each = 0; each < 10; each += 1)
      await desk.look({ number: 'B2000', phone4: '1111' }, asker(`bot${each}`, `t-${each}`));
    expect(await desk.look({ number: 'B2000', phone4: '9999' }, asker('ben', 'k1'))).toEqual({ kind: 'locked' });
    for (let each = 0; each < 4; each += 1)
      await desk.look({ number: `Y${each}`, phone4: '1111' }, asker(`other${each}`, `o-${each}`));
    expect(await desk.look({ number: 'A1024', phone4: '5678' }, asker('ben', 'k2'))).toEqual({ kind: 'locked' });
  });

  test('a turn that is computed twice counts its miss once', async () => {
    const { desk } = await shop();
    for (let each = 0; each < 9; each += 1)
      await desk.look({ number: 'X1000', phone4: '1111' }, asker('ben', 'the-same-key'));
    expect(await desk.look({ number: 'B2000', phone4: '9999' }, asker('ben', 'k'))).toMatchObject({ kind: 'found' });
  });

  test('urging, a new address and cancelling are kept once per key, and only where they are allowed', async () => {
    const { storage, desk } = await shop();
    const asked = { number: 'A1024', phone4: null };
    expect(await desk.urge(asked, asker('anna', 'urge-1'))).toBe('done');
    expect(await desk.urge(asked, asker('anna', 'urge-1'))).toBe('done');
    expect(await desk.urge(asked, asker('ben', 'urge-2'))).toBe('refused');
    expect(await desk.changeAddress({ ...asked, address: 'Garden Road 12' }, asker('anna', 'move-1'))).toBe('done');
    expect(await desk.changeAddress({ number: 'A1025', phone4: null, address: 'x' }, asker('anna', 'move-2'))).toBe(
      'too-late',
    );
    expect(await desk.cancel(asked, asker('anna', 'cancel-1'))).toBe('done');
    expect(await desk.cancel(asked, asker('ben', 'cancel-2'))).toBe('refused');
    expect(await desk.cancel({ number: 'A1025', phone4: null }, asker('anna', 'cancel-3'))).toBe('too-late');
    const rows = await storage.db.selectFrom('order_requests').select(['kind', 'detail']).orderBy('kind').execute();
    expect(rows).toEqual([
      { kind: 'address', detail: 'Garden Road 12' },
      { kind: 'cancel', detail: '' },
      { kind: 'urge', detail: '' },
    ]);
  });

  test('a second feed moves the stage on, joins the events and keeps the owner', async () => {
    const { storage, desk } = await shop();
    const events = [{ at: NOW, text: '已揽收' }];
    await storage.transact((tx) => bookOrders(tx, [{ order: order('A1024', { stage: 'shipped', events }) }], NOW));
    await storage.transact((tx) =>
      bookOrders(
        tx,
        [{ order: order('A1024', { stage: 'delivering', events: [...events, { at: NOW + 1, text: '派送中' }] }) }],
        NOW,
      ),
    );
    const sight = await desk.look({ number: 'A1024', phone4: null }, asker('anna', 'k'));
    expect(sight).toMatchObject({
      kind: 'found',
      order: { stage: 'delivering', events: [{ text: '已揽收' }, { text: '派送中' }] },
    });
  });

  test('orders come in from CSV, and each line that cannot be read says why', async () => {
    const csv =
      '\uFEFFnumber,title,stage,phone,placed_at,eta,latest_at,latest\nC-1,"Chair, red",shipped,138 0013 5678,2026-11-20,2026-11-25,2026-11-21 10:00,到达\nC-2,Table,flying,,,,,\n,Bed,shipped,,,,,\nC-4,Bed,shipped,,2026-02-30,,,\n';
    const read = readOrdersCsv(csv, 'Asia/Shanghai');
    expect(read.orders.map(({ order: each }) => each.number)).toEqual(['C1']);
    expect(read.orders[0]?.order).toMatchObject({
      title: 'Chair, red',
      placedAt: Temporal.Instant.from('2026-11-19T16:00:00Z').epochMilliseconds,
      events: [{ text: '到达' }],
    });
    expect(read.problems.map((problem) => problem.line)).toEqual([3, 4, 5]);
    expect(read.problems[0]?.message).toMatch(/stage/);
    expect(readOrdersCsv('number,stage\n"A1,shipped', 'Asia/Shanghai').problems).toHaveLength(1);
  });
});

describeStorages('a conversation about an order', (newStorage) => {
  const dialogue = ['Z9999', '0000', 'Z9998', '1111'];

  test('tells a stranger nothing that it would not tell about a number that does not exist, to the letter', async () => {
    const storage = await newStorage();
    await storage.transact((tx) =>
      bookOrders(tx, [{ order: order('A1024'), customer: CustomerId.parse('c-anna') }], NOW),
    );
    const desk = createOrderDesk(storage, orderBookSource(storage.db));
    const clock = createTestClock();
    const isPrivate: Port = async () => ({ outcome: 'private' });
    const ports = { ...orderPorts(desk), 'customers.is_private': isPrivate } as unknown as Ports;
    const flows = await createFlows({ directory: FLOWS_DIRECTORY, clock, timeZone: 'Asia/Shanghai', ports });
    const heard = async (name: string, lines: readonly string[]) => {
      const party = {
        customer: CustomerId.parse(`c-${name}`),
        conversation: ConversationId.parse(`k-${name}`),
        address: addressOf(name),
      };
      let moved = await flows.start({ flow: 'order-progress', id: 'same-run', locale: 'zh-CN' }, party);
      const said = [moved.effects];
      for (const text of lines) {
        if (!moved.run) break;
        moved = await flows.advance(moved.run, { kind: 'message', text }, party);
        said.push(moved.effects);
      }
      return JSON.stringify(said);
    };
    const nobody = await heard('ben', dialogue);
    const stranger = await heard(
      'cleo',
      dialogue.map((line) => (line === 'Z9999' ? 'A1024' : line)),
    );
    expect(stranger).toBe(nobody);
    expect(nobody).toContain('没有找到');
    expect(await heard('anna', [])).toContain('Sofa');
  });
});
