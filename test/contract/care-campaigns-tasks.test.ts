import { afterEach, expect, test } from 'vitest';
import { createSayFirst } from '../../src/bot/outbox/first-words.ts';
import { createCampaignDesk } from '../../src/care/campaigns/campaign-desk.ts';
import { runCampaigns } from '../../src/care/campaigns/run-campaigns.ts';
import { createGate, GATE_DEFAULTS, writeGateRules } from '../../src/care/index.ts';
import { runTasks } from '../../src/care/tasks/run-tasks.ts';
import { createGroupMessages } from '../../src/channels/wecom/index.ts';
import { noteGroup } from '../../src/customers/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { careShop, DAY, HOUR, NOON } from '../support/care.ts';
import { createTestClock, standingClock } from '../support/clock.ts';
import { addressOf } from '../support/conversations.ts';
import { describeStorages } from '../support/storage.ts';
import { startWeComPeer, type WeComPeer } from '../support/wecom/index.ts';

const peers: WeComPeer[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close();
});

/** Five customers whom two employees look after, and a campaign for them that has begun. */
async function world(storage: Storage) {
  const peer = await startWeComPeer();
  peers.push(peer);
  const proactive = { kind: 'task' as const };
  const shop = careShop(storage, proactive);
  const abilitiesOf = () => ({ proactive });
  const gate = createGate({ abilitiesOf, timeZone: 'Asia/Shanghai' });
  const speech = { shopName: () => '暖居', words: () => null, timeZone: 'Asia/Shanghai' };
  const base = { storage, gate, abilitiesOf, timeZone: 'Asia/Shanghai', speech };
  const parts = { ...base, clock: standingClock(NOON), sayFirst: createSayFirst([]), changed: async () => {} };
  const platform = createGroupMessages({
    apiRoot: peer.apiRoot,
    corpId: 'corp',
    secret: 's',
    clock: createTestClock(),
  });
  const names = ['anna', 'ben', 'cleo', 'dora', 'emil'];
  for (const [index, name] of names.entries()) {
    await shop.customer(name);
    peer.employeeOf.set(name, index < 3 ? 'zhang' : 'li');
  }
  await storage.transact((tx) =>
    tx.updateTable('customers').set({ tier: 'gold', marks: '|p|c:care+|a:test|r|' }).execute(),
  );
  const desk = createCampaignDesk(base);
  type Target = Parameters<typeof desk.create>[1]['target'];
  const people: Target = { kind: 'people', audience: { tier: 'gold' }, everyone: true };
  const start = async (now: number, wanted: { target?: Target; count?: number } = {}) => {
    const { target = people, count = names.length } = wanted;
    const wish = { actor: 'anna', now };
    const { id } = await desk.create(
      'Task',
      {
        target,
        topic: 'care',
        channels: [],
        variants: [{ name: 'a', weight: 1, text: { 'zh-CN': '{name|您好}，\n{shop}', en: 'Hello {name|you}' } }],
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
    await desk.schedule(id, count, now, wish);
    for (const second of [0, 1, 2]) await runCampaigns(parts, now + second * 1_000);
    return id;
  };
  const statuses = async (id: string) => {
    const rows = await storage.db
      .selectFrom('care_ledger')
      .select(['status', 'why'])
      .where('source', '=', `campaign:${id}`)
      .execute();
    return rows.map((row) => [row.status, row.why].filter(Boolean).join(' ')).sort();
  };
  const allowMany = () => storage.transact((tx) => writeGateRules(tx, { ...GATE_DEFAULTS, perDay: 20, perWeek: 50 }));
  return {
    peer,
    desk,
    allowMany,
    start,
    statuses,
    campaigns: (now: number) => runCampaigns(parts, now),
    tasks: (now: number) => runTasks({ ...base, taskPlatformOf: () => platform }, now),
    /** Rooms of customers: three of two employees, and one that belongs to nobody. */
    async rooms() {
      const owners = { 'room-1': 'zhang', 'room-2': 'li', 'room-3': 'zhang', 'room-4': null };
      for (const [room, owner] of Object.entries(owners)) {
        await shop.customer(room);
        if (owner !== null) peer.ownerOf.set(room, owner);
      }
      await storage.transact(async (tx) => {
        for (const room of Object.keys(owners)) await noteGroup(tx, { address: addressOf(room), title: room }, NOON);
        await tx.updateTable('conversations').set({ is_group: 1 }).where('id', 'like', 'c-room-%').execute();
      });
    },
    task: () => storage.db.selectFrom('care_tasks').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow(),
  };
}

describeStorages('a send that employees confirm', (newStorage) => {
  test('is created, reminded, confirmed and delivered, and not called sent before that', async () => {
    const { peer, start, statuses, tasks, task, campaigns } = await world(await newStorage());
    const id = await start(NOON);
    await tasks(NOON + 3_000);
    expect((await task()).state).toBe('created');
    expect(new Set(await statuses(id))).toEqual(new Set(['queued']));
    await tasks(NOON + DAY + HOUR);
    expect([(await task()).state, peer.reminders()]).toEqual(['reminded', 1]);
    peer.confirm('zhang', { cleo: 2 });
    await tasks(NOON + DAY + 2 * HOUR);
    expect(await statuses(id)).toEqual(['failed not-friend', 'queued', 'queued', 'sent', 'sent']);
    peer.confirm('li');
    await tasks(NOON + DAY + 3 * HOUR);
    expect((await task()).state).toBe('delivered');
    expect(await statuses(id)).toEqual(['failed not-friend', 'sent', 'sent', 'sent', 'sent']);
    expect(peer.arrived().get('anna')).toEqual(['您好，\n暖居']);
    await campaigns(NOON + DAY + 3 * HOUR);
    expect(peer.proposals()).toBe(1);
  });

  test('of rooms is one task for each owner, who alone can write there', async () => {
    const { peer, rooms, start, statuses, tasks } = await world(await newStorage());
    await rooms();
    const id = await start(NOON, { target: { kind: 'rooms', tags: [] }, count: 4 });
    for (const second of [3, 4, 5]) await tasks(NOON + second * 1_000);
    expect(peer.proposals()).toBe(2);
    peer.confirm('zhang');
    await tasks(NOON + HOUR);
    expect(await statuses(id)).toEqual(['queued', 'refused no-owner', 'sent', 'sent']);
    expect([...peer.arrived().keys()].sort()).toEqual(['room-1', 'room-3']);
  });

  test('whose platform cannot be asked keeps no other one waiting', async () => {
    const { peer, start, statuses, tasks, allowMany } = await world(await newStorage());
    await allowMany();
    const first = await start(NOON);
    await tasks(NOON + 3_000);
    const second = await start(NOON + DAY);
    peer.fail('get_groupmsg_task', 'drop-after');
    await tasks(NOON + DAY + 3_000);
    expect(peer.proposals()).toBe(2);
    peer.confirm('zhang');
    peer.confirm('li');
    await tasks(NOON + DAY + HOUR);
    expect(new Set([...(await statuses(first)), ...(await statuses(second))])).toEqual(new Set(['sent']));
  });

  test('that nobody confirms expires and was never sent', async () => {
    const { peer, start, statuses, tasks, task } = await world(await newStorage());
    const id = await start(NOON);
    await tasks(NOON + 3_000);
    for (const day of [1, 2, 3]) await tasks(NOON + day * DAY + HOUR);
    expect((await task()).state).toBe('expired');
    expect(new Set(await statuses(id))).toEqual(new Set(['expired not-confirmed']));
    expect(peer.arrived().size).toBe(0);
  });

  test('whose creation was cut off is unsure and never asked for again', async () => {
    const { peer, start, statuses, tasks, task } = await world(await newStorage());
    peer.fail('add_msg_template', 'drop-after');
    const id = await start(NOON);
    await tasks(NOON + 3_000);
    await tasks(NOON + HOUR);
    expect((await task()).state).toBe('unsure');
    expect(new Set(await statuses(id))).toEqual(new Set(['unsure unsure']));
    expect(peer.proposals()).toBe(1);
  });

  test('is asked for by one of two processes that look at once', async () => {
    const { peer, start, statuses, tasks, task } = await world(await newStorage());
    const id = await start(NOON);
    await Promise.all([tasks(NOON + 3_000), tasks(NOON + 3_000)]);
    await tasks(NOON + 3_000);
    expect([(await task()).state, peer.proposals()]).toEqual(['created', 1]);
    await Promise.all([tasks(NOON + DAY + HOUR), tasks(NOON + DAY + HOUR)]);
    expect(peer.reminders()).toBe(1);
    expect(new Set(await statuses(id))).toEqual(new Set(['queued']));
  });

  test('is tried again after a rate limit, and with a new token after a stale one', async () => {
    const { peer, start, tasks, task } = await world(await newStorage());
    peer.fail('add_msg_template', 'rate-limit');
    await start(NOON);
    await tasks(NOON + 3_000);
    expect((await task()).state).toBe('new');
    peer.fail('add_msg_template', 'stale-token');
    await tasks(NOON + HOUR);
    expect([(await task()).state, peer.proposals()]).toEqual(['created', 1]);
  });

  test('goes to nobody twice on one day: the platform’s quota is kept by our own ledger', async () => {
    const { peer, start, statuses, tasks, allowMany } = await world(await newStorage());
    // The shop's own caps would hold it back first.
    await allowMany();
    await start(NOON);
    await tasks(NOON + 3_000);
    peer.confirm('zhang');
    peer.confirm('li');
    const second = await start(NOON + HOUR);
    await tasks(NOON + HOUR + 3_000);
    expect(new Set(await statuses(second))).toEqual(new Set(['refused over-quota']));
    expect(peer.proposals()).toBe(1);
  });

  test('is not created any more once its campaign is stopped', async () => {
    const { peer, desk, start, statuses, tasks } = await world(await newStorage());
    const id = await start(NOON);
    await desk.stop(id, { actor: 'anna', now: NOON + 2_500 });
    await tasks(NOON + 3_000);
    expect(peer.proposals()).toBe(0);
    expect(new Set(await statuses(id))).toEqual(new Set(['stopped stopped']));
  });
});
