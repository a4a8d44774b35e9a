import { expect, test } from 'vitest';
import { createInbox } from '../../src/bot/inbox.ts';
import { createTurn } from '../../src/bot/turn/turn.ts';
import { pressedAlert, replyToChoice } from '../../src/care/index.ts';
import { parseUpdate } from '../../src/channels/telegram/parse.ts';
import { AccountId, ChoiceId, type IncomingMessage } from '../../src/core/index.ts';
import { consentsOf, groupsWith, mayBeTold, membersOf } from '../../src/customers/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { NOON } from '../support/care.ts';
import { createTestClock } from '../support/clock.ts';
import { addressOf, incoming, textFrom } from '../support/conversations.ts';
import { alertShop, delayFile, PROMISE } from '../support/delays/alert-shop.ts';
import { answerWith, mindWith } from '../support/minds.ts';
import { describeStorages } from '../support/storage.ts';

const BOT = AccountId.parse('42');
const FAMILY = { id: -100123, type: 'supergroup', title: 'Lantern friends' };
const ANNA = { id: 7, is_bot: false, first_name: 'Anna' };
const MEMBER = { status: 'member' };
const LEFT = { status: 'left' };

async function talkOf(storage: Storage, start = NOON) {
  const clock = createTestClock(start);
  const inbox = createInbox({ storage, clock, onAccepted: () => {} });
  const mind = await mindWith(() => answerWith('Two days.'));
  const alerts = {
    pressed: (choice: string, id: string, customer: never) => pressedAlert(storage.db, { choice, id }, customer),
    reply: (...[pressed, locale]: [never, 'en']) => replyToChoice(delayFile(), pressed, locale),
  };
  const runTurn = createTurn({ storage, channels: [], mind: { ...mind, alerts }, clock, defaultLocale: 'en' });
  let token = 100;
  let update = 0;
  return {
    async hear(...messages: IncomingMessage[]) {
      await inbox.accept(messages);
      const rows = await storage.db.selectFrom('inbox').select('address_key').where('state', '=', 'pending').execute();
      for (const key of new Set(rows.map((row) => row.address_key))) {
        token += 1;
        expect(await runTurn(key, token)).toMatchObject({ kind: 'done' });
      }
    },
    /** What Telegram would say, as the channel hands it on. */
    async telegram(body: object) {
      update += 1;
      const parsed = parseUpdate({ update_id: update, ...body }, { account: BOT, now: NOON, botUsername: 'shop_bot' });
      if (parsed.kind !== 'messages') throw new Error(JSON.stringify(parsed));
      await this.hear(...parsed.messages);
    },
  };
}

async function lastWords(storage: Storage): Promise<string> {
  const row = await storage.db.selectFrom('outbox').select('reply').orderBy('id', 'desc').limit(1).executeTakeFirst();
  const reply = JSON.parse(row?.reply ?? '{}');
  return reply.markdown ?? reply.prompt;
}

describeStorages('what a turn does about people', (newStorage) => {
  test('rooms with title and members follow what Telegram tells, through an upgrade, until the bot leaves', async () => {
    const storage = await newStorage();
    const talk = await talkOf(storage);
    const old = { ...FAMILY, id: -55, type: 'group' };
    const standing = (before: object, after: object, chat: object) => ({
      my_chat_member: { chat, from: ANNA, date: 1_763_000_000, old_chat_member: before, new_chat_member: after },
    });
    await talk.telegram(standing(LEFT, MEMBER, old));
    const service = { date: 1_763_000_001, chat: old, from: ANNA };
    await talk.telegram({
      message: { ...service, message_id: 1, new_chat_members: [{ ...ANNA, id: 8, first_name: 'Ben' }] },
    });
    await talk.telegram({ message: { ...service, message_id: 2, text: 'hello all' } });
    await talk.telegram({ message: { ...service, message_id: 3, migrate_to_chat_id: FAMILY.id } });
    await talk.telegram({ message: { ...service, chat: FAMILY, message_id: 4, left_chat_member: { ...ANNA, id: 8 } } });
    const [room] = await groupsWith(storage.db);
    expect(room).toMatchObject({ title: 'Lantern friends', address: { peer: String(FAMILY.id) } });
    if (room) expect((await membersOf(storage.db, room.address)).map((member) => member.name)).toEqual(['Anna']);
    await talk.telegram(standing(MEMBER, LEFT, FAMILY));
    expect(await groupsWith(storage.db)).toEqual([]);
  });

  test('a contact that Telegram vouches for joins two identities; somebody else’s contact does not', async () => {
    const storage = await newStorage();
    const talk = await talkOf(storage);
    await storage.transact((tx) =>
      tx
        .insertInto('customers')
        .values({
          id: 'older',
          name: 'Anna',
          locale: 'en',
          created_at: 1,
          phone: '+8613800135678',
          phone_verified_at: 1,
        })
        .execute(),
    );
    const contact = (of: number) => ({
      message: {
        message_id: 10 + of,
        date: 1_763_000_000,
        chat: { id: 7, type: 'private' },
        from: ANNA,
        contact: { phone_number: '8613800135678', first_name: 'Anna', user_id: of },
      },
    });
    const owner = async () =>
      (await storage.db.selectFrom('conversations').select('customer_id').executeTakeFirstOrThrow()).customer_id;
    await talk.telegram(contact(9));
    expect(await owner()).not.toBe('older');
    await talk.telegram(contact(7));
    expect(await owner()).toBe('older');
  });

  test('“TD” ends care at once and says how to come back; the button ends order messages too; “subscribe” brings both back', async () => {
    const storage = await newStorage();
    const shop = alertShop(storage);
    const anna = await shop.customer('anna');
    const talk = await talkOf(storage);
    await talk.hear(textFrom('anna', 'k1', 'TD', 1));
    expect(await lastWords(storage)).toContain('“subscribe”');
    expect(await mayBeTold(storage.db, anna, 'care')).toBe(false);
    expect(await mayBeTold(storage.db, anna, 'orders')).toBe(true);
    await talk.hear(incoming('anna', 'k2', { kind: 'choice', id: ChoiceId.parse('stop:orders') }, 2));
    expect(await mayBeTold(storage.db, anna, 'orders')).toBe(false);
    await talk.hear(textFrom('anna', 'k3', 'subscribe', 3));
    expect(await mayBeTold(storage.db, anna, 'care')).toBe(true);
    expect(await mayBeTold(storage.db, anna, 'orders')).toBe(true);
  });

  test('in a guided dialogue “stop” ends the dialogue and the messages, and says both', async () => {
    const storage = await newStorage();
    const anna = await alertShop(storage).customer('anna');
    const talk = await talkOf(storage);
    await talk.hear(textFrom('anna', 'k1', 'I want to make a complaint', 1));
    const flowOf = async () =>
      JSON.parse((await storage.db.selectFrom('conversations').select('memory').executeTakeFirstOrThrow()).memory).flow;
    expect(await flowOf()).not.toBe(null);
    await talk.hear(textFrom('anna', 'k2', 'stop', 2));
    expect(await flowOf()).toBe(null);
    expect(await mayBeTold(storage.db, anna, 'care')).toBe(false);
    const said = await storage.db.selectFrom('outbox').select('reply').orderBy('id', 'desc').limit(2).execute();
    expect(said[0]?.reply).toContain('“subscribe”');
    expect(said[1]?.reply).toContain('nothing has been registered');
  });

  test('while a person has the talk “退订” is done without a word of the bot', async () => {
    const storage = await newStorage();
    const anna = await alertShop(storage).customer('anna');
    await storage.transact((tx) =>
      tx.updateTable('conversations').set({ owner_kind: 'agent', owner_case: 'k', owner_agent: 'a' }).execute(),
    );
    await (await talkOf(storage)).hear(textFrom('anna', 'k1', '退订', 1));
    expect((await consentsOf(storage.db, anna)).find((consent) => consent.topic === 'care')?.granted).toBe(false);
    expect(await storage.db.selectFrom('outbox').select('id').execute()).toEqual([]);
  });

  test('in a room the word stops messages to the person who said it, not to the room', async () => {
    const storage = await newStorage();
    const anna = await alertShop(storage).customer('anna');
    const talk = await talkOf(storage);
    await talk.hear({ ...textFrom('anna', 'k1', 'unsubscribe', 1), group: addressOf('room'), mentioned: true });
    expect(await mayBeTold(storage.db, anna, 'care')).toBe(false);
    const room = await storage.db
      .selectFrom('conversations')
      .select('customer_id')
      .where('is_group', '=', 1)
      .executeTakeFirstOrThrow();
    expect(
      await storage.db
        .selectFrom('customer_consents')
        .select('topic')
        .where('customer_id', '=', room.customer_id)
        .execute(),
    ).toEqual([]);
  });

  test('a tap under a delay is answered at once and becomes a wish for the colleagues; the address goes to its dialogue', async () => {
    const storage = await newStorage();
    const shop = alertShop(storage);
    await shop.customer('anna');
    await shop.tell('anna', { ...PROMISE, stage: 'preparing', problem: 'stock' });
    await shop.sweep();
    const { id } = await storage.db.selectFrom('delay_alerts').select('id').executeTakeFirstOrThrow();
    const talk = await talkOf(storage);
    await talk.hear(incoming('anna', 'k1', { kind: 'choice', id: ChoiceId.parse(`al:cancel:${id}`) }, 1));
    expect(await lastWords(storage)).toContain('Your wish to cancel order AANNA is noted');
    expect(
      await storage.db.selectFrom('order_requests').select(['kind', 'order_number', 'customer_id']).execute(),
    ).toEqual([{ kind: 'cancel', order_number: 'AANNA', customer_id: 'p-anna' }]);
    await talk.hear(incoming('anna', 'k2', { kind: 'choice', id: ChoiceId.parse(`al:address:${id}`) }, 2));
    const alert = await storage.db.selectFrom('delay_alerts').select('choice').executeTakeFirstOrThrow();
    expect(alert.choice).toBe('address');
    expect((await shop.ledger('anna'))[0]?.replied_at ?? null).toBe(null);
    await talk.hear(incoming('anna', 'k3', { kind: 'choice', id: ChoiceId.parse('al:cancel:nobody') }, 3));
    expect(await storage.db.selectFrom('order_requests').select('kind').execute()).toHaveLength(1);
  });
});
