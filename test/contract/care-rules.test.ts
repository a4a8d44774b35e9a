import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSayFirst } from '../../src/bot/outbox/first-words.ts';
import { createGate } from '../../src/care/index.ts';
import { letRulesGo } from '../../src/care/rules/let-go.ts';
import { openRuleLibrary } from '../../src/care/rules/library.ts';
import { planRules } from '../../src/care/rules/plan-rules.ts';
import type { CustomerId } from '../../src/core/index.ts';
import { setProfile, setTag } from '../../src/customers/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { careShop, DAY, HOUR } from '../support/care.ts';
import { describeStorages } from '../support/storage.ts';

const SHOP_ZONE = 'Asia/Shanghai';
const at = (text: string, zone = SHOP_ZONE) =>
  Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'warmline-rules-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const TEXT = '{ zh-CN: "{name|您}", en: "Dear {name|you}" }';

async function libraryOf(on: string, more = '', text = TEXT) {
  const folder = mkdtempSync(join(directory, 'rules-'));
  writeFileSync(join(folder, 'words.yaml'), 'footer: { zh-CN: 退订, en: stop }\n');
  writeFileSync(
    join(folder, 'r.yaml'),
    `rule: test\ntitle: { zh-CN: 测, en: T }\non: ${on}\naudience: { not: { tag: nobody } }\ntext: ${text}\n${more}`,
  );
  const library = await openRuleLibrary(folder);
  expect(library.problems()).toEqual([]);
  return library;
}

async function world(storage: Storage, on: string, more = '', text = TEXT) {
  const shop = careShop(storage);
  const abilitiesOf = () => ({ proactive: { kind: 'free' as const } });
  const library = await libraryOf(on, more, text);
  const speech = { shopName: () => 'Warmhome', words: library.words, timeZone: SHOP_ZONE };
  const gate = createGate({ abilitiesOf, timeZone: SHOP_ZONE });
  const parts = { storage, gate, abilitiesOf, library, timeZone: SHOP_ZONE, sayFirst: createSayFirst([]), speech };
  return {
    shop,
    library,
    /** A person of segments, with what the rule looks at. */
    async person(name: string, set: Parameters<typeof setProfile>[2], timeZone?: string) {
      const id = await shop.customer(name, timeZone === undefined ? {} : { timeZone });
      await storage.transact(async (tx) => {
        await setProfile(tx, id, set);
        await tx.updateTable('customers').set({ marks: '|p|c:care+|a:test|r|' }).where('id', '=', id).execute();
      });
      return id;
    },
    plan: (now: number) => planRules(parts, now),
    letGo: (now: number) => letRulesGo(parts, now),
    occasions: async () =>
      (
        await storage.db
          .selectFrom('care_ledger')
          .select(['occasion', 'customer_id', 'status', 'why'])
          .orderBy('id')
          .execute()
      ).map((row) => [row.customer_id, row.occasion, row.status, row.why].filter(Boolean).join(' ')),
  };
}

async function order(storage: Storage, number: string, customer: CustomerId, deliveredAt: number) {
  await storage.transact(async (tx) => {
    await tx
      .insertInto('orders')
      .values({
        number,
        customer_id: customer,
        title: 'Sofa',
        stage: 'delivered',
        placed_at: deliveredAt - 3 * DAY,
        phone: null,
        events: '[]',
        forgotten: 0,
        updated_at: deliveredAt,
        sample: 0,
      })
      .execute();
    await tx.insertInto('order_stages').values({ order_number: number, stage: 'delivered', at: deliveredAt }).execute();
  });
}

describeStorages('care rules', (newStorage) => {
  test('greet on the birthday, at the rule’s time in the customer’s own zone, once a year', async () => {
    const { person, plan, occasions } = await world(await newStorage(), '{ birthday: {} }', 'at: "10:00"\n');
    await person('anna', { birthday: '1990-11-22' });
    await person('lara', { birthday: '--11-22' }, 'America/Los_Angeles');
    await person('ben', { birthday: '1990-11-23' });
    await plan(at('2026-11-22T09:59'));
    expect(await occasions()).toEqual([]);
    await plan(at('2026-11-22T10:00'));
    expect(await occasions()).toEqual(['p-anna rule:test:2026 planned']);
    await plan(at('2026-11-22T10:00', 'America/Los_Angeles'));
    expect(await occasions()).toEqual(['p-anna rule:test:2026 planned', 'p-lara rule:test:2026 planned']);
    await plan(at('2026-11-23T10:00'));
    expect(await occasions()).toHaveLength(3);
  });

  test('plan nothing twice when the clock jumps, a run is cut off, or two processes plan at once', async () => {
    const { person, plan, occasions, shop } = await world(await newStorage(), '{ birthday: {} }');
    await person('anna', { birthday: '1990-11-22' });
    const now = at('2026-11-22T10:30');
    await Promise.all([plan(now), plan(now)]);
    for (const jump of [HOUR, -HOUR, 0, -2 * HOUR, 3 * HOUR]) await plan(now + jump);
    // As after a crash: the run is open again and begins from the start.
    await shop.storage.transact((tx) => tx.updateTable('care_runs').set({ cursor: '', done_at: null }).execute());
    await plan(now + HOUR);
    expect(await occasions()).toEqual(['p-anna rule:test:2026 planned']);
  });

  test.each([
    ['2000-02-29', '2026-02-28T10:00'],
    ['2000-02-29', '2028-02-29T10:00'],
    ['lunar:1990-08-15', '2026-09-25T10:00'],
    ['lunar:2020-L04-10', '2026-05-26T10:00'],
  ])('a birthday of %s is greeted at %s and on neither day around it', async (birthday, day) => {
    const { person, plan, occasions } = await world(await newStorage(), '{ birthday: {} }');
    await person('anna', { birthday });
    await plan(at(day) - DAY);
    expect(await occasions()).toEqual([]);
    await plan(at(day));
    await plan(at(day) + DAY);
    expect(await occasions()).toHaveLength(1);
  });

  test('a run that fails keeps no other from being planned', async () => {
    const storage = await newStorage();
    const { person, plan, occasions } = await world(storage, '{ birthday: {} }', 'at: "10:00"\n');
    await person('anna', { birthday: '1990-11-22' });
    const now = at('2026-11-22T10:00');
    const broken = { rule: 'test', slot: 'broken', zone: SHOP_ZONE, day: 'no day', due_at: now - HOUR, cursor: '' };
    await storage.transact((tx) =>
      tx
        .insertInto('care_runs')
        .values({ ...broken, expires_at: now + DAY, planned: 0, done_at: null })
        .execute(),
    );
    await expect(plan(now)).rejects.toThrow(RangeError);
    expect(await occasions()).toEqual(['p-anna rule:test:2026 planned']);
  });

  test('a holiday’s greeting goes to its audience, in pages, and on a day of summer time once', async () => {
    const { person, plan, occasions } = await world(await newStorage(), '{ holiday: mid-autumn }', 'expires: 10h\n');
    for (const name of ['anna', 'ben', 'cleo']) await person(name, {}, name === 'cleo' ? 'Europe/Berlin' : undefined);
    await plan(at('2026-09-25T10:00'));
    expect(await occasions()).toEqual(['p-anna rule:test:2026-09-25 planned', 'p-ben rule:test:2026-09-25 planned']);
    await plan(at('2026-09-25T10:00', 'Europe/Berlin'));
    expect(await occasions()).toHaveLength(3);
    await plan(at('2026-09-26T10:00'));
    expect(await occasions()).toHaveLength(3);
  });

  test('membership is greeted each year, with the years, and not in the first', async () => {
    const { person, plan, letGo, occasions, shop } = await world(await newStorage(), '{ anniversary: {} }');
    await person('anna', { memberSince: '2024-02-29' });
    await person('newcomer', { memberSince: '2026-02-28' });
    await plan(at('2026-02-28T10:00'));
    expect(await occasions()).toEqual(['p-anna rule:test:2026 planned']);
    expect(await letGo(at('2026-02-28T10:00'))).toBe(1);
    const row = await shop.storage.db.selectFrom('outbox').select('reply').executeTakeFirstOrThrow();
    expect(row.reply).toContain('Dear anna');
  });

  test('years of membership are those of the day itself, also when it is greeted before the New Year', async () => {
    const text = '{ zh-CN: "{years}", en: "{years} years" }';
    const storage = await newStorage();
    const { person, plan, letGo } = await world(storage, '{ anniversary: { days_before: 5 } }', '', text);
    await person('anna', { memberSince: '2024-01-03' });
    const now = at('2026-12-29T10:00');
    await plan(now);
    expect(await letGo(now)).toBe(1);
    const row = await storage.db.selectFrom('outbox').select('reply').executeTakeFirstOrThrow();
    expect(row.reply).toContain('3 years');
  });

  test('a delivered order is asked about the day after, each order once', async () => {
    const { person, plan, occasions, shop } = await world(await newStorage(), '{ delivered: { days: 1 } }');
    const anna = await person('anna', {});
    await order(shop.storage, 'A1', anna, at('2026-11-20T23:30'));
    await order(shop.storage, 'A2', anna, at('2026-11-21T00:30'));
    await plan(at('2026-11-21T10:00'));
    expect(await occasions()).toEqual(['p-anna rule:test:order:A1 planned']);
    await plan(at('2026-11-22T10:00'));
    expect(await occasions()).toEqual(['p-anna rule:test:order:A1 planned', 'p-anna rule:test:order:A2 planned']);
  });

  test('a visit in a range of days has one day for each order, and only work days', async () => {
    const { person, plan, occasions, shop } = await world(
      await newStorage(),
      '{ delivered: { days: { from: 3, to: 7 } } }',
      'only: work-days\n',
    );
    const anna = await person('anna', {});
    for (let each = 0; each < 12; each += 1) await order(shop.storage, `A${each}`, anna, at('2026-11-18T12:00') + each);
    const found: number[] = [];
    for (let day = 18; day <= 30; day += 1) {
      await plan(at(`2026-11-${day}T10:00`));
      found.push((await occasions()).length);
    }
    expect(found.at(-1)).toBe(12);
    expect(found[2]).toBe(0); // 20 November: the second day
    expect(found[3]).toBe(0); // 21 November is a Saturday
    expect(found[4]).toBe(0); // Sunday
    expect(found[5]).toBeGreaterThan(0); // Monday takes what fell on the weekend
  });

  test('48 hours after a case they are asked, in the hour after that, and a process that was away makes up for it', async () => {
    const { person, plan, occasions, shop } = await world(
      await newStorage(),
      '{ case_resolved: { hours: 48 } }',
      'expires: 24h\n',
    );
    const anna = await person('anna', {});
    const resolved = at('2026-11-20T14:20');
    await shop.storage.transact((tx) => tx.insertInto('cases').values(caseRow(anna, resolved)).execute());
    await plan(resolved + 48 * HOUR);
    expect(await occasions()).toEqual([]);
    await plan(resolved + 52 * HOUR);
    expect(await occasions()).toEqual(['p-anna rule:test:case:k1 planned']);
  });

  test('whoever was silent for 90 days is written to once, whatever the day they are found', async () => {
    const { person, plan, occasions, shop } = await world(await newStorage(), '{ dormant: { days: 90 } }');
    const anna = await person('anna', {});
    const last = at('2026-08-24T12:00');
    await order(shop.storage, 'A1', anna, last + 3 * DAY);
    await shop.storage.transact((tx) =>
      tx
        .updateTable('conversations')
        .set({ last_message_at: last - 9 * DAY })
        .where('customer_id', '=', anna)
        .execute(),
    );
    for (const day of [20, 21, 22, 23, 24]) await plan(at(`2026-11-${day}T10:00`));
    expect(await occasions()).toEqual([`p-anna rule:test:since:${last} planned`]);
  });

  test('a tag that somebody was given leads to its message, and the rule’s own cap holds', async () => {
    const { person, plan, occasions, shop } = await world(
      await newStorage(),
      '{ tagged: suggestion-taken, days: 1 }',
      'caps: { messages: 1, per: 30d }\n',
    );
    const anna = await person('anna', {});
    const tag = (now: number, on: boolean) =>
      shop.storage.transact((tx) => setTag(tx, anna, 'suggestion-taken', on, 'agent:a', now));
    await tag(at('2026-11-20T12:00'), true);
    await plan(at('2026-11-21T10:00'));
    await tag(at('2026-11-22T12:00'), false);
    await tag(at('2026-11-22T12:00'), true);
    await plan(at('2026-11-23T10:00'));
    expect((await occasions()).map((each) => each.replace(/tagged:\d+/, 'tagged'))).toEqual([
      'p-anna rule:test:tagged planned',
      'p-anna rule:test:tagged refused rule-cap',
    ]);
  });

  test('a rule that was switched off in the meantime sends nothing more', async () => {
    const { person, plan, letGo, occasions, library } = await world(await newStorage(), '{ birthday: {} }');
    await person('anna', { birthday: '1990-11-22' });
    await plan(at('2026-11-22T10:00'));
    const rule = library.rule('test');
    if (rule) rule.enabled = false;
    expect(await letGo(at('2026-11-22T10:01'))).toBe(0);
    expect(await occasions()).toEqual(['p-anna rule:test:2026 refused rule-gone']);
  });
});

function caseRow(customer: CustomerId, resolvedAt: number) {
  return {
    id: 'k1',
    conversation_id: 'c-anna',
    customer_id: customer,
    state: 'resolved' as const,
    reasons: '[]',
    priority: 0,
    tier: 'new',
    mood_score: 0,
    mood_level: 'calm',
    fast_lane: 0,
    callback: 0,
    locale: 'en',
    channel: 'test',
    summary: '',
    opened_at: resolvedAt - HOUR,
    queued_at: resolvedAt - HOUR,
    first_state: 0,
    next_state: 0,
    resolution_state: 0,
    resolved_at: resolvedAt,
  };
}
