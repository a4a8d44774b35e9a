import { expect, test } from 'vitest';
import type { RelayParts } from '../../src/bot/staff/relay-parts.ts';
import { type RelayScope, relayTopics } from '../../src/bot/staff/relay-topics.ts';
import { createWords } from '../../src/bot/words/words.ts';
import { type Address, type Channel, type ConversationId, PeerId, type TopicResult } from '../../src/core/index.ts';
import { openCase } from '../../src/handoff/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { createTestClock } from '../support/clock.ts';
import { addressOf } from '../support/conversations.ts';
import { addConversation, keepOpen } from '../support/desk.ts';
import { describeStorages } from '../support/storage.ts';

const ROOM = addressOf('room');

/** A room whose platform does what `open` and `edit` say. */
async function roomOf(storage: Storage) {
  await keepOpen(storage);
  const clock = createTestClock();
  const signal = new AbortController().signal;
  const platform = {
    titles: [] as string[],
    edits: 0,
    open: async (title: string): Promise<TopicResult<{ topic: Address }>> => {
      return { kind: 'done', topic: { ...ROOM, peer: PeerId.parse(`room:${title.split(' ')[0]}`) } };
    },
    edit: (): TopicResult<object> => ({ kind: 'done' }),
  };
  const channel: Channel = {
    id: ROOM.channel,
    account: ROOM.account,
    abilities: { choices: 'buttons', maxText: 4096, idempotentSend: false, proactive: { kind: 'free' }, limits: {} },
    endpoints: [],
    start: async () => {},
    send: async () => ({ kind: 'sent', platformId: '1' }),
    topics: {
      roomOf: () => ROOM,
      isGone: () => false,
      open: (_room, title) => {
        platform.titles.push(title);
        return platform.open(title);
      },
      pin: async () => ({ kind: 'done' }),
      edit: async () => {
        platform.edits += 1;
        return platform.edit();
      },
    },
  };
  const faults: unknown[] = [];
  const parts: RelayParts = {
    storage,
    staff: { room: ROOM, locale: 'en' },
    channels: [channel],
    words: createWords('/nowhere'),
    clock,
    committed: () => {},
    fault: (thrown) => faults.push(thrown),
  };
  return {
    clock,
    platform,
    faults,
    round: (scope: RelayScope = 'cases') => relayTopics(parts, signal, scope),
    /** Somebody who wants a person. */
    async asks(name: string): Promise<ConversationId> {
      const conversation = await addConversation(storage, name, clock.now());
      await storage.transact((tx) =>
        openCase(tx, {
          conversation,
          reasons: ['asked'],
          skill: null,
          fastLane: false,
          actor: 'customer',
          now: clock.now(),
        }),
      );
      return conversation;
    },
    /** The platform took the cards that are on their way. */
    cardsArrive: () =>
      storage.transact((tx) => tx.updateTable('outbox').set({ state: 'sent', platform_id: '7' }).execute()),
    /** What was passed on, oldest first. */
    async told(): Promise<string[]> {
      const rows = await storage.db.selectFrom('outbox').select('reply').orderBy('id').execute();
      return rows.flatMap(({ reply }) => JSON.parse(reply).markdown ?? []);
    },
  };
}

/** One more line of the talk. */
async function says(storage: Storage, conversation: ConversationId, text: string): Promise<void> {
  await storage.transact(async (tx) => {
    const { revision } = await tx
      .updateTable('conversations')
      .set((row) => ({ revision: row('revision', '+', 1) }))
      .where('id', '=', conversation)
      .returning('revision')
      .executeTakeFirstOrThrow();
    await tx
      .insertInto('messages')
      .values({
        id: `${conversation}-${revision}`,
        conversation_id: conversation,
        position: revision,
        revision,
        author: 'customer',
        agent_id: null,
        message_key: `${conversation}-${revision}`,
        content: JSON.stringify({ kind: 'text', text }),
        delivery: 'received',
        at: 0,
      })
      .execute();
  });
}

describeStorages('the topics of the staff', (newStorage) => {
  test('one topic that fails keeps no other from being opened, and stands behind them afterwards', async () => {
    const storage = await newStorage();
    const room = await roomOf(storage);
    for (const name of ['anna', 'ben', 'cleo']) await room.asks(name);
    const { open } = room.platform;
    room.platform.open = (title) => (title.startsWith('anna') ? Promise.reject(new Error('no room')) : open(title));
    expect(await room.round()).toBe(2);
    expect(room.platform.titles.map((title) => title.split(' ')[0]).toSorted()).toEqual(['anna', 'ben', 'cleo']);
    expect(room.faults).toEqual([new Error('no room')]);
    await room.round();
    expect(room.faults).toHaveLength(1);
  });

  test('a card whose change the platform refuses is changed again when there is something else to show', async () => {
    const storage = await newStorage();
    const room = await roomOf(storage);
    const conversation = await room.asks('anna');
    await room.round();
    await room.round();
    await room.cardsArrive();
    const moodIs = async (mood_level: 'tense' | 'upset') => {
      await storage.transact((tx) => tx.updateTable('cases').set({ mood_level }).execute());
      await says(storage, conversation, 'And?');
    };
    room.platform.edit = () => ({ kind: 'refused', detail: 'message to edit not found' });
    await moodIs('tense');
    for (let round = 0; round < 5; round += 1) {
      await room.clock.advance(10_000);
      await room.round();
    }
    expect(room.platform.edits).toBe(1);
    await moodIs('upset');
    await room.round();
    expect(room.platform.edits).toBe(2);
  });

  test('what is said after a case has ended is passed on by a round that looks at all topics', async () => {
    const storage = await newStorage();
    const room = await roomOf(storage);
    const conversation = await room.asks('anna');
    await room.round();
    await room.round();
    await storage.transact((tx) =>
      tx.updateTable('cases').set({ state: 'resolved', resolved_at: room.clock.now() }).execute(),
    );
    await says(storage, conversation, 'Thank you');
    await room.round();
    expect((await room.told()).join()).toContain('Thank you');
    await room.clock.advance(10 * 60_000);
    await says(storage, conversation, 'One more thing');
    await room.round();
    expect((await room.told()).join()).not.toContain('One more thing');
    await room.round('all');
    expect((await room.told()).join()).toContain('One more thing');
  });
});
