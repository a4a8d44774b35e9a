import { expect, test } from 'vitest';
import { createSayFirst } from '../../src/bot/outbox/first-words.ts';
import { createCampaignDesk } from '../../src/care/campaigns/campaign-desk.ts';
import type { CampaignContent } from '../../src/care/campaigns/content.ts';
import { noteVisit } from '../../src/care/campaigns/note-visit.ts';
import { type CampaignRunParts, runCampaigns } from '../../src/care/campaigns/run-campaigns.ts';
import { createGate } from '../../src/care/index.ts';
import { addressKey } from '../../src/core/index.ts';
import { noteGroup, setGroupTag } from '../../src/customers/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { careShop, DAY, HOUR, NOON } from '../support/care.ts';
import { standingClock } from '../support/clock.ts';
import { addressOf } from '../support/conversations.ts';
import { describeStorages } from '../support/storage.ts';

const ANNA = { actor: 'anna', now: NOON };
const BEN = { actor: 'ben', now: NOON };

const CONTENT: CampaignContent = {
  target: { kind: 'people', audience: { tier: 'gold' }, everyone: false },
  topic: 'care',
  channels: [],
  variants: [{ name: 'a', weight: 1, text: { 'zh-CN': '{name|您好}，{shop}', en: 'Dear {name|customer}, {shop}' } }],
  buttons: [],
  holdout: 0,
  goal: null,
  life: 2 * DAY,
  perMinute: 60_000,
  canary: true,
};

function world(storage: Storage, proactive: Parameters<typeof careShop>[1] = { kind: 'free' }) {
  const shop = careShop(storage, proactive);
  const abilitiesOf = () => ({ proactive });
  const gate = createGate({ abilitiesOf, timeZone: 'Asia/Shanghai' });
  const parts: CampaignRunParts = {
    storage,
    gate,
    abilitiesOf,
    timeZone: 'Asia/Shanghai',
    clock: standingClock(NOON),
    sayFirst: createSayFirst([]),
    speech: {
      shopName: () => 'Warmhome',
      words: () => ({ footer: { 'zh-CN': '退订', en: 'stop' }, tiers: {} }),
      timeZone: 'Asia/Shanghai',
    },
    changed: async () => {},
    flows: () => [{ id: 'csat', title: { 'zh-CN': '评价', en: 'Rating' } }],
  };
  const desk = createCampaignDesk(parts);
  return {
    shop,
    desk,
    parts,
    /** Many customers at once, `c0000` …; each is gold and has agreed, unless said otherwise. */
    async people(count: number, change: { tier?: string; consent?: boolean } = {}) {
      const names = Array.from({ length: count }, (_, index) => `c${String(index).padStart(4, '0')}`);
      await insertPeople(storage, names, change);
      return names;
    },
    /** A campaign that was confirmed and begins at noon. */
    async started(content: Partial<CampaignContent> = {}) {
      const { id } = await desk.create('Test', { ...CONTENT, ...content }, ANNA);
      const submitted = await desk.submit(id, ANNA);
      if (submitted.kind !== 'done') throw new Error(JSON.stringify(submitted));
      if (submitted.campaign.state === 'submitted') await desk.decide(id, true, 1, BEN);
      const { count } = await counted(desk, { ...CONTENT, ...content });
      const scheduled = await desk.schedule(id, count, NOON, ANNA);
      if (scheduled.kind !== 'done') throw new Error(JSON.stringify(scheduled));
      return id;
    },
    /** Rounds of the runner, with a platform that takes everything, until nothing moves or `rounds` are over. */
    async rounds(rounds: number, from = NOON) {
      for (let round = 0; round < rounds; round += 1) {
        const now = from + round * 1_000;
        await runCampaigns(parts, now);
        for (let names = await shop.claim(now); names.length > 0; names = await shop.claim(now))
          for (const name of names) await shop.finish(name, { kind: 'sent', platformId: name }, now);
      }
    },
    async statuses(id: string) {
      const rows = await storage.db
        .selectFrom('care_ledger')
        .select(['status', 'why', (row) => row.fn.countAll<number>().as('count')])
        .where('source', '=', `campaign:${id}`)
        .groupBy(['status', 'why'])
        .execute();
      return Object.fromEntries(
        rows.map((row) => [[row.status, row.why].filter(Boolean).join(' '), Number(row.count)]),
      );
    },
    async state(id: string) {
      const row = await storage.db
        .selectFrom('care_campaigns')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return [row.state, row.state_reason].filter(Boolean).join(' ');
    },
  };
}

async function counted(
  desk: ReturnType<typeof createCampaignDesk>,
  content: CampaignContent,
): Promise<{ count: number }> {
  const checked = await desk.check(content, NOON);
  if (checked.kind !== 'fine') throw new Error(JSON.stringify(checked));
  return checked;
}

async function insertPeople(
  storage: Storage,
  names: readonly string[],
  { tier = 'gold', consent = true }: { tier?: string; consent?: boolean },
) {
  for (let at = 0; at < names.length; at += 500) {
    const slice = names.slice(at, at + 500);
    await storage.transact(async (tx) => {
      await tx
        .insertInto('customers')
        .values(
          slice.map((name) => ({
            id: `p-${name}`,
            name,
            tier,
            locale: 'en',
            created_at: NOON - 30 * DAY,
            marks: `|p|a:test|${consent ? 'c:care+|' : ''}r|`,
          })),
        )
        .execute();
      await tx
        .insertInto('conversations')
        .values(
          slice.map((name) => ({
            id: `c-${name}`,
            customer_id: `p-${name}`,
            ...addressOf(name),
            address_key: addressKey(addressOf(name)),
            locale: 'en',
            owner_kind: 'bot' as const,
            epoch: 0,
            fence: 1,
            revision: 0,
            memory: '{}',
            created_at: NOON - 30 * DAY,
            last_message_at: NOON - 2 * DAY,
          })),
        )
        .execute();
      if (consent)
        await tx
          .insertInto('customer_consents')
          .values(
            slice.map((name) => ({
              customer_id: `p-${name}`,
              topic: 'care',
              granted: 1,
              source: 'test',
              at: NOON - DAY,
            })),
          )
          .execute();
    });
  }
}

describeStorages('campaigns', (newStorage) => {
  test('are refused with the reason before the first send', async () => {
    const { desk, people, shop } = world(await newStorage());
    await people(3);
    await insertPeople(shop.storage, ['other'], { tier: 'silver' });
    const check = (change: Partial<CampaignContent>) => desk.check({ ...CONTENT, ...change }, NOON);
    expect(await check({})).toMatchObject({ kind: 'fine', count: 3 });
    expect(await check({ target: { kind: 'people', audience: { tier: 'core' }, everyone: false } })).toEqual({
      kind: 'empty-audience',
    });
    expect(await check({ target: { kind: 'people', audience: { everybody: true }, everyone: false } })).toMatchObject({
      kind: 'problems',
    });
    // Not by its form, but in fact: all customers there are.
    const all = { kind: 'people' as const, audience: { not: { tier: 'core' } }, everyone: false };
    expect(await check({ target: all })).toEqual({ kind: 'everybody' });
    expect(await check({ target: { ...all, everyone: true } })).toMatchObject({ kind: 'fine', count: 4 });
    const wrong = { name: 'a', weight: 1, text: { 'zh-CN': '{nmae}', en: 'Dear {name}' } };
    expect(await check({ variants: [wrong] })).toMatchObject({
      kind: 'problems',
      problems: [{ at: 'variants.0.text.zh-CN' }, { at: 'variants.0.text.en' }],
    });
    expect(await check({ topic: 'orders' })).toMatchObject({ kind: 'problems' });
    const button = { flow: 'nothing', label: { 'zh-CN': '开始', en: 'Begin' } };
    expect(await check({ buttons: [button] })).toEqual({
      kind: 'problems',
      problems: [{ at: 'buttons.0.flow', message: 'there is no dialogue “nothing”' }],
    });
    expect(await check({ buttons: [{ ...button, flow: 'csat' }] })).toMatchObject({ kind: 'fine' });
    expect(await check({ target: { kind: 'people', audience: { teir: 'gold' }, everyone: false } })).toMatchObject({
      problems: [{ at: 'target.audience.teir' }],
    });
  });

  test('need the exact number, typed; and the number is counted anew', async () => {
    const { desk, people, shop } = world(await newStorage());
    await people(3);
    await insertPeople(shop.storage, ['other'], { tier: 'silver' });
    const { id } = await desk.create('Test', CONTENT, ANNA);
    expect(await desk.schedule(id, 3, NOON, ANNA)).toEqual({ kind: 'wrong-state', state: 'draft' });
    await desk.submit(id, ANNA);
    expect(await desk.schedule(id, 2, NOON, ANNA)).toEqual({ kind: 'wrong-number', count: 3 });
    expect(await desk.schedule(id, 3, NOON - HOUR, ANNA)).toEqual({ kind: 'in-the-past' });
    expect(await desk.schedule(id, 3, NOON, ANNA)).toMatchObject({ kind: 'done', campaign: { state: 'scheduled' } });
  });

  test('above 500 need a second person, and an edit takes the approval back', async () => {
    const { desk, people, shop } = world(await newStorage());
    await people(501);
    await insertPeople(shop.storage, ['other'], { tier: 'silver' });
    const { id } = await desk.create('Test', CONTENT, ANNA);
    expect(await desk.submit(id, ANNA)).toMatchObject({ campaign: { state: 'submitted' } });
    expect(await desk.schedule(id, 501, NOON, ANNA)).toEqual({ kind: 'wrong-state', state: 'submitted' });
    expect(await desk.decide(id, true, 1, ANNA)).toEqual({ kind: 'own-campaign' });
    expect(await desk.decide(id, true, 1, BEN)).toMatchObject({ campaign: { state: 'approved', approvedBy: 'ben' } });
    await desk.edit(id, 'Test', { ...CONTENT, perMinute: 10 }, ANNA);
    expect(await desk.decide(id, true, 1, BEN)).toMatchObject({ kind: 'wrong-state' });
    await desk.submit(id, ANNA);
    expect(await desk.decide(id, false, 2, BEN)).toMatchObject({
      campaign: { state: 'draft', stateReason: 'sent-back' },
    });
  });

  test('that were small when they were written and have grown past 500 need the second person too', async () => {
    const { desk, people, shop } = world(await newStorage());
    await people(3);
    await insertPeople(shop.storage, ['other'], { tier: 'silver' });
    const { id } = await desk.create('Test', CONTENT, ANNA);
    await desk.submit(id, ANNA);
    await insertPeople(
      shop.storage,
      Array.from({ length: 500 }, (_, index) => `n${index}`),
      {},
    );
    expect(await desk.schedule(id, 503, NOON, ANNA)).toEqual({ kind: 'needs-approval', count: 503 });
  });

  test('go back to the writer when the audience has become another one by the start', async () => {
    const { started, people, shop, rounds, state, statuses } = world(await newStorage());
    await people(20);
    await insertPeople(shop.storage, ['other'], { tier: 'silver' });
    const id = await started();
    await insertPeople(
      shop.storage,
      Array.from({ length: 30 }, (_, index) => `n${index}`),
      {},
    );
    await rounds(2);
    expect(await state(id)).toBe('draft audience-grew');
    expect(await statuses(id)).toEqual({});
  });

  test('send one in a hundred first, wait for a person, then the rest: one row for each', async () => {
    const { desk, started, people, shop, rounds, state, statuses } = world(await newStorage());
    await people(230);
    await insertPeople(shop.storage, ['other'], { tier: 'silver' });
    const id = await started();
    await rounds(8);
    expect(await state(id)).toBe('paused canary-done');
    expect(await statuses(id)).toEqual({ sent: 3, planned: 227 });
    expect(await desk.resume(id, { actor: 'ben', now: NOON + 10_000 })).toMatchObject({ kind: 'done' });
    await rounds(8, NOON + 10_000);
    expect(await statuses(id)).toEqual({ sent: 230 });
    expect(await state(id)).toBe('done canary-seen');
    const said = await shop.storage.db
      .selectFrom('messages')
      .select('content')
      .where('conversation_id', '=', 'c-c0007')
      .execute();
    expect(said).toHaveLength(1);
    expect(said[0]?.content).toContain('Dear c0007, Warmhome');
    expect(said[0]?.content).toContain('_stop_');
  });

  test('send one canary, also where two processes look at once', async () => {
    const { started, people, parts, shop, rounds, statuses } = world(await newStorage());
    await people(230);
    await insertPeople(shop.storage, ['other'], { tier: 'silver' });
    const id = await started();
    await rounds(2); // begins and plans
    for (const second of [2, 3, 4]) {
      const now = NOON + second * 1_000;
      await Promise.all([runCampaigns(parts, now), runCampaigns(parts, now)]);
    }
    expect(await statuses(id)).toEqual({ queued: 3, planned: 227 });
  });

  test('keep to their throttle', async () => {
    const { started, people, rounds, statuses, shop } = world(await newStorage());
    await people(60);
    await insertPeople(shop.storage, ['other'], { tier: 'silver' });
    const id = await started({ perMinute: 300 });
    await rounds(2); // begins and plans
    await rounds(4, NOON + 2_000);
    expect((await statuses(id))['sent']).toBe(20);
  });

  test('are paused and stopped for what is queued already, and go on where they were', async () => {
    const { desk, started, people, shop, parts, rounds, state, statuses } = world(await newStorage());
    await people(50);
    await insertPeople(shop.storage, ['other'], { tier: 'silver' });
    const id = await started();
    for (const second of [0, 1, 2]) await runCampaigns(parts, NOON + second * 1_000);
    expect(await statuses(id)).toEqual({ queued: 50 });
    expect(await desk.pause(id, { actor: 'anna', now: NOON + 3_000 })).toMatchObject({ kind: 'done' });
    expect(await shop.claim(NOON + 3_001)).toEqual([]);
    expect(await state(id)).toBe('paused canary-seen');
    await desk.resume(id, { actor: 'anna', now: NOON + 4_000 });
    expect((await shop.claim(NOON + 4_001)).length).toBeGreaterThan(0);
    expect(await desk.stop(id, { actor: 'anna', now: NOON + 5_000 })).toMatchObject({ kind: 'done' });
    expect(await shop.claim(NOON + 5_001)).toEqual([]);
    expect(await state(id)).toBe('stopped');
    expect(await desk.resume(id, { actor: 'anna', now: NOON + 6_000 })).toEqual({
      kind: 'wrong-state',
      state: 'stopped',
    });
    await rounds(3, NOON + 7_000);
    const after = await statuses(id);
    expect((after['queued'] ?? 0) + (after['planned'] ?? 0)).toBeLessThanOrEqual(50);
    expect(after['sent']).toBeUndefined();
  });

  test('leave a row with the reason for everybody who gets nothing, the held out ones too', async () => {
    const { started, people, shop, rounds, statuses } = world(await newStorage());
    await people(80);
    await insertPeople(shop.storage, ['silent1', 'silent2'], { consent: false });
    await insertPeople(shop.storage, ['other'], { tier: 'silver' });
    await shop.storage.transact(async (tx) => {
      await tx.deleteFrom('conversations').where('id', '=', 'c-c0001').execute();
    });
    const id = await started({ holdout: 0.25, goal: { kind: 'reply', within: 7 * DAY } });
    await rounds(5);
    const found = await statuses(id);
    expect(found).toMatchObject({ 'refused no-consent': 2, 'refused no-address': 1 });
    expect(found['held-out']).toBeGreaterThan(8);
    expect((found['held-out'] ?? 0) + (found['sent'] ?? 0)).toBe(79);
  });

  test('plan those who have to wait too, and rest after each few people', async () => {
    const { started, people, shop, parts, statuses } = world(await newStorage());
    await people(250);
    await insertPeople(shop.storage, ['other'], { tier: 'silver' });
    await shop.storage.transact((tx) =>
      tx.updateTable('conversations').set({ owner_kind: 'queue' }).where('id', '=', 'c-c0003').execute(),
    );
    const id = await started();
    const rests: number[] = [];
    const clock = { now: () => NOON, sleep: async (ms: number) => void rests.push(ms) };
    await runCampaigns({ ...parts, clock }, NOON);
    await runCampaigns({ ...parts, clock }, NOON + 1);
    expect(await statuses(id)).toEqual({ planned: 250 });
    expect(rests.length).toBe(3);
  });

  test('planned twice at once, and cut off in between, write each person down once', async () => {
    const { started, people, shop, parts, statuses } = world(await newStorage());
    await people(1_200);
    await insertPeople(shop.storage, ['other'], { tier: 'silver' });
    const id = await started();
    await runCampaigns(parts, NOON);
    await Promise.all([runCampaigns(parts, NOON), runCampaigns(parts, NOON)]);
    await Promise.all([runCampaigns(parts, NOON), runCampaigns(parts, NOON)]);
    const found = await statuses(id);
    expect(Object.values(found).reduce((sum, each) => sum + each, 0)).toBe(1_200);
  });

  test('to rooms write into each tagged room, and into no private talk', async () => {
    const { desk, shop, rounds, statuses } = world(await newStorage());
    await insertPeople(shop.storage, ['room1', 'room2', 'person'], { consent: false });
    await shop.storage.transact(async (tx) => {
      await tx.updateTable('conversations').set({ is_group: 1 }).where('id', 'in', ['c-room1', 'c-room2']).execute();
      for (const name of ['room1', 'room2']) await noteGroup(tx, { address: addressOf(name), title: name }, NOON);
      await setGroupTag(tx, addressOf('room1'), 'vip', true, 'test', NOON);
    });
    const content: CampaignContent = { ...CONTENT, target: { kind: 'rooms', tags: ['vip'] } };
    const { id } = await desk.create('Rooms', content, ANNA);
    await desk.submit(id, ANNA);
    expect(await desk.schedule(id, 1, NOON, ANNA)).toMatchObject({ kind: 'done' });
    await rounds(5);
    expect(await statuses(id)).toEqual({ sent: 1 });
    const said = await shop.storage.db.selectFrom('messages').select('conversation_id').execute();
    expect(said).toEqual([{ conversation_id: 'c-room1' }]);
  });

  test('wait for a visit where nothing reaches people in between, and are dropped when nobody comes', async () => {
    const { started, people, shop, parts, rounds, statuses } = world(await newStorage(), { kind: 'visit' });
    await people(2);
    await insertPeople(shop.storage, ['other'], { tier: 'silver' });
    const id = await started();
    await rounds(4);
    expect(await statuses(id)).toEqual({ planned: 2 });
    expect(await noteVisit(shop.storage, addressOf('c0000'), NOON + HOUR)).toBe(1);
    expect(await noteVisit(shop.storage, addressOf('c0000'), NOON + HOUR)).toBe(0);
    await rounds(3, NOON + HOUR);
    expect(await statuses(id)).toEqual({ sent: 1, planned: 1 });
    for (const second of [0, 1, 2]) await runCampaigns(parts, NOON + 2 * DAY + second * 1_000);
    expect(await statuses(id)).toEqual({ sent: 1, 'expired expired': 1 });
  });
});
