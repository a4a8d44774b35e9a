import { afterEach, expect, test } from 'vitest';
import { createSayFirst } from '../../src/bot/outbox/first-words.ts';
import { createCampaignDesk } from '../../src/care/campaigns/campaign-desk.ts';
import { runCampaigns } from '../../src/care/campaigns/run-campaigns.ts';
import { createGate } from '../../src/care/index.ts';
import { runTasks } from '../../src/care/tasks/run-tasks.ts';
import { createWeComContacts } from '../../src/channels/wecom/index.ts';
import { addressKey, CustomerId, PeerId } from '../../src/core/index.ts';
import { syncContact, syncContacts } from '../../src/customers/corp/sync-contacts.ts';
import { syncRoom, syncRooms } from '../../src/customers/corp/sync-rooms.ts';
import { syncTags } from '../../src/customers/corp/sync-tags.ts';
import { groupsWith, membersOf, setConsent, setTag, tagsOf } from '../../src/customers/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { systemClock } from '../../src/system.ts';
import { DAY, HOUR, NOON } from '../support/care.ts';
import { standingClock } from '../support/clock.ts';
import { describeStorages } from '../support/storage.ts';
import { startWeComPeer, type WeComPeer } from '../support/wecom/index.ts';
import { CORP } from '../support/wecom/world.ts';

const peers: WeComPeer[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close();
});

/** Three customers of two employees, two rooms, and three tags of the corp. */
async function shop(storage: Storage) {
  const peer = await startWeComPeer(CORP);
  peers.push(peer);
  const contacts = createWeComContacts({ ...CORP, apiRoot: peer.apiRoot, timeoutMs: 5_000, clock: systemClock });
  const { channel, directory } = contacts;
  for (const [customer, employee] of [
    ['wmAnn', 'zhang'],
    ['wmBen', 'zhang'],
    ['wmCleo', 'li'],
  ] as const) {
    peer.employeeOf.set(customer, employee);
    peer.contacts.names.set(customer, customer.slice(2));
  }
  for (const [id, name] of ['北欧', '日式', 'VIP 客户'].entries()) peer.contacts.tags.set(`et${id}`, name);
  peer.contacts.rooms.set('wrOne', { title: '老客户一群', customers: ['wmAnn', 'wmBen'] });
  peer.contacts.rooms.set('wrTwo', { title: '老客户二群', customers: ['wmCleo'] });
  peer.ownerOf.set('wrOne', 'zhang').set('wrTwo', 'li');
  const addressOf = (id: string) => ({ channel: channel.id, account: channel.account, peer: PeerId.parse(id) });
  const parts = {
    storage,
    directory,
    addressOf,
    alsoAt: (customer: string) => [contacts.talkOf(customer, peer.kf.account)],
  };
  let now = 1_000;
  const customerOf = async (id: string) => {
    const key = addressKey(addressOf(id));
    const row = await storage.db
      .selectFrom('conversations')
      .selectAll()
      .where('address_key', '=', key)
      .executeTakeFirstOrThrow();
    return { ...row, customer: CustomerId.parse(row.customer_id) };
  };
  const look = async () => {
    now += 1_000;
    await syncContacts(parts, now);
    await syncRooms(parts, now);
    await syncTags(parts, now);
  };
  return {
    peer,
    contacts,
    parts,
    addressOf,
    look,
    customerOf,
    kfTalk: contacts.talkOf('wmAnn', peer.kf.account),
    at: () => {
      now += 1_000;
      return now;
    },
    tags: async (id: string) =>
      (await tagsOf(storage.db, (await customerOf(id)).customer)).map(({ tag }) => tag).sort(),
    setOwn: async (id: string, tag: string, on: boolean) => {
      const { customer } = await customerOf(id);
      await storage.transact((tx) => setTag(tx, customer, tag, on, 'agent:zoe', now));
    },
    people: async () =>
      (await storage.db.selectFrom('customers').select('name').orderBy('name').execute()).map(({ name }) => name),
  };
}

describeStorages('customers whom employees look after', (newStorage) => {
  test('are customers of ours, once, with their rooms', async () => {
    const storage = await newStorage();
    const { look, people, addressOf } = await shop(storage);
    await look();
    await look();
    expect(await people()).toEqual(['Ann', 'Ben', 'Cleo', '老客户一群', '老客户二群']);
    const groups = await groupsWith(storage.db);
    expect(groups.map(({ title, members }) => [title, members])).toEqual([
      ['老客户一群', 3],
      ['老客户二群', 2],
    ]);
    expect((await membersOf(storage.db, addressOf('wrOne'))).map(({ name }) => name)).toEqual(['Ann', 'Ben']);
  });

  test('are the same person as who writes to customer service with the same id', async () => {
    const storage = await newStorage();
    const { look, kfTalk, customerOf } = await shop(storage);
    await storage.transact(async (tx) => {
      await tx.insertInto('customers').values({ id: 'p-kf', name: 'Ann', locale: 'zh-CN', created_at: 1 }).execute();
      await tx
        .insertInto('conversations')
        .values({
          id: 'c-kf',
          customer_id: 'p-kf',
          ...kfTalk,
          address_key: addressKey(kfTalk),
          locale: 'zh-CN',
          owner_kind: 'bot',
          owner_case: null,
          owner_agent: null,
          epoch: 0,
          fence: 1,
          revision: 0,
          memory: '{}',
          unreachable_since: null,
          created_at: 1,
          last_message_at: 1,
        })
        .execute();
    });
    await look();
    expect((await customerOf('wmAnn')).customer_id).toBe('p-kf');
    expect((await customerOf('wmBen')).customer_id).not.toBe('p-kf');
  });

  test('and who no longer are, are not written to, until they are again', async () => {
    const storage = await newStorage();
    const { peer, parts, look, customerOf, at } = await shop(storage);
    await look();
    peer.employeeOf.delete('wmAnn');
    await syncContact(parts, 'wmAnn', at());
    expect((await customerOf('wmAnn')).unreachable_since).not.toBeNull();
    peer.employeeOf.delete('wmBen');
    await look();
    expect((await customerOf('wmBen')).unreachable_since).not.toBeNull();
    peer.employeeOf.set('wmAnn', 'li');
    await syncContact(parts, 'wmAnn', at());
    expect((await customerOf('wmAnn')).unreachable_since).toBeNull();
  });

  test('a room that changes or ends is known as it is', async () => {
    const storage = await newStorage();
    const { peer, parts, look, addressOf, at } = await shop(storage);
    await look();
    peer.contacts.rooms.set('wrOne', { title: '新名字', customers: ['wmBen'] });
    await syncRoom(parts, 'wrOne', at());
    expect((await membersOf(storage.db, addressOf('wrOne'))).map(({ name }) => name)).toEqual(['Ben']);
    peer.contacts.rooms.delete('wrTwo');
    peer.ownerOf.delete('wrTwo');
    await look();
    expect((await groupsWith(storage.db)).map(({ title }) => title)).toEqual(['新名字']);
  });

  test('have the same tags on both sides, whichever side changed them', async () => {
    const storage = await newStorage();
    const { peer, look, tags, setOwn } = await shop(storage);
    const there = peer.contacts.tagsOf('zhang', 'wmAnn');
    there.add('et0');
    await look();
    expect(await tags('wmAnn')).toEqual(['北欧']);
    await setOwn('wmAnn', 'vip-客户', true);
    await setOwn('wmAnn', 'ours-alone', true);
    await look();
    expect([...there].sort()).toEqual(['et0', 'et2']);
    there.delete('et0');
    await setOwn('wmAnn', 'vip-客户', false);
    await look();
    expect([...there]).toEqual([]);
    expect(await tags('wmAnn')).toEqual(['ours-alone']);
    const marks = peer.calls('externalcontact/mark_tag');
    await look();
    expect(peer.calls('externalcontact/mark_tag')).toBe(marks);
  });

  test('keep a change that WeCom did not take for the next time', async () => {
    const storage = await newStorage();
    const { peer, look, tags, setOwn } = await shop(storage);
    await look();
    await setOwn('wmAnn', '日式', true);
    peer.fail('externalcontact/mark_tag', 'rate-limit');
    await expect(look()).rejects.toThrow(/45009/);
    expect(await tags('wmAnn')).toEqual(['日式']);
    await look();
    expect([...peer.contacts.tagsOf('zhang', 'wmAnn')]).toEqual(['et1']);
  });

  test('get a campaign by what their employees press, whom a tag of WeCom has chosen', async () => {
    const storage = await newStorage();
    const { peer, contacts, look, customerOf } = await shop(storage);
    peer.contacts.tagsOf('zhang', 'wmAnn').add('et0');
    peer.contacts.tagsOf('zhang', 'wmBen').add('et0');
    await look();
    for (const id of ['wmAnn', 'wmBen', 'wmCleo']) {
      const { customer } = await customerOf(id);
      await storage.transact((tx) => setConsent(tx, customer, 'care', true, { source: 'test', at: NOON - DAY }));
    }
    const { channel, tasks } = contacts;
    const abilitiesOf = (id: string) => (id === channel.id ? channel.abilities : undefined);
    const gate = createGate({ abilitiesOf, timeZone: 'Asia/Shanghai' });
    const speech = { shopName: () => '暖居', words: () => null, timeZone: 'Asia/Shanghai' };
    const base = { storage, gate, abilitiesOf, timeZone: 'Asia/Shanghai', speech };
    const parts = { ...base, clock: standingClock(NOON), sayFirst: createSayFirst([]), changed: async () => {} };
    const desk = createCampaignDesk(base);
    const wish = { actor: 'zoe', now: NOON };
    const { id } = await desk.create(
      '北欧周',
      {
        target: { kind: 'people', audience: { tag: '北欧' }, everyone: true },
        topic: 'care',
        channels: [channel.id],
        variants: [{ name: 'a', weight: 1, text: { 'zh-CN': '北欧周开始了，{shop}', en: 'Nordic week' } }],
        buttons: [],
        holdout: 0,
        goal: null,
        life: 3 * DAY,
        perMinute: 600,
        canary: false,
      },
      wish,
    );
    await desk.submit(id, wish);
    await desk.schedule(id, 2, NOON, wish);
    for (const second of [0, 1, 2]) await runCampaigns(parts, NOON + second * 1_000);
    const taskPlatformOf = () => tasks;
    await runTasks({ ...base, taskPlatformOf }, NOON + 3_000);
    const statuses = async () =>
      (await storage.db.selectFrom('care_ledger').select('status').execute()).map(({ status }) => status);
    expect(await statuses()).toEqual(['queued', 'queued']);
    expect(peer.arrived().size).toBe(0);
    peer.confirm('zhang');
    await runTasks({ ...base, taskPlatformOf }, NOON + HOUR);
    expect(await statuses()).toEqual(['sent', 'sent']);
    expect([...peer.arrived()].sort()).toEqual([
      ['wmAnn', ['北欧周开始了，暖居']],
      ['wmBen', ['北欧周开始了，暖居']],
    ]);
  });
});
