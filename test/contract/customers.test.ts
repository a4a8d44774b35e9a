import { expect, test } from 'vitest';
import { CustomerId } from '../../src/core/index.ts';
import {
  consentHistory,
  consentsOf,
  defineTagGroup,
  isTopTier,
  LIFECYCLE_SCHEME,
  mayBeTold,
  profileOf,
  refreshTiers,
  requestErasure,
  setConsent,
  setLocale,
  setProfile,
  setTag,
  setTier,
  storedAbout,
  tagCounts,
  tagsOf,
  tierOf,
  withdrawConsents,
} from '../../src/customers/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { describeStorages } from '../support/storage.ts';

const NOW = 1_795_000_000_000;
const DAY = 86_400_000;
const ANNA = CustomerId.parse('anna');
const BEN = CustomerId.parse('ben');

async function meet(storage: Storage, ...ids: readonly CustomerId[]): Promise<void> {
  await storage.transact((tx) =>
    tx
      .insertInto('customers')
      .values(ids.map((id) => ({ id, name: id, locale: 'en', created_at: NOW - 100 * DAY })))
      .execute(),
  );
}

describeStorages('customers', (newStorage) => {
  test('a tag is kept with its first source, and the same tag again changes nothing', async () => {
    const storage = await newStorage();
    await storage.transact(async (tx) => {
      await setTag(tx, ANNA, 'style-nordic', true, 'flow:home-style', NOW);
      await setTag(tx, ANNA, 'Style-Nordic', true, 'agent:x', NOW + 1);
      await setTag(tx, BEN, '有宠物', true, 'import', NOW);
    });
    expect(await tagsOf(storage.db, ANNA)).toEqual([
      { tag: 'style-nordic', group: null, source: 'flow:home-style', at: NOW },
    ]);
    expect(await tagsOf(storage.db, BEN)).toMatchObject([{ tag: '有宠物' }]);
    await storage.transact((tx) => setTag(tx, ANNA, 'style-nordic', false, 'flow:home-style', NOW + 2));
    expect(await tagsOf(storage.db, ANNA)).toEqual([]);
  });

  test('in an exclusive group the newest tag replaces the others, in an open one they add up', async () => {
    const storage = await newStorage();
    await storage.transact(async (tx) => {
      const title = { 'zh-CN': '风格', en: 'Style' };
      await defineTagGroup(tx, { name: 'style', title, exclusive: true, tags: ['style-nordic', 'style-retro'] });
      await defineTagGroup(tx, { name: 'home', title, exclusive: false, tags: ['has-pets', 'has-garden'] });
      for (const tag of ['style-nordic', 'has-pets', 'has-garden', 'style-retro'])
        await setTag(tx, ANNA, tag, true, 'rule', NOW);
      await setTag(tx, BEN, 'style-nordic', true, 'rule', NOW);
    });
    expect((await tagsOf(storage.db, ANNA)).map((tag) => [tag.tag, tag.group])).toEqual([
      ['has-garden', 'home'],
      ['has-pets', 'home'],
      ['style-retro', 'style'],
    ]);
    expect(await tagCounts(storage.db)).toContainEqual({ tag: 'style-nordic', customers: 1 });
  });

  test('a text of which no tag is left is refused', async () => {
    const storage = await newStorage();
    expect(await storage.transact((tx) => setTag(tx, ANNA, ' =()! ', true, 'flow', NOW))).toBe(false);
    expect(await tagsOf(storage.db, ANNA)).toEqual([]);
  });

  test('the last word of a customer holds, and every earlier one stays in the history', async () => {
    const storage = await newStorage();
    await storage.transact(async (tx) => {
      await setConsent(tx, ANNA, 'care', true, { source: 'flow:care-messages', at: NOW });
      await setConsent(tx, ANNA, 'care', false, { source: 'stop-word', at: NOW + 5 });
    });
    expect(await consentsOf(storage.db, ANNA)).toEqual([
      { topic: 'care', granted: false, source: 'stop-word', at: NOW + 5 },
    ]);
    expect((await consentHistory(storage.db, ANNA)).map((said) => said.granted)).toEqual([true, false]);
  });

  test('nobody hears of care without having agreed; of their own order everybody does until they refuse', async () => {
    const storage = await newStorage();
    expect(await mayBeTold(storage.db, ANNA, 'care')).toBe(false);
    expect(await mayBeTold(storage.db, ANNA, 'orders')).toBe(true);
    await storage.transact(async (tx) => {
      await setConsent(tx, ANNA, 'care', true, { source: 'chat', at: NOW });
      await setConsent(tx, ANNA, 'orders', false, { source: 'chat', at: NOW });
    });
    expect(await mayBeTold(storage.db, ANNA, 'care')).toBe(true);
    expect(await mayBeTold(storage.db, ANNA, 'orders')).toBe(false);
    expect(await mayBeTold(storage.db, BEN, 'care')).toBe(false);
  });

  test('one word stops every topic that needs consent, and order messages only when everything is meant', async () => {
    const storage = await newStorage();
    await storage.transact(async (tx) => {
      await setConsent(tx, ANNA, 'club', true, { source: 'chat', at: NOW });
      await withdrawConsents(tx, ANNA, { source: 'stop-word', at: NOW + 1 });
    });
    for (const topic of ['care', 'offers', 'club']) expect(await mayBeTold(storage.db, ANNA, topic)).toBe(false);
    expect(await mayBeTold(storage.db, ANNA, 'orders')).toBe(true);
    await storage.transact((tx) => withdrawConsents(tx, ANNA, { source: 'stop-word', at: NOW + 2, everything: true }));
    expect(await mayBeTold(storage.db, ANNA, 'orders')).toBe(false);
  });

  test('somebody who asked to be forgotten is not written to any more', async () => {
    const storage = await newStorage();
    await storage.transact(async (tx) => {
      await setConsent(tx, ANNA, 'care', true, { source: 'chat', at: NOW });
      await requestErasure(tx, ANNA, NOW);
      await requestErasure(tx, ANNA, NOW + 1);
    });
    expect(await mayBeTold(storage.db, ANNA, 'care')).toBe(false);
    expect(await mayBeTold(storage.db, ANNA, 'orders')).toBe(false);
  });

  test('a profile keeps what is not named and knows the day of a birthday without its year', async () => {
    const storage = await newStorage();
    await meet(storage, ANNA);
    await storage.transact(async (tx) => {
      await setProfile(tx, ANNA, { birthday: '--02-29', timeZone: 'Asia/Shanghai', memberSince: '2024-06-01' });
      await setProfile(tx, ANNA, { externalId: 'S-17' });
      await setLocale(tx, ANNA, 'zh-CN');
    });
    expect(await profileOf(storage.db, ANNA)).toMatchObject({
      name: 'anna',
      birthday: '--02-29',
      timeZone: 'Asia/Shanghai',
      memberSince: '2024-06-01',
      externalId: 'S-17',
      locale: 'zh-CN',
    });
    const row = await storage.db.selectFrom('customers').select('birth_day').executeTakeFirstOrThrow();
    expect(row.birth_day).toBe('02-29');
  });

  test('rules give tiers, and what a person set stays until it is given back', async () => {
    const storage = await newStorage();
    await meet(storage, ANNA, BEN);
    await storage.transact(async (tx) => {
      await tx
        .updateTable('customers')
        .set({ order_count: 4, spent: 500_000, last_order_at: NOW - 10 * DAY })
        .execute();
      await setTier(tx, BEN, 'new', 'agent:x', NOW);
    });
    expect(await refreshTiers(storage, LIFECYCLE_SCHEME, NOW)).toBe(1);
    expect(await tierOf(storage.db, ANNA)).toEqual({ tier: 'core', source: 'rule', at: NOW });
    expect(await isTopTier(storage.db, ANNA)).toBe(true);
    expect(await tierOf(storage.db, BEN)).toMatchObject({ tier: 'new', source: 'agent:x' });
    expect(await refreshTiers(storage, LIFECYCLE_SCHEME, NOW)).toBe(0);
    await storage.transact((tx) => setTier(tx, BEN, null, 'agent:x', NOW));
    expect(await refreshTiers(storage, LIFECYCLE_SCHEME, NOW + 100 * DAY)).toBe(2);
    expect(await tierOf(storage.db, BEN)).toMatchObject({ tier: 'dormant' });
    expect(await isTopTier(storage.db, BEN)).toBe(false);
  });

  test('a person is told what is kept in their language, and nothing about anybody else', async () => {
    const storage = await newStorage();
    await meet(storage, ANNA, BEN);
    await storage.transact(async (tx) => {
      await setTag(tx, ANNA, 'has-pets', true, 'flow', NOW);
      await setConsent(tx, ANNA, 'care', true, { source: 'chat', at: NOW });
      await setTag(tx, BEN, 'secret-of-ben', true, 'flow', NOW);
    });
    const stored = await storedAbout(storage, ANNA);
    expect(stored.lines['zh-CN']).toEqual(
      expect.arrayContaining(['称呼：anna', '标签：has-pets', '消息订阅：关怀和优惠消息（已同意）']),
    );
    expect(stored.lines.en).toEqual(
      expect.arrayContaining([
        'Your name: anna',
        'Tags: has-pets',
        'Messages from us: care messages and offers (agreed)',
      ]),
    );
    expect(stored.export['customer_tags']).toMatchObject([{ tag: 'has-pets' }]);
    expect(JSON.stringify(stored)).not.toContain('ben');
    const nobody = await storedAbout(storage, CustomerId.parse('nobody'));
    expect(nobody.lines.en).toEqual(['nothing at all']);
  });
});
