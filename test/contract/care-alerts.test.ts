import { expect, test } from 'vitest';
import { decideIncident, listIncidents, noteChoice, pressedAlert } from '../../src/care/index.ts';
import { ConversationId, CustomerId } from '../../src/core/index.ts';
import { requestErasure, runErasures, setTier } from '../../src/customers/index.ts';
import { DAY, HOUR, NOON } from '../support/care.ts';
import { alertShop, PROMISE } from '../support/delays/alert-shop.ts';
import { describeStorages } from '../support/storage.ts';

const ANNA = CustomerId.parse('p-anna');
const SENT = { kind: 'sent', platformId: '1' } as const;

describeStorages('delay alerts', (newStorage) => {
  test('a carrier’s trouble is told once, with cause, day, what we do and choices, and ends with an all-clear', async () => {
    const shop = alertShop(await newStorage());
    await shop.customer('anna');
    await shop.tell('anna', { ...PROMISE, problem: 'weather', eta: '2026-11-24' });
    expect(await shop.sweep()).toEqual({ looked: 1, acted: 1 });
    expect(await shop.sweep(NOON + HOUR)).toEqual({ looked: 0, acted: 0 });
    await shop.tell('anna', { ...PROMISE, problem: 'weather', eta: '2026-11-24', carrier: 'SF' }, NOON + HOUR);
    expect(await shop.sweep(NOON + HOUR)).toEqual({ looked: 1, acted: 0 });
    expect(await shop.words()).toEqual([
      'Sorry, your order AANNA (落地灯) will probably be late: bad weather is holding up the transport.\nExpected now: Tue, November 24. We keep an eye on it and will tell you as soon as anything changes.',
    ]);
    const { reply } = await shop.storage.db.selectFrom('outbox').select('reply').executeTakeFirstOrThrow();
    expect(JSON.parse(reply).choices.map((choice: { label: string }) => choice.label)).toEqual([
      "I'll wait",
      'Hurry it up',
      'Cancel the order',
      'A colleague',
    ]);
    expect(await shop.claim(NOON + HOUR)).toEqual(['anna']);
    await shop.finish('anna', SENT);
    await shop.tell('anna', { ...PROMISE, stage: 'delivered' }, NOON + DAY);
    await shop.sweep(NOON + DAY);
    expect(await shop.occasions('anna')).toEqual(['1:alert sent', '2:arrived queued']);
    expect(await shop.storage.db.selectFrom('delay_watch').selectAll().execute()).toEqual([]);
  });

  test('another day is an update; the same day is not', async () => {
    const shop = alertShop(await newStorage());
    await shop.customer('anna');
    await shop.tell('anna', { ...PROMISE, eta: '2026-11-24' });
    await shop.sweep();
    await shop.claim();
    await shop.finish('anna', SENT);
    await shop.tell('anna', { ...PROMISE, eta: '2026-11-24' }, NOON + HOUR);
    await shop.sweep(NOON + HOUR);
    await shop.tell('anna', { ...PROMISE, eta: '2026-11-26' }, NOON + 2 * HOUR);
    await shop.sweep(NOON + 2 * HOUR);
    expect(await shop.occasions('anna')).toEqual(['1:alert sent', '2:update queued']);
    expect((await shop.words()).at(-1)).toContain('Thu, November 26');
  });

  test('what was to be told in the morning is not told when the parcel came in the evening', async () => {
    const shop = alertShop(await newStorage());
    await shop.customer('anna');
    const night = NOON + 11 * HOUR;
    await shop.tell('anna', { ...PROMISE, problem: 'weather' }, night);
    await shop.sweep(night);
    expect(await shop.occasions('anna')).toEqual(['1:alert planned']);
    await shop.tell('anna', { ...PROMISE, stage: 'delivered' }, night + HOUR);
    await shop.sweep(night + HOUR);
    expect(await shop.occasions('anna')).toEqual(['1:alert stopped']);
    expect(await shop.words()).toEqual([]);
  });

  test('without history the plain rule tells at the last useful moment, before the night and before the promise', async () => {
    const shop = alertShop(await newStorage());
    await shop.customer('anna');
    const shipped = NOON - 5 * DAY;
    await shop.tell('anna', { promisedAt: '2026-11-22T16:00:00Z' }, shipped);
    await shop.sweep(shipped);
    const watched = async () =>
      (await shop.storage.db.selectFrom('delay_watch').select('look_at').executeTakeFirst())?.look_at ?? 0;
    let now = shipped;
    while ((await shop.ledger('anna')).length === 0 && now < NOON + 12 * HOUR) {
      now = await watched();
      await shop.sweep(now);
    }
    const told = (await shop.ledger('anna'))[0];
    expect(told?.status).toBe('queued');
    const promise = Date.parse('2026-11-22T16:00:00Z');
    expect(promise - now).toBeGreaterThanOrEqual(30 * 60_000);
    expect(Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('Asia/Shanghai').hour).toBe(20);
  });

  test('two processes that look at once tell once', async () => {
    const shop = alertShop(await newStorage());
    await shop.customer('anna');
    await shop.tell('anna', { ...PROMISE, problem: 'weather' });
    const reports = await Promise.all([shop.sweep(), shop.sweep()]);
    expect(reports.reduce((sum, each) => sum + each.acted, 0)).toBe(1);
    expect(await shop.words()).toHaveLength(1);
  });

  test('a remedy follows the tier and its budget; the next in the table is taken when one is used up', async () => {
    const shop = alertShop(await newStorage(), (file) => {
      for (const remedy of file.remedies) if (remedy.name === 'upgrade') remedy.budget_per_month = 3_000;
    });
    for (const name of ['anna', 'ben', 'cleo']) {
      const id = await shop.customer(name);
      if (name !== 'cleo') await shop.storage.transact((tx) => setTier(tx, id, 'platinum', 'rule', NOON));
      await shop.tell(name, { ...PROMISE, eta: '2026-11-26' });
      await shop.sweep();
    }
    const remedies = await shop.storage.db
      .selectFrom('delay_alerts')
      .select(['customer_id', 'remedy'])
      .orderBy('customer_id')
      .execute();
    expect(remedies.map((row) => row.remedy)).toEqual(['upgrade', 'voucher-20', null]);
    expect((await shop.words())[0]).toContain('express delivery free of charge');
  });

  test('many orders of one warehouse are one incident: held, worded anew, released', async () => {
    const shop = alertShop(await newStorage(), (file) => {
      file.incident.orders = 3;
    });
    for (const name of ['a', 'b', 'c', 'd']) {
      await shop.customer(name);
      await shop.tell(name, { ...PROMISE, stage: 'preparing', problem: 'stock', origin: 'Shanghai' });
    }
    await shop.sweep();
    const [incident] = await listIncidents(shop.storage.db, 10);
    expect(incident).toMatchObject({ cause: 'stock', place: 'Shanghai', state: 'released', orders: 4, waiting: 4 });
    const id = incident?.id ?? '';
    await decideIncident(shop.storage, id, { kind: 'hold' }, 'agent:sue', NOON);
    expect(await shop.claim()).toEqual([]);
    await shop.customer('e');
    await decideIncident(
      shop.storage,
      id,
      { kind: 'words', 'zh-CN': '仓库停电', en: 'our warehouse has no power' },
      'agent:sue',
      NOON,
    );
    await shop.tell('e', { ...PROMISE, stage: 'preparing', problem: 'stock', origin: 'Shanghai' }, NOON + 1_000);
    await shop.sweep(NOON + 1_000);
    const released = await decideIncident(shop.storage, id, { kind: 'release' }, 'agent:sue', NOON + 2_000);
    expect(released).toMatchObject({ state: 'released', decided_by: 'agent:sue', orders: 5 });
    expect(await shop.claim(NOON + 2_000)).toEqual([]);
    await shop.takeUp(NOON + 2_000);
    expect(await shop.claim(NOON + 2_000)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect((await shop.words()).every((words) => words.includes('our warehouse has no power'))).toBe(true);
  });

  test('only the customer of the alert may press, and a press counts once', async () => {
    const shop = alertShop(await newStorage());
    await shop.customer('anna');
    await shop.customer('ben');
    await shop.tell('anna', { ...PROMISE, problem: 'weather' });
    await shop.sweep();
    const { id } = await shop.storage.db.selectFrom('delay_alerts').select('id').executeTakeFirstOrThrow();
    const press = (choice: string, who: string) => pressedAlert(shop.storage.db, { choice, id }, CustomerId.parse(who));
    expect(await press('cancel', 'p-ben')).toBe(null);
    expect(await press('explode', 'p-anna')).toBe(null);
    const pressed = await press('cancel', 'p-anna');
    const by = { customer: ANNA, conversation: ConversationId.parse('c-anna') };
    for (let times = 0; times < 2; times += 1)
      if (pressed) await shop.storage.transact((tx) => noteChoice(tx, pressed, by, NOON));
    expect(
      await shop.storage.db.selectFrom('order_requests').select(['order_number', 'kind', 'state']).execute(),
    ).toEqual([{ order_number: 'AANNA', kind: 'cancel', state: 'open' }]);
  });

  test('a delivery is learned from: every step with its time and what was left', async () => {
    const shop = alertShop(await newStorage());
    await shop.customer('anna');
    const moment = (hours: number) => Temporal.Instant.fromEpochMilliseconds(NOON + hours * HOUR).toString();
    await shop.tell('anna', {
      stage: 'delivered',
      carrier: 'SF',
      origin: 'S',
      destination: 'B',
      stages: [
        { stage: 'preparing', at: moment(-72) },
        { stage: 'shipped', at: moment(-60) },
        { stage: 'delivered', at: moment(0) },
      ],
      events: [{ at: moment(-40), text: 'hub' }],
    });
    const samples = await shop.storage.db.selectFrom('transit_samples').selectAll().orderBy('id').execute();
    expect(samples.map((row) => [row.route, row.step, row.dwell_ms / HOUR, row.remaining_ms / HOUR])).toEqual([
      ['S>B', 'preparing', 12, 72],
      ['S>B', 'shipped', 20, 60],
      ['S>B', 'shipped+1', 40, 40],
    ]);
    await shop.tell('anna', { stage: 'delivered', carrier: 'SF', title: 'x' }, NOON + HOUR);
    expect(await shop.storage.db.selectFrom('transit_samples').selectAll().execute()).toHaveLength(3);
  });

  test('a feed that repeats the order of somebody who was forgotten does not bring them back', async () => {
    const shop = alertShop(await newStorage());
    await shop.customer('anna');
    await shop.tell('anna', { phone: '13800135678', tracking: 'SF1', ...PROMISE });
    await shop.storage.transact((tx) => requestErasure(tx, ANNA, NOON));
    await runErasures(shop.storage, NOON + DAY);
    await shop.tell(
      'anna',
      {
        phone: '13800135678',
        tracking: 'SF1',
        problem: 'weather',
        events: [{ at: '2026-11-22T05:00:00Z', text: '已签收，签收人：安娜' }],
      },
      NOON + 2 * DAY,
    );
    const order = await shop.storage.db.selectFrom('orders').selectAll().executeTakeFirstOrThrow();
    expect(order).toMatchObject({ customer_id: null, phone: null, tracking: null, events: '[]', problem: 'weather' });
    await shop.sweep(NOON + 2 * DAY);
    expect(await shop.words()).toEqual([]);
  });
});
