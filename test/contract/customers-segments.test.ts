import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressKey, CustomerId, type Locale } from '../../src/core/index.ts';
import {
  countSegment,
  exportCustomers,
  importCustomers,
  isInSegment,
  joinCustomers,
  profileOf,
  readCustomersCsv,
  readSegment,
  refreshFigures,
  type Segment,
  setConsent,
  setProfile,
  setTag,
  setTier,
  streamSegment,
  tagsOf,
  tierOf,
  undoJoin,
} from '../../src/customers/index.ts';
import { mark, remark } from '../../src/customers/marks.ts';
import type { Storage } from '../../src/storage/index.ts';
import { addressOf } from '../support/conversations.ts';
import { describeStorages } from '../support/storage.ts';

const DAY = 86_400_000;
/** 23:30 on 26 February 2026 in Shanghai, still the 26th in UTC; 2026 is no leap year. */
const NOW = Temporal.Instant.from('2026-02-26T15:30:00Z').epochMilliseconds;
const MOMENT = { now: NOW, timeZone: 'Asia/Shanghai' };

interface Sample {
  id: string;
  tier?: string;
  tags?: readonly string[];
  orders?: number;
  spent?: number;
  lastOrderDays?: number;
  activeDays?: number;
  knownDays?: number;
  birthday?: string;
  memberSince?: string;
  locale?: Locale;
  channel?: string;
  unreachable?: boolean;
  care?: boolean;
  ordersConsent?: boolean;
}

const PEOPLE: readonly Sample[] = [
  { id: 'anna', tier: 'core', tags: ['nordic', 'pets'], orders: 5, spent: 900_000, lastOrderDays: 10, care: true },
  { id: 'ben', tier: 'potential', tags: ['retro'], orders: 2, spent: 100_000, lastOrderDays: 120, care: false },
  { id: 'cleo', tier: 'dormant', orders: 1, spent: 5_000, lastOrderDays: 90, birthday: '1990-02-28', care: true },
  { id: 'dora', birthday: '--02-29', knownDays: 3, locale: 'zh-CN', channel: 'web', ordersConsent: false },
  { id: 'emil', birthday: '1980-05-31', activeDays: 400, knownDays: 500, memberSince: '2026-02-26', unreachable: true },
];

function segmentOf(value: unknown): Segment {
  const read = readSegment(value);
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  return read.segment;
}

async function populate(storage: Storage, people: readonly Sample[]): Promise<void> {
  await storage.transact(async (tx) => {
    for (const each of people) {
      const id = CustomerId.parse(each.id);
      await tx
        .insertInto('customers')
        .values({
          id,
          name: each.id,
          locale: each.locale ?? 'en',
          created_at: NOW - (each.knownDays ?? 100) * DAY,
          order_count: each.orders ?? 0,
          spent: each.spent ?? 0,
          last_order_at: each.lastOrderDays === undefined ? null : NOW - each.lastOrderDays * DAY,
          last_active_at: NOW - (each.activeDays ?? 1) * DAY,
        })
        .execute();
      const address = { ...addressOf(each.id), channel: each.channel ?? 'telegram' };
      await tx
        .insertInto('conversations')
        .values({
          id: `talk-${id}`,
          customer_id: id,
          ...address,
          address_key: addressKey(addressOf(each.id)),
          locale: 'en',
          owner_kind: 'bot',
          epoch: 0,
          fence: 0,
          revision: 0,
          memory: '{}',
          unreachable_since: each.unreachable ? NOW : null,
          created_at: NOW,
          last_message_at: NOW,
        })
        .execute();
      if (each.tier) await setTier(tx, id, each.tier, 'rule', NOW);
      await setProfile(tx, id, { birthday: each.birthday ?? null, memberSince: each.memberSince ?? null });
      for (const tag of each.tags ?? []) await setTag(tx, id, tag, true, 'rule', NOW);
      if (each.care !== undefined) await setConsent(tx, id, 'care', each.care, { source: 'chat', at: NOW });
      if (each.ordersConsent !== undefined)
        await setConsent(tx, id, 'orders', each.ordersConsent, { source: 'chat', at: NOW });
      await remark(tx, [id]);
    }
  });
}

async function membersOf(storage: Storage, segment: Segment): Promise<string[]> {
  const found: string[] = [];
  for await (const part of streamSegment(storage, segment, MOMENT)) found.push(...part);
  return found;
}

const ALL = PEOPLE.map((each) => each.id);

/** Every condition with who is meant. */
const CASES: readonly [unknown, readonly string[]][] = [
  [{ everybody: true }, ALL],
  [{ tier: 'core' }, ['anna']],
  [{ tier: ['core', 'dormant'] }, ['anna', 'cleo']],
  [{ not: { tier: 'core' } }, ['ben', 'cleo', 'dora', 'emil']],
  [{ tag: 'nordic' }, ['anna']],
  [{ tag: ['nordic', 'retro'] }, ['anna', 'ben']],
  [{ not: { tag: ['nordic', 'retro'] } }, ['cleo', 'dora', 'emil']],
  [{ orders: { at_least: 2 } }, ['anna', 'ben']],
  [{ orders: { at_least: 1, at_most: 2 } }, ['ben', 'cleo']],
  [{ spent: { at_least: 100_000 } }, ['anna', 'ben']],
  [{ last_order: { within_days: 90 } }, ['anna', 'cleo']],
  [{ last_order: { older_than_days: 90 } }, ['ben']],
  [{ last_order: { older_than_days: 5, within_days: 100 } }, ['anna', 'cleo']],
  [{ last_order: { never: true } }, ['dora', 'emil']],
  [{ not: { last_order: { older_than_days: 90 } } }, ['anna', 'cleo', 'dora', 'emil']],
  [{ first_order: { never: false } }, []],
  [{ active: { older_than_days: 300 } }, ['emil']],
  [{ known: { within_days: 7 } }, ['dora']],
  [{ member_since: { within_days: 0 } }, ['emil']],
  [{ member_since: { older_than_days: 0 } }, []],
  [{ member_since: { never: true } }, ['anna', 'ben', 'cleo', 'dora']],
  [{ birthday: { in_days: 1 } }, []],
  [{ birthday: { in_days: 2 } }, ['cleo', 'dora']],
  [{ birthday: { month: 5 } }, ['emil']],
  [{ not: { birthday: { month: 5 } } }, ['anna', 'ben', 'cleo', 'dora']],
  [{ locale: 'zh-CN' }, ['dora']],
  [{ time_zone: 'Asia/Shanghai' }, []],
  [{ channel: 'web' }, ['dora']],
  [{ reachable: true }, ['anna', 'ben', 'cleo', 'dora']],
  [{ reachable: false }, ['emil']],
  [{ consent: 'care' }, ['anna', 'cleo']],
  [{ consent: 'orders' }, ['anna', 'ben', 'cleo', 'emil']],
  [{ all: [{ consent: 'care' }, { not: { tag: 'pets' } }] }, ['cleo']],
  [{ any: [{ tag: 'retro' }, { all: [{ locale: 'zh-CN' }, { known: { within_days: 5 } }] }] }, ['ben', 'dora']],
];

describeStorages('segments', (newStorage) => {
  test('each condition means who it says, counted, streamed and asked one by one', async () => {
    const storage = await newStorage();
    await populate(storage, PEOPLE);
    for (const [value, expected] of CASES) {
      const segment = segmentOf(value);
      const name = JSON.stringify(value);
      expect(await membersOf(storage, segment), name).toEqual(expected);
      expect(await countSegment(storage, segment, MOMENT), name).toBe(expected.length);
      for (const id of ALL)
        expect(await isInSegment(storage, segment, CustomerId.parse(id), MOMENT), `${id}: ${name}`).toBe(
          expected.includes(id),
        );
    }
  });

  test('in a leap year people of 29 February are greeted on their day only', async () => {
    const storage = await newStorage();
    await populate(storage, PEOPLE);
    const now = Temporal.Instant.from('2028-02-28T04:00:00Z').epochMilliseconds;
    const count = (days: number) =>
      countSegment(storage, segmentOf({ birthday: { in_days: days } }), { ...MOMENT, now });
    expect(await count(0)).toBe(1);
    expect(await count(1)).toBe(2);
  });

  test('tags, consents, channels and reachability are asked as they are now, after a join and its undoing too', async () => {
    const storage = await newStorage();
    await populate(storage, PEOPLE);
    const [anna, dora] = [CustomerId.parse('anna'), CustomerId.parse('dora')];
    const web = segmentOf({ all: [{ channel: 'web' }, { tag: 'nordic' }] });
    expect(await membersOf(storage, web)).toEqual([]);
    const join = { from: dora, into: anna, reason: 'agent', source: 'agent:x', at: NOW } as const;
    const joined = await storage.transact((tx) => joinCustomers(tx, join));
    expect(await membersOf(storage, web)).toEqual(['anna']);
    if (joined.kind === 'joined') await storage.transact((tx) => undoJoin(tx, joined.id, NOW));
    expect(await membersOf(storage, web)).toEqual([]);
    await storage.transact((tx) => setTag(tx, dora, 'nordic', true, 'rule', NOW));
    expect(await membersOf(storage, web)).toEqual(['dora']);
    await storage.transact((tx) =>
      tx.updateTable('conversations').set({ unreachable_since: NOW }).where('customer_id', '=', 'dora').execute(),
    );
    await refreshFigures(storage, NOW);
    expect(await isInSegment(storage, segmentOf({ reachable: true }), dora, MOMENT)).toBe(false);
  });

  test('rooms, joined identities and people who were forgotten are in no segment', async () => {
    const storage = await newStorage();
    await populate(storage, PEOPLE);
    await storage.transact(async (tx) => {
      await tx.updateTable('conversations').set({ is_group: 1 }).where('customer_id', '=', 'dora').execute();
      await tx.updateTable('customers').set({ erased_at: NOW }).where('id', '=', 'emil').execute();
      await remark(tx, ['dora', 'emil']);
      await joinCustomers(tx, {
        from: CustomerId.parse('ben'),
        into: CustomerId.parse('anna'),
        reason: 'agent',
        source: 'agent:x',
        at: NOW,
      });
    });
    expect(await membersOf(storage, segmentOf({ everybody: true }))).toEqual(['anna', 'cleo']);
    expect(await countSegment(storage, segmentOf({ everybody: true }), MOMENT)).toBe(2);
  });

  test('a stream and a count go over many pages without missing or doubling anybody, also where one was cut', async () => {
    const storage = await newStorage();
    const ids = Array.from({ length: 12_345 }, (_, index) => `c${String(index).padStart(6, '0')}`);
    await storage.transact(async (tx) => {
      for (let start = 0; start < ids.length; start += 1_000)
        await tx
          .insertInto('customers')
          .values(
            ids.slice(start, start + 1_000).map((id, index) => ({
              id,
              name: null,
              locale: index % 2 === 0 ? 'en' : 'zh-CN',
              created_at: NOW,
              marks: mark.person,
            })),
          )
          .execute();
    });
    expect(await membersOf(storage, segmentOf({ everybody: true }))).toEqual(ids);
    const odd = await membersOf(storage, segmentOf({ locale: 'zh-CN' }));
    expect(odd).toEqual(ids.filter((_, index) => index % 2 === 1));
    expect(await countSegment(storage, segmentOf({ locale: 'zh-CN' }), MOMENT)).toBe(odd.length);
    const rest: string[] = [];
    for await (const part of streamSegment(storage, segmentOf({ locale: 'zh-CN' }), MOMENT, odd[4_000]))
      rest.push(...part);
    expect(rest).toEqual(odd.slice(4_001));
  });

  test('not, all and any obey logic whatever is inside', async () => {
    const storage = await newStorage();
    await populate(storage, PEOPLE);
    const leaf = fc.constantFrom(...CASES.map(([value]) => segmentOf(value)));
    await fc.assert(
      fc.asyncProperty(leaf, leaf, async (left, right) => {
        const both = await membersOf(storage, { all: [left, right] });
        const either = await membersOf(storage, { any: [left, right] });
        const neither = await membersOf(storage, { all: [{ not: left }, { not: right }] });
        expect([...either, ...neither].sort()).toEqual([...ALL].sort());
        const lefts = await membersOf(storage, left);
        const rights = await membersOf(storage, right);
        expect(both).toEqual(lefts.filter((id) => rights.includes(id)));
        expect(await countSegment(storage, { not: left }, MOMENT)).toBe(ALL.length - lefts.length);
      }),
      { numRuns: 20 },
    );
  });
});

describeStorages('customers as a file', (newStorage) => {
  const SAID = { source: 'import', at: NOW };
  const FILE =
    'external_id,name,phone,birthday,tier,tags,consent_care\nS1,张三,13800135678,1990-02-28,gold,vip;有宠物,yes\nS2,Ben,,,,,no\n';

  async function bring(storage: Storage, text: string) {
    const read = readCustomersCsv(text);
    expect(read.problems).toEqual([]);
    return importCustomers(storage, read.rows, SAID);
  }

  async function exported(storage: Storage): Promise<string> {
    let text = '';
    for await (const part of exportCustomers(storage, segmentOf({ everybody: true }), MOMENT)) text += part;
    return text;
  }

  async function idOf(storage: Storage, externalId: string): Promise<CustomerId> {
    const row = await storage.db
      .selectFrom('customers')
      .select('id')
      .where('external_id', '=', externalId)
      .executeTakeFirstOrThrow();
    return CustomerId.parse(row.id);
  }

  test('people come in with tier, tags and consent, and the same file again makes nobody new', async () => {
    const storage = await newStorage();
    expect(await bring(storage, FILE)).toEqual({ created: 2, updated: 0, problems: [] });
    expect(await bring(storage, FILE)).toEqual({ created: 0, updated: 2, problems: [] });
    const first = await idOf(storage, 'S1');
    expect(await profileOf(storage.db, first)).toMatchObject({ name: '张三', phone: '+8613800135678', tier: 'gold' });
    expect((await tagsOf(storage.db, first)).map((tag) => [tag.tag, tag.source])).toEqual([
      ['vip', 'import'],
      ['有宠物', 'import'],
    ]);
    const said = await storage.db.selectFrom('consent_events').selectAll().execute();
    expect(said).toHaveLength(2);
  });

  test('what a file leaves empty stays', async () => {
    const storage = await newStorage();
    await bring(storage, FILE);
    await bring(storage, 'external_id,name,tier\nS1,,\n');
    expect(await profileOf(storage.db, await idOf(storage, 'S1'))).toMatchObject({ name: '张三', tier: 'gold' });
  });

  test('a row that names two people is reported and changes neither', async () => {
    const storage = await newStorage();
    await bring(storage, FILE);
    const read = readCustomersCsv('external_id,phone,name\nS2,13800135678,Nobody\n');
    const report = await importCustomers(storage, read.rows, SAID);
    expect(report).toEqual({
      created: 0,
      updated: 0,
      problems: [{ line: 2, message: expect.stringContaining('two different customers') }],
    });
    expect(await profileOf(storage.db, await idOf(storage, 'S2'))).toMatchObject({ name: 'Ben', phone: null });
  });

  test('an unknown id is reported, and an identity that was joined is found by its old number', async () => {
    const storage = await newStorage();
    await bring(storage, FILE);
    const [first, second] = [await idOf(storage, 'S1'), await idOf(storage, 'S2')];
    await storage.transact((tx) =>
      joinCustomers(tx, { from: second, into: first, reason: 'agent', source: 'agent:x', at: NOW }),
    );
    const read = readCustomersCsv('id,external_id,name\nnobody,,X\n,S2,Joined\n');
    const report = await importCustomers(storage, read.rows, SAID);
    expect(report).toMatchObject({ updated: 1, problems: [{ line: 2 }] });
    expect(await profileOf(storage.db, first)).toMatchObject({ name: 'Joined', externalId: 'S1' });
  });

  test('an export holds no formula, and brought back it changes nothing', async () => {
    const storage = await newStorage();
    await bring(storage, FILE);
    const evil = await idOf(storage, 'S2');
    await storage.transact(async (tx) => {
      await setProfile(tx, evil, { name: '=HYPERLINK("http://x","y")', birthday: '--02-29' });
      await setTier(tx, evil, 'potential', 'rule', NOW);
    });
    const text = await exported(storage);
    expect(text.startsWith('\uFEFF')).toBe(true);
    expect(text).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
    expect(text).toContain("'+8613800135678");
    expect(await bring(storage, text)).toEqual({ created: 0, updated: 2, problems: [] });
    expect(await exported(storage)).toBe(text);
    expect(await profileOf(storage.db, evil)).toMatchObject({
      name: '=HYPERLINK("http://x","y")',
      birthday: '--02-29',
    });
    expect(await tierOf(storage.db, evil)).toMatchObject({ source: 'rule' });
  });
});
