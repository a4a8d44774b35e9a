import { expect, test } from 'vitest';
import { findConversation, saveTurn } from '../../src/bot/conversation.ts';
import { addressKey, CustomerId } from '../../src/core/index.ts';
import {
  bookOrders,
  groupsWith,
  joinByPhone,
  joinCustomers,
  joinsOf,
  leaveGroup,
  mayBeTold,
  membersOf,
  moveGroup,
  noteGroup,
  noteMember,
  Order,
  profileOf,
  refreshFigures,
  requestErasure,
  rootOf,
  runErasures,
  setConsent,
  setGroupTag,
  setOrderValue,
  setProfile,
  setTag,
  storedAbout,
  tagsOf,
  undoJoin,
} from '../../src/customers/index.ts';
import { PLACES } from '../../src/customers/joins.ts';
import type { Storage } from '../../src/storage/index.ts';
import { addressOf } from '../support/conversations.ts';
import { describeStorages } from '../support/storage.ts';

const NOW = 1_795_000_000_000;
const ANNA = CustomerId.parse('anna');
const ANNA_AGAIN = CustomerId.parse('anna-again');
const BEN = CustomerId.parse('ben');

/** A customer with a conversation of the same name. */
async function meet(storage: Storage, id: CustomerId, at = NOW, isGroup = 0): Promise<void> {
  const address = addressOf(id);
  await storage.transact(async (tx) => {
    await tx.insertInto('customers').values({ id, name: null, locale: null, created_at: at }).execute();
    await tx
      .insertInto('conversations')
      .values({
        id: `talk-${id}`,
        customer_id: id,
        ...address,
        address_key: addressKey(address),
        is_group: isGroup,
        locale: 'en',
        owner_kind: 'bot',
        epoch: 0,
        fence: 0,
        revision: 0,
        memory: '{}',
        created_at: at,
        last_message_at: at,
      })
      .execute();
  });
}

function order(number: string, change: Record<string, unknown> = {}): Order {
  return Order.parse({ number, stage: 'delivered', placedAt: NOW, ...change });
}

async function ownerOf(storage: Storage, table: 'orders' | 'conversations', key: string): Promise<string | null> {
  const row = await storage.db
    .selectFrom(table)
    .select('customer_id')
    .where(table === 'orders' ? 'number' : 'id', '=', key)
    .executeTakeFirstOrThrow();
  return row.customer_id;
}

describeStorages('joined identities', (newStorage) => {
  async function two(): Promise<Storage> {
    const storage = await newStorage();
    await meet(storage, ANNA, NOW - 10);
    await meet(storage, ANNA_AGAIN, NOW);
    await storage.transact(async (tx) => {
      await bookOrders(tx, [{ order: order('A1'), customer: ANNA }], NOW);
      await bookOrders(tx, [{ order: order('A2'), customer: ANNA_AGAIN }], NOW);
      await setTag(tx, ANNA, 'both', true, 'rule', NOW);
      await setTag(tx, ANNA_AGAIN, 'both', true, 'flow', NOW);
      await setTag(tx, ANNA_AGAIN, 'hers', true, 'flow', NOW);
      await setConsent(tx, ANNA, 'care', true, { source: 'chat', at: NOW });
      await setConsent(tx, ANNA_AGAIN, 'care', false, { source: 'stop-word', at: NOW });
      await setProfile(tx, ANNA_AGAIN, { name: 'Anna', birthday: '1990-05-04' });
    });
    return storage;
  }

  const JOIN = { from: ANNA_AGAIN, into: ANNA, reason: 'agent', source: 'agent:x', at: NOW + 1 } as const;

  test('every table with a customer in the schema follows a join', async () => {
    const storage = await newStorage();
    const tables = await storage.db.introspection.getTables();
    const forgotten = tables
      .filter((table) => table.columns.some((column) => column.name === 'customer_id'))
      .map((table) => table.name)
      .filter((name) => name !== 'customer_erasures' && !PLACES.some((place) => place.table === name));
    expect(forgotten, 'add these tables to src/customers/joins.ts').toEqual([]);
  });

  test('conversations, orders, tags and what only one knew follow; a refusal of either holds', async () => {
    const storage = await two();
    expect(await storage.transact((tx) => joinCustomers(tx, JOIN))).toMatchObject({ kind: 'joined', into: ANNA });
    expect(await ownerOf(storage, 'orders', 'A2')).toBe(ANNA);
    expect(await ownerOf(storage, 'conversations', 'talk-anna-again')).toBe(ANNA);
    expect((await tagsOf(storage.db, ANNA)).map((tag) => [tag.tag, tag.source])).toEqual([
      ['both', 'rule'],
      ['hers', 'flow'],
    ]);
    expect(await mayBeTold(storage.db, ANNA, 'care')).toBe(false);
    expect(await profileOf(storage.db, ANNA)).toMatchObject({ name: 'Anna', birthday: '1990-05-04', orders: 2 });
    expect(await rootOf(storage.db, ANNA_AGAIN)).toBe(ANNA);
    expect(await storage.transact((tx) => joinCustomers(tx, JOIN))).toEqual({ kind: 'same' });
  });

  test('undone, everything is where it was, and what happened since follows its conversation', async () => {
    const storage = await two();
    const joined = await storage.transact((tx) => joinCustomers(tx, JOIN));
    if (joined.kind !== 'joined') throw new Error('not joined');
    await storage.transact((tx) =>
      tx
        .insertInto('survey_responses')
        .values({
          run_id: 'later',
          survey: 'csat',
          kind: 'csat',
          customer_id: ANNA,
          conversation_id: 'talk-anna-again',
          invite_id: null,
          score: 5,
          reason: null,
          answers: null,
          locale: 'en',
          at: NOW + 2,
        })
        .execute(),
    );
    expect(await storage.transact((tx) => undoJoin(tx, joined.id, NOW + 3))).toBe(true);
    expect(await storage.transact((tx) => undoJoin(tx, joined.id, NOW + 4))).toBe(false);
    expect(await ownerOf(storage, 'orders', 'A1')).toBe(ANNA);
    expect(await ownerOf(storage, 'orders', 'A2')).toBe(ANNA_AGAIN);
    expect(await ownerOf(storage, 'conversations', 'talk-anna-again')).toBe(ANNA_AGAIN);
    expect((await tagsOf(storage.db, ANNA_AGAIN)).map((tag) => tag.tag)).toEqual(['both', 'hers']);
    expect((await tagsOf(storage.db, ANNA)).map((tag) => tag.tag)).toEqual(['both']);
    expect(await profileOf(storage.db, ANNA)).toMatchObject({ name: null, birthday: null, orders: 1 });
    const later = await storage.db.selectFrom('survey_responses').select('customer_id').executeTakeFirstOrThrow();
    expect(later.customer_id).toBe(ANNA_AGAIN);
    expect(await joinsOf(storage.db, ANNA)).toEqual([]);
  });

  test('three identities are one, and the first join can be undone after the second', async () => {
    const storage = await two();
    await meet(storage, BEN, NOW);
    const first = await storage.transact((tx) => joinCustomers(tx, JOIN));
    await storage.transact((tx) => joinCustomers(tx, { ...JOIN, from: ANNA, into: BEN }));
    expect(await ownerOf(storage, 'orders', 'A2')).toBe(BEN);
    if (first.kind !== 'joined') throw new Error('not joined');
    await storage.transact((tx) => undoJoin(tx, first.id, NOW + 3));
    expect(await ownerOf(storage, 'orders', 'A2')).toBe(ANNA_AGAIN);
    expect(await ownerOf(storage, 'orders', 'A1')).toBe(BEN);
    expect(await rootOf(storage.db, ANNA_AGAIN)).toBe(ANNA_AGAIN);
  });

  test('a phone that was proved twice makes one person, the older identity; a phone that was merely said does not', async () => {
    const storage = await two();
    await meet(storage, BEN, NOW - 20);
    const said = { source: 'telegram-contact', at: NOW };
    await storage.transact((tx) =>
      tx.updateTable('customers').set({ phone: '+8613800135678' }).where('id', '=', BEN).execute(),
    );
    expect(await storage.transact((tx) => joinByPhone(tx, ANNA, '+8613800135678', said))).toEqual({ kind: 'same' });
    expect(await storage.transact((tx) => joinByPhone(tx, ANNA_AGAIN, '+8613800135678', said))).toMatchObject({
      kind: 'joined',
      into: ANNA,
    });
    expect(await joinsOf(storage.db, ANNA)).toMatchObject([{ from: ANNA_AGAIN, into: ANNA, reason: 'phone' }]);
    expect(await rootOf(storage.db, BEN)).toBe(BEN);
  });

  test('nobody is joined with a room, a stranger or somebody who is leaving', async () => {
    const storage = await two();
    const room = CustomerId.parse('room');
    await meet(storage, room, NOW, 1);
    const attempt = (from: CustomerId) => storage.transact((tx) => joinCustomers(tx, { ...JOIN, from }));
    expect(await attempt(room)).toEqual({ kind: 'refused', reason: 'group' });
    expect(await attempt(CustomerId.parse('nobody'))).toEqual({ kind: 'refused', reason: 'unknown' });
    await storage.transact((tx) => requestErasure(tx, ANNA_AGAIN, NOW));
    expect(await attempt(ANNA_AGAIN)).toEqual({ kind: 'refused', reason: 'leaving' });
  });

  test('whoever is forgotten is forgotten under all their identities', async () => {
    const storage = await two();
    await storage.transact((tx) => joinCustomers(tx, JOIN));
    await storage.transact((tx) => requestErasure(tx, ANNA, NOW));
    await runErasures(storage, NOW + 3_600_000);
    const people = await storage.db.selectFrom('customers').select(['name', 'erased_at', 'joined_into']).execute();
    expect(people).toEqual([{ name: null, erased_at: NOW + 3_600_000, joined_into: null }]);
    expect(await storage.db.selectFrom('customer_joins').selectAll().execute()).toEqual([]);
    expect(await ownerOf(storage, 'orders', 'A2')).toBeNull();
  });

  test('in a room nothing is shown and nothing is deleted', async () => {
    const storage = await newStorage();
    const room = CustomerId.parse('room');
    await meet(storage, room, NOW, 1);
    expect(await storage.transact((tx) => requestErasure(tx, room, NOW))).toBe(false);
    const stored = await storedAbout(storage, room);
    expect(stored.export).toEqual({});
    expect(stored.lines.en[0]).toMatch(/private/);
  });
});

describeStorages('figures and groups', (newStorage) => {
  test('orders, spending and activity are counted; what was cancelled or not paid is not', async () => {
    const storage = await newStorage();
    await meet(storage, ANNA, NOW - 50);
    await storage.transact(async (tx) => {
      const booked = [
        order('A1', { placedAt: NOW - 30 }),
        order('A2', { placedAt: NOW - 20, stage: 'shipped' }),
        order('A3', { placedAt: NOW - 10, stage: 'cancelled' }),
        order('A4', { stage: 'unpaid' }),
      ];
      await bookOrders(
        tx,
        booked.map((each) => ({ order: each, customer: ANNA })),
        NOW,
      );
      for (const { number } of booked) await setOrderValue(tx, number, { amount: 19_900, currency: 'CNY' }, NOW);
    });
    expect(await refreshFigures(storage, NOW)).toBe(1);
    expect(await profileOf(storage.db, ANNA)).toMatchObject({
      orders: 2,
      spent: 39_800,
      firstOrderAt: NOW - 30,
      lastOrderAt: NOW - 20,
      lastActiveAt: NOW - 50,
    });
  });

  test('only those are counted again with whom something happened since', async () => {
    const storage = await newStorage();
    const hour = 3_600_000;
    await meet(storage, ANNA, NOW);
    await meet(storage, BEN, NOW);
    expect(await refreshFigures(storage, NOW)).toBe(2);
    expect(await refreshFigures(storage, NOW + 2 * hour)).toBe(2); // the overlap of a minute still sees them once
    await storage.transact((tx) => bookOrders(tx, [{ order: order('B1'), customer: BEN }], NOW + 3 * hour));
    expect(await refreshFigures(storage, NOW + 4 * hour)).toBe(1);
    await storage.transact((tx) => setOrderValue(tx, 'B1', { amount: 500, currency: 'CNY' }, NOW + 5 * hour));
    expect(await refreshFigures(storage, NOW + 6 * hour)).toBe(1);
    expect(await profileOf(storage.db, BEN)).toMatchObject({ orders: 1, spent: 500 });
  });

  test('a group is known by its address, with title, tags and the members that the platform tells', async () => {
    const storage = await newStorage();
    const group = addressOf('room-1');
    await storage.transact(async (tx) => {
      await noteGroup(tx, { address: group, title: '杭州业主群', members: 120 }, NOW);
      await noteGroup(tx, { address: group, members: 121 }, NOW + 1);
      await setGroupTag(tx, group, '杭州', true, 'agent:x', NOW);
      await noteGroup(tx, { address: addressOf('room-2'), title: 'Other' }, NOW);
      await noteMember(tx, group, { address: addressOf('anna'), name: 'Anna', present: true }, NOW);
      await noteMember(tx, group, { address: addressOf('ben'), present: true }, NOW);
      await noteMember(tx, group, { address: addressOf('ben'), present: false }, NOW);
    });
    expect(await groupsWith(storage.db, { tags: ['杭州'] })).toMatchObject([
      { address: group, title: '杭州业主群', members: 121, tags: ['杭州'], joinedAt: NOW },
    ]);
    expect(await membersOf(storage.db, group)).toEqual([{ addressKey: addressKey(addressOf('anna')), name: 'Anna' }]);
    await storage.transact(async (tx) => {
      // From the new address of the room somebody wrote before the platform's word of the move was read.
      const moved = addressOf('room-1-super');
      await noteGroup(tx, { address: moved, title: '杭州业主群' }, NOW);
      await setGroupTag(tx, moved, '杭州', true, 'agent:x', NOW);
      await noteMember(tx, moved, { address: addressOf('anna'), name: 'Anna', present: true }, NOW);
      await moveGroup(tx, group, moved);
    });
    expect(await groupsWith(storage.db, { tags: ['杭州'] })).toMatchObject([{ address: { peer: 'room-1-super' } }]);
    expect(await membersOf(storage.db, addressOf('room-1-super'))).toHaveLength(1);
    await storage.transact((tx) => leaveGroup(tx, addressOf('room-1-super'), NOW));
    expect((await groupsWith(storage.db)).map((each) => each.title)).toEqual(['Other']);
  });

  test('a turn that began before two identities became one, or two again, is done anew', async () => {
    const storage = await newStorage();
    await meet(storage, ANNA);
    await meet(storage, ANNA_AGAIN, NOW + 1);
    const turn = async (peer: string) => {
      const conversation = await findConversation(storage.db, addressOf(peer));
      if (conversation === null) throw new Error(`${peer} is known`);
      const record = { conversation, token: NOW * 1_000, now: NOW, messages: [], profileName: null, heard: true };
      return () => storage.transact((tx) => saveTurn(tx, record));
    };
    const moved = await turn('anna-again');
    const other = await turn('anna');
    await storage.transact((tx) =>
      joinCustomers(tx, { from: ANNA_AGAIN, into: ANNA, reason: 'agent', source: 'agent:x', at: NOW }),
    );
    await expect(moved()).rejects.toMatchObject({ code: 'STORAGE_STALE_FENCE' });
    await other();
    const back = await turn('anna-again');
    const [join] = await joinsOf(storage.db, ANNA);
    await storage.transact((tx) => undoJoin(tx, join?.id ?? 0, NOW));
    await expect(back()).rejects.toMatchObject({ code: 'STORAGE_STALE_FENCE' });
  });
});
