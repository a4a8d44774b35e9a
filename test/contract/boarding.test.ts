import { expect, test } from 'vitest';
import { createInbox } from '../../src/bot/inbox.ts';
import { createOutbox } from '../../src/bot/outbox/outbox.ts';
import { enqueue } from '../../src/bot/outbox/row.ts';
import { createTurn } from '../../src/bot/turn/turn.ts';
import { createMemoryEvents } from '../../src/coordination/events.ts';
import { createLimits, type Limits } from '../../src/coordination/limits.ts';
import { AccountId, type Channel, ChannelId, SendKey, WarmlineError } from '../../src/core/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { systemClock } from '../../src/system.ts';
import { addressOf, textFrom } from '../support/conversations.ts';
import { answerWith, mindWith } from '../support/minds.ts';
import { describeStorages } from '../support/storage.ts';

function failOn(_where: string, thrown: unknown): void {
  expect.fail(String(thrown));
}

interface ShopParts {
  limits?: Limits;
  fault?: (where: string, thrown: unknown) => void;
}

/** Turns and an outbox over a channel whose sends come back when the test says so. */
async function shopOn(storage: Storage, { limits = createLimits(), fault = failOn }: ShopParts = {}) {
  const sent: string[] = [];
  const landings: (() => void)[] = [];
  const channel: Channel = {
    id: ChannelId.parse('test'),
    account: AccountId.parse('shop'),
    abilities: {
      choices: 'numbered',
      maxText: 4_000,
      idempotentSend: false,
      proactive: { kind: 'free' },
      limits: { chat: { count: 100, perMs: 1_000 } },
    },
    endpoints: [],
    start: async () => {},
    async send(to) {
      sent.push(to.peer);
      await new Promise<void>((resolve) => landings.push(resolve));
      return { kind: 'sent', platformId: to.peer };
    },
  };
  const outbox = createOutbox({
    storage,
    channels: [channel],
    limits,
    events: createMemoryEvents(),
    clock: systemClock,
    random: () => 0.5,
    processId: 'me',
    observer: { fault, turn: () => {}, sent: () => {} },
  });
  const runTurn = createTurn({
    storage,
    channels: [channel],
    mind: await mindWith(() => answerWith('Two days.')),
    clock: systemClock,
    defaultLocale: 'en',
    board: outbox.board,
  });
  const inbox = createInbox({ storage, clock: systemClock, onAccepted: () => {} });
  let token = 0;
  return {
    sent,
    outbox,
    async ask(peer: string) {
      await inbox.accept([textFrom(peer, `${peer}-${++token}`, 'How long?')]);
      return runTurn(`test/shop/${peer}`, ++token);
    },
    land: () => landings.shift()?.(),
  };
}

/** The storage as it is, but for one commit: it is done, and the line breaks before the news of it arrives. */
function onBreakingLine(storage: Storage) {
  let left = Number.POSITIVE_INFINITY;
  const transact: Storage['transact'] = async (work) => {
    const result = await storage.transact(work);
    left -= 1;
    if (left !== 0) return result;
    throw new WarmlineError('STORAGE_UNAVAILABLE', 'the line broke');
  };
  return {
    storage: { ...storage, transact },
    /** Breaks with the n-th commit from now on. */
    breakAt(commit: number) {
      left = commit;
    },
  };
}

async function states(storage: Storage): Promise<string[]> {
  const rows = await storage.db.selectFrom('outbox').select(['peer', 'state', 'sender']).orderBy('id').execute();
  return rows.map(({ peer, state, sender }) => `${peer} ${state}${sender === null ? '' : ` by ${sender}`}`);
}

describeStorages('an answer', (newStorage) => {
  test('leaves with the commit of its turn when there is room, else it waits to be claimed', async () => {
    const storage = await newStorage();
    const shop = await shopOn(storage);
    await shop.ask('ann');
    expect(await states(storage)).toEqual(['ann sending by me']);
    expect(shop.sent).toEqual(['ann']);
    await shop.ask('ben');
    expect(await states(storage), 'one is under way where the platform cannot tell duplicates').toEqual([
      'ann sending by me',
      'ben due',
    ]);
  });

  test('takes the seat of one that has come back in the commit that settles it', async () => {
    const storage = await newStorage();
    const shop = await shopOn(storage);
    await shop.ask('ann');
    shop.land();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await states(storage)).toEqual(['ann sending by me']);
    await shop.ask('ben');
    expect(await states(storage)).toEqual(['ann sent by me', 'ben sending by me']);
    const messages = await storage.db
      .selectFrom('messages')
      .select('delivery')
      .where('author', '=', 'bot')
      .orderBy('id')
      .execute();
    expect(messages.map(({ delivery }) => delivery)).toEqual(['sent', 'pending']);
  });

  test('never overtakes what stands before it in its conversation', async () => {
    const storage = await newStorage();
    const shop = await shopOn(storage);
    const now = Date.now();
    await storage.transact((tx) =>
      enqueue(
        tx,
        [
          {
            to: addressOf('ann'),
            isGroup: false,
            conversation: null,
            messageId: null,
            queue: null,
            author: 'agent',
            priority: 0,
            epoch: 0,
            key: SendKey.parse('earlier'),
            reply: { kind: 'text', markdown: 'from a colleague' },
            dueAt: now,
            expiresAt: now + 60_000,
          },
        ],
        now,
      ),
    );
    await shop.ask('ann');
    const { queue } = await storage.db
      .selectFrom('outbox')
      .select('queue')
      .where('author', '=', 'bot')
      .executeTakeFirstOrThrow();
    await storage.transact(async (tx) => {
      await tx.updateTable('outbox').set({ queue, state: 'due' }).where('send_key', '=', 'earlier').execute();
      await tx.updateTable('outbox').set({ state: 'sent' }).where('author', '=', 'bot').execute();
    });
    shop.land();
    await shop.ask('ann');
    expect((await states(storage)).at(-1)).toBe('ann due');
    expect(shop.sent, 'the seat was not used').toEqual(['ann']);
  });

  test('that was sent is settled soon, also when nothing else is committed', async () => {
    const storage = await newStorage();
    const shop = await shopOn(storage);
    const stop = new AbortController();
    const running = shop.outbox.run(stop.signal);
    await shop.ask('ann');
    shop.land();
    await expect.poll(() => states(storage)).toEqual(['ann sent by me']);
    stop.abort();
    await running;
  });

  test('whose turn is not committed leaves its seat to the next', async () => {
    const storage = await newStorage();
    const shop = await shopOn(storage);
    const passenger = { channel: 'test', account: 'shop', peer: 'ann', address_key: 'test/shop/ann', is_group: 0 };
    const boarding = await shop.outbox.board({ ...passenger, priority: 1 });
    expect(boarding?.sender).toBe('me');
    await boarding?.stay(null);
    await shop.ask('ben');
    expect(await states(storage)).toEqual(['ben sending by me']);
  });

  test('whose commit was done without the news of it has not left, and leaves with the next round, once', async () => {
    const storage = await newStorage();
    const line = onBreakingLine(storage);
    const shop = await shopOn(line.storage);
    line.breakAt(2); // the first is the inbox's
    await expect(shop.ask('ann')).rejects.toThrow('the line broke');
    expect(await states(storage)).toEqual(['ann sending by me']);
    expect(shop.sent).toEqual([]);
    const stop = new AbortController();
    const running = shop.outbox.run(stop.signal);
    await expect.poll(() => shop.sent).toEqual(['ann']);
    shop.land();
    await expect.poll(() => states(storage)).toEqual(['ann sent by me']);
    expect(shop.sent).toEqual(['ann']);
    stop.abort();
    await running;
  });

  test('whose claim was committed without the news of it leaves with the next claim, once', async () => {
    const storage = await newStorage();
    const line = onBreakingLine(storage);
    const faults: unknown[] = [];
    const shop = await shopOn(line.storage, { fault: (_where, thrown) => void faults.push(thrown) });
    await shop.ask('ann');
    await shop.ask('ben');
    expect(await states(storage)).toEqual(['ann sending by me', 'ben due']);
    line.breakAt(1);
    shop.land();
    const stop = new AbortController();
    const running = shop.outbox.run(stop.signal);
    await expect.poll(() => shop.sent).toEqual(['ann', 'ben']);
    shop.land();
    await expect.poll(() => states(storage)).toEqual(['ann sent by me', 'ben sent by me']);
    expect(shop.sent).toEqual(['ann', 'ben']);
    expect(faults).toHaveLength(1);
    stop.abort();
    await running;
  });

  test('that finds no allowance counted leaves what has landed to be settled', async () => {
    const storage = await newStorage();
    let isAway = false;
    const limits: Limits = {
      take: async () => (isAway ? Promise.reject(new Error('the limits are away')) : 0),
      giveBack: async () => {},
    };
    const shop = await shopOn(storage, { limits });
    await shop.ask('ann');
    shop.land();
    await new Promise((resolve) => setImmediate(resolve));
    isAway = true;
    expect((await shop.ask('ben')).kind).toBe('failed');
    isAway = false;
    await shop.ask('ben');
    expect(await states(storage)).toEqual(['ann sent by me', 'ben sending by me']);
  });

  test('that cannot be read is refused, and the next one of its conversation goes', async () => {
    const storage = await newStorage();
    const faults: string[] = [];
    const shop = await shopOn(storage, { fault: (where) => void faults.push(where) });
    const now = Date.now();
    const empty = {
      to: addressOf('ann'),
      isGroup: false,
      conversation: null,
      messageId: null,
      queue: 'c-ann',
      author: 'bot' as const,
      priority: 1,
      epoch: 0,
      key: SendKey.parse('empty'),
      reply: { kind: 'text' as const, markdown: '' },
      dueAt: now,
      expiresAt: now + 60_000,
    };
    const next = { ...empty, key: SendKey.parse('next'), reply: { kind: 'text' as const, markdown: 'Two days.' } };
    await storage.transact((tx) => enqueue(tx, [empty, next], now));
    const stop = new AbortController();
    const running = shop.outbox.run(stop.signal);
    await expect.poll(() => states(storage)).toEqual(['ann refused by me', 'ann sending by me']);
    expect(faults).toEqual(['send']);
    shop.land();
    stop.abort();
    await running;
  });
});
