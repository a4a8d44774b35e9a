import { expect, test } from 'vitest';
import { createDispatcher } from '../../src/bot/dispatcher.ts';
import { createInbox } from '../../src/bot/inbox.ts';
import { createTurn } from '../../src/bot/turn/turn.ts';
import { createMemoryEvents } from '../../src/coordination/events.ts';
import { createMemoryLanes } from '../../src/coordination/memory-lanes.ts';
import type { Answer, Knowledge } from '../../src/knowledge/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { systemClock } from '../../src/system.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { incoming, textFrom } from '../support/conversations.ts';
import { answerWith, mindWith } from '../support/minds.ts';
import { describeStorages } from '../support/storage.ts';

const ANN = 'test/shop/ann';

async function turnsOf(
  storage: Storage,
  ask: (text: string) => Answer = () => answerWith('Two days.'),
  clock: TestClock = createTestClock(),
) {
  const inbox = createInbox({ storage, clock, onAccepted: () => {} });
  const runTurn = createTurn({ storage, channels: [], mind: await mindWith(ask), clock, defaultLocale: 'en' });
  return { inbox, runTurn, clock };
}

async function said(storage: Storage): Promise<string[]> {
  const rows = await storage.db.selectFrom('outbox').select('reply').orderBy('id').execute();
  return rows.map((row) => {
    const reply = JSON.parse(row.reply);
    return reply.markdown ?? reply.prompt;
  });
}

describeStorages('a turn', (newStorage) => {
  test('moves state and words together: transcript, outbox and inbox in one commit', async () => {
    const storage = await newStorage();
    const { inbox, runTurn } = await turnsOf(storage);
    await inbox.accept([textFrom('ann', 'k1', 'How long does delivery take?')]);
    expect(await runTurn(ANN, 1)).toMatchObject({ kind: 'done', how: 'answered' });
    const messages = await storage.db
      .selectFrom('messages')
      .select(['author', 'position', 'delivery'])
      .orderBy('position')
      .execute();
    expect(messages).toEqual([
      { author: 'customer', position: 1, delivery: 'received' },
      { author: 'bot', position: 2, delivery: 'pending' },
    ]);
    expect((await said(storage))[0]).toContain('Two days.');
    expect(await runTurn(ANN, 2)).toEqual({ kind: 'idle' });
  });

  test('done by two processes at once has one effect', async () => {
    const storage = await newStorage();
    const clock = createTestClock();
    const bothHaveRead = barrier(2);
    const mind = await mindWith(() => answerWith('Two days.'));
    const ask: Knowledge['ask'] = async (question) => {
      await bothHaveRead();
      return mind.knowledge.ask(question);
    };
    const together = { ...mind, knowledge: { ...mind.knowledge, ask } };
    const runTurn = createTurn({ storage, channels: [], mind: together, clock, defaultLocale: 'en' });
    const inbox = createInbox({ storage, clock, onAccepted: () => {} });
    await inbox.accept([textFrom('ann', 'k1', 'How long does delivery take?')]);
    const outcomes = await Promise.all([runTurn(ANN, 10), runTurn(ANN, 11)]);
    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['done', 'stale']);
    expect(await said(storage)).toHaveLength(1);
  });

  test('with a token that is not newer than the last one cannot commit', async () => {
    const storage = await newStorage();
    const { inbox, runTurn } = await turnsOf(storage);
    await inbox.accept([textFrom('ann', 'k1', 'How long does delivery take?')]);
    await runTurn(ANN, 10);
    await inbox.accept([textFrom('ann', 'k2', 'And to the islands?')]);
    expect(await runTurn(ANN, 10)).toEqual({ kind: 'stale', fence: 10 });
    expect(await runTurn(ANN, 11)).toMatchObject({ kind: 'done' });
  });

  test('is taken at once although the clock was set back since the last one', async () => {
    const storage = await newStorage();
    const { inbox, runTurn } = await turnsOf(storage);
    const anHourAhead = (systemClock.now() + 3_600_000) * 1000;
    await inbox.accept([textFrom('ann', 'k1', 'How long does delivery take?')]);
    await runTurn(ANN, anHourAhead);
    await inbox.accept([textFrom('ann', 'k2', 'And to the islands?')]);
    const dispatcher = createDispatcher({
      storage,
      lanes: createMemoryLanes(systemClock),
      events: createMemoryEvents(),
      clock: systemClock,
      runTurn,
      observer: { fault: () => {}, turn: () => {}, sent: () => {} },
      onCommitted: () => {},
    });
    const stop = new AbortController();
    const running = dispatcher.run(stop.signal);
    dispatcher.wake(ANN);
    await expect.poll(() => said(storage)).toHaveLength(2);
    stop.abort();
    await running;
  });

  test('that throws three times parks its message, says so honestly, and lets the next one go on', async () => {
    const storage = await newStorage();
    const { inbox, runTurn } = await turnsOf(storage, (text) => {
      if (text.includes('poison')) throw new Error('the index is broken');
      return answerWith('Two days.');
    });
    await inbox.accept([
      textFrom('ann', 'k1', 'what about poison'),
      textFrom('ann', 'k2', 'How long does delivery take?'),
    ]);
    expect(await runTurn(ANN, 1)).toMatchObject({ kind: 'failed' });
    expect(await runTurn(ANN, 2)).toMatchObject({ kind: 'failed' });
    expect(await runTurn(ANN, 3)).toMatchObject({ kind: 'done', how: 'parked' });
    expect(await runTurn(ANN, 4)).toMatchObject({ kind: 'done', how: 'answered' });
    const words = await said(storage);
    expect(words[0]).toContain('something went wrong on our side');
    expect(words[1]).toContain('Two days.');
    const parked = await storage.db.selectFrom('inbox').select('error').where('state', '=', 'parked').execute();
    expect(parked).toEqual([{ error: 'the index is broken' }]);
  });

  test('of an obvious fragment waits for the rest, and not longer than 700 ms', async () => {
    const storage = await newStorage();
    const { inbox, runTurn, clock } = await turnsOf(storage);
    await inbox.accept([textFrom('ann', 'k1', 'can i ask')]);
    expect(await runTurn(ANN, 1)).toEqual({ kind: 'wait', ms: 700 });
    await clock.advance(300);
    await inbox.accept([textFrom('ann', 'k2', 'how long delivery takes')]);
    expect(await runTurn(ANN, 2)).toMatchObject({ kind: 'done', waitedMs: 300 });
    await inbox.accept([textFrom('ann', 'k3', 'and also,')]);
    await clock.advance(700);
    expect(await runTurn(ANN, 3)).toMatchObject({ kind: 'done', waitedMs: 700 });
  });

  test('merges what waits into one, in the order of the platform', async () => {
    const storage = await newStorage();
    const asked: string[] = [];
    const { inbox, runTurn } = await turnsOf(storage, (text) => {
      asked.push(text);
      return answerWith('Two days.');
    });
    await inbox.accept([textFrom('ann', 'k2', '洗衣机不转了怎么办', 2), textFrom('ann', 'k1', '请问', 1)]);
    await runTurn(ANN, 1);
    expect(asked).toEqual(['请问洗衣机不转了怎么办']);
  });

  test('while an agent owns the conversation keeps every word and says none', async () => {
    const storage = await newStorage();
    const { inbox, runTurn } = await turnsOf(storage);
    await inbox.accept([textFrom('ann', 'k1', 'How long does delivery take?')]);
    await runTurn(ANN, 1);
    await storage.transact((tx) =>
      tx
        .updateTable('conversations')
        .set((builder) => ({
          owner_kind: 'agent',
          owner_case: 'c1',
          owner_agent: 'a1',
          epoch: builder('epoch', '+', 1),
        }))
        .execute(),
    );
    await inbox.accept([textFrom('ann', 'k2', 'Are you there?')]);
    expect(await runTurn(ANN, 2)).toMatchObject({ kind: 'done', how: 'relayed' });
    expect(await said(storage)).toHaveLength(1);
    const heard = await storage.db.selectFrom('messages').select('id').where('author', '=', 'customer').execute();
    expect(heard).toHaveLength(2);
  });

  test('overtaken by a takeover is done again instead of speaking over the person', async () => {
    const storage = await newStorage();
    let takeOver: () => Promise<unknown> = async () => {};
    const clock = createTestClock();
    const inbox = createInbox({ storage, clock, onAccepted: () => {} });
    const mind = await mindWith(() => answerWith('Two days.'));
    const ask = mind.knowledge.ask.bind(mind.knowledge);
    const slow = {
      ...mind,
      knowledge: {
        ...mind.knowledge,
        ask: async (question: Parameters<typeof ask>[0]) => {
          await takeOver();
          return ask(question);
        },
      },
    };
    const runTurn = createTurn({ storage, channels: [], mind: slow, clock, defaultLocale: 'en' });
    await inbox.accept([textFrom('ann', 'k1', 'How long does delivery take?')]);
    await runTurn(ANN, 1);
    takeOver = () =>
      storage.transact((tx) =>
        tx
          .updateTable('conversations')
          .set({ owner_kind: 'agent', owner_case: 'c1', owner_agent: 'a1', epoch: 1 })
          .execute(),
      );
    await inbox.accept([textFrom('ann', 'k2', 'How long does delivery take?')]);
    expect(await runTurn(ANN, 2)).toEqual({ kind: 'stale' });
    expect(await runTurn(ANN, 3)).toMatchObject({ kind: 'done', how: 'relayed' });
    expect(await said(storage)).toHaveLength(1);
  });

  test('records a gap for what it does not know, and what the customer thinks of an answer', async () => {
    const storage = await newStorage();
    const { inbox, runTurn } = await turnsOf(storage, (text) =>
      text.includes('moon') ? { kind: 'none', nearest: [], confidence: 0.1 } : answerWith('Two days.'),
    );
    await inbox.accept([textFrom('ann', 'k1', 'Do you deliver to the moon?')]);
    await runTurn(ANN, 1);
    const gap = await storage.db.selectFrom('knowledge_gaps').select(['question', 'state']).executeTakeFirstOrThrow();
    expect(gap).toEqual({ question: 'Do you deliver to the moon?', state: 'open' });
    await inbox.accept([textFrom('ann', 'k2', 'How long does delivery take?')]);
    await runTurn(ANN, 2);
    await inbox.accept([textFrom('ann', 'k3', '2')]);
    await runTurn(ANN, 3);
    const feedback = await storage.db
      .selectFrom('answer_feedback')
      .select(['entry_id', 'question', 'helpful'])
      .execute();
    expect(feedback).toEqual([{ entry_id: 'e1', question: 'How long does delivery take?', helpful: 0 }]);
  });

  test('asks for more when the words name nothing, and does not call that a gap', async () => {
    const storage = await newStorage();
    const { inbox, runTurn } = await turnsOf(storage, () => ({ kind: 'none', nearest: [], confidence: 0 }));
    for (const [position, text] of ['？', 'It’s broken', '帮帮我'].entries()) {
      await inbox.accept([textFrom('ann', `k${position}`, text)]);
      await runTurn(ANN, position + 1);
    }
    expect((await said(storage)).map((line) => /which item or order|哪件商品或哪个订单/.test(line))).toEqual([
      true,
      true,
      true,
    ]);
    expect(await storage.db.selectFrom('knowledge_gaps').select('id').execute()).toEqual([]);
  });

  test('takes “not that” for what it is: the answer did not help, or it was none of the choices', async () => {
    const storage = await newStorage();
    const { inbox, runTurn } = await turnsOf(storage, (text) => {
      const { sources, ...answer } = answerWith('Two days.');
      return text.includes('sofa') ? { kind: 'clarify', nearest: sources, confidence: 0.4 } : { ...answer, sources };
    });
    for (const [position, text] of ['How long?', '不是这个', 'a sofa?', 'no, not that', '都不对'].entries()) {
      await inbox.accept([textFrom('ann', `k${position}`, text)]);
      await runTurn(ANN, position + 1);
    }
    const lines = await said(storage);
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(/没有帮到您/);
    expect(lines[3]).toMatch(/don’t have an answer/);
    expect(lines[4]).toMatch(/请再说一句/);
    expect(await storage.db.selectFrom('answer_feedback').select(['question', 'helpful']).execute()).toEqual([
      { question: 'How long?', helpful: 0 },
    ]);
    expect(await storage.db.selectFrom('knowledge_gaps').select('question').execute()).toEqual([
      { question: 'a sofa?' },
    ]);
  });

  test('in a dialogue reads no statement as if it went on with the last answer', async () => {
    const storage = await newStorage();
    const asked: (readonly string[])[] = [];
    const { inbox } = await turnsOf(storage);
    const mind = await mindWith(() => answerWith('Two days.'));
    const ask: Knowledge['ask'] = async (question) => {
      asked.push([question.text, ...(question.previous ?? []).map(({ text }) => text)]);
      return question.text.includes('stain')
        ? { kind: 'none', nearest: [], confidence: 0 }
        : mind.knowledge.ask(question);
    };
    const runTurn = createTurn({
      storage,
      channels: [],
      mind: { ...mind, knowledge: { ...mind.knowledge, ask } },
      clock: createTestClock(),
      defaultLocale: 'en',
    });
    const texts = ['I want to complain', 'how long do refunds take?', 'the sofa has a stain', 'and how much is it?'];
    for (const [position, text] of texts.entries()) {
      await inbox.accept([textFrom('ann', `k${position}`, text)]);
      await runTurn(ANN, position + 1);
    }
    expect(asked).toEqual([
      ['how long do refunds take?'],
      ['the sofa has a stain'],
      ['and how much is it?', 'how long do refunds take?'],
    ]);
  });

  test('of an edited message changes the line where it stands and answers anew', async () => {
    const storage = await newStorage();
    const { inbox, runTurn } = await turnsOf(storage);
    const original = textFrom('ann', 'k1', 'How long does it?');
    await inbox.accept([original]);
    await runTurn(ANN, 1);
    await inbox.accept([{ ...textFrom('ann', 'k2', 'How long does delivery take?'), edits: original.key }]);
    await runTurn(ANN, 2);
    const lines = await storage.db
      .selectFrom('messages')
      .select(['content', 'position'])
      .where('author', '=', 'customer')
      .execute();
    expect(lines).toHaveLength(1);
    expect(lines[0]?.content).toContain('delivery');
    expect(await said(storage)).toHaveLength(2);
  });

  test('of a blocked bot says nothing and marks the customer unreachable', async () => {
    const storage = await newStorage();
    const { inbox, runTurn } = await turnsOf(storage);
    await inbox.accept([incoming('ann', 'k1', { kind: 'presence', event: 'blocked' })]);
    await runTurn(ANN, 1);
    const row = await storage.db.selectFrom('conversations').select('unreachable_since').executeTakeFirstOrThrow();
    expect(row.unreachable_since).not.toBeNull();
    expect(await said(storage)).toEqual([]);
  });

  test('of a blocked bot is noted beside a colleague too, and makes nobody reachable', async () => {
    const storage = await newStorage();
    const { inbox, runTurn } = await turnsOf(storage);
    await inbox.accept([textFrom('ann', 'k1', 'How long?')]);
    await runTurn(ANN, 1);
    const held = { owner_kind: 'agent' as const, owner_case: 'a-case', owner_agent: 'ann', last_message_at: 7 };
    await storage.transact((tx) => tx.updateTable('conversations').set(held).execute());
    await inbox.accept([incoming('ann', 'k2', { kind: 'presence', event: 'blocked' })]);
    await runTurn(ANN, 2);
    const talk = () => storage.db.selectFrom('conversations').selectAll().executeTakeFirstOrThrow();
    expect((await talk()).unreachable_since).not.toBeNull();
    await inbox.accept([incoming('ann', 'k3', { kind: 'presence', event: 'left' })]);
    await runTurn(ANN, 3);
    expect(await talk()).toMatchObject({ unreachable_since: expect.any(Number), last_message_at: 7 });
  });

  test('of a picture, a sticker or an unknown kind gets an honest sentence', async () => {
    const storage = await newStorage();
    const { inbox, runTurn } = await turnsOf(storage);
    await inbox.accept([
      incoming('ann', 'k1', { kind: 'media', media: { kind: 'image', ref: 'f1' } }),
      incoming('ann', 'k2', { kind: 'unsupported', platformType: 'poll' }),
    ]);
    await runTurn(ANN, 1);
    expect(await said(storage)).toEqual([expect.stringContaining('pictures'), expect.stringContaining('as text')]);
  });
});

/** Resolves for everybody when `count` have come. */
function barrier(count: number): () => Promise<void> {
  const open = Promise.withResolvers<void>();
  let waiting = 0;
  return () => {
    waiting += 1;
    if (waiting === count) open.resolve();
    return open.promise;
  };
}
