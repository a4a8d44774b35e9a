import { expect, test } from 'vitest';
import { AgentId, type ConversationId } from '../../src/core/index.ts';
import { openCase, passToAgent, passToQueue, returnToBot, takeOver } from '../../src/handoff/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { addAgent, addConversation, keepOpen, testVoice } from '../support/desk.ts';
import { describeStorages } from '../support/storage.ts';

const NOW = Date.UTC(2026, 10, 23, 3);

async function ownerOf(storage: Storage, id: ConversationId) {
  return storage.db
    .selectFrom('conversations')
    .select(['owner_kind', 'owner_agent', 'epoch'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

const queued = (storage: Storage, conversation: ConversationId) =>
  storage.transact((tx) =>
    openCase(tx, { conversation, reasons: ['asked'], skill: null, fastLane: false, actor: 'customer', now: NOW }),
  );

const take = (storage: Storage, conversation: ConversationId, agent: AgentId) =>
  storage.transact((tx) => takeOver(tx, { conversation, agent, now: NOW, by: 'agent' }));

describeStorages('ownership', (newStorage) => {
  test('two agents at once: one has it, the other learns who', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const ann = await addAgent(storage, 'ann');
    const bob = await addAgent(storage, 'bob');
    for (let round = 0; round < 10; round += 1) {
      const conversation = await addConversation(storage, `c${round}`);
      if (round % 2 === 0) await queued(storage, conversation);
      const results = await Promise.all([take(storage, conversation, ann), take(storage, conversation, bob)]);
      expect(results.map(({ kind }) => kind).sort()).toEqual(['taken', 'taken-by']);
      const winner = results[0]?.kind === 'taken' ? ann : bob;
      expect(results.find(({ kind }) => kind === 'taken-by')).toMatchObject({ agent: winner, name: winner });
      const cases = await storage.db
        .selectFrom('cases')
        .select(['agent_id', 'state'])
        .where('conversation_id', '=', conversation)
        .execute();
      expect(cases).toEqual([{ agent_id: winner, state: 'held' }]);
    }
  });

  test('every change of hands raises the epoch and withdraws what the bot had not begun to say', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const voice = await testVoice();
    const ann = await addAgent(storage, 'ann');
    const bob = await addAgent(storage, 'bob');
    const conversation = await addConversation(storage, 'cy');
    const opened = await queued(storage, conversation);
    await storage.transact((tx) => voice.apply(tx, opened.effects, NOW));
    expect(await ownerOf(storage, conversation)).toEqual({ owner_kind: 'queue', owner_agent: null, epoch: 1 });
    const taken = await take(storage, conversation, ann);
    if (taken.kind !== 'taken') throw new Error('ann was alone');
    await storage.transact((tx) => voice.apply(tx, taken.effects, NOW));
    const rows = await storage.db.selectFrom('outbox').select(['author', 'state']).orderBy('id').execute();
    expect(rows).toEqual([
      { author: 'bot', state: 'withdrawn' },
      { author: 'system', state: 'due' },
    ]);
    const holder = { kinds: ['agent'] as const, agent: ann };
    const passing = { conversation, actor: ann, holder, tell: true, now: NOW };
    expect((await storage.transact((tx) => passToAgent(tx, passing, bob))).kind).toBe('passed');
    expect((await storage.transact((tx) => passToAgent(tx, passing, bob))).kind).toBe('not-holder');
    const byBob = { ...passing, actor: bob, holder: { kinds: ['agent'] as const, agent: bob } };
    await storage.transact((tx) => passToQueue(tx, byBob, { skill: 'returns', reason: 'transferred' }));
    expect(await ownerOf(storage, conversation)).toEqual({ owner_kind: 'queue', owner_agent: null, epoch: 4 });
    await take(storage, conversation, bob);
    const back = await storage.transact((tx) =>
      returnToBot(tx, {
        conversation,
        actor: bob,
        holder: { kinds: ['agent'], agent: bob },
        disposition: 'solved',
        survey: true,
        how: 'return',
        now: NOW,
      }),
    );
    if (back.kind !== 'given-back') throw new Error('bob held it');
    expect(back.effects.map(({ kind }) => kind)).toEqual(['withdraw', 'tell', 'offer-survey']);
    await storage.transact((tx) => voice.apply(tx, back.effects, NOW));
    expect(await ownerOf(storage, conversation)).toEqual({ owner_kind: 'bot', owner_agent: null, epoch: 6 });
    expect(
      await storage.db.selectFrom('survey_invites').select(['survey', 'due_at']).orderBy('due_at').execute(),
    ).toEqual([
      { survey: 'csat', due_at: NOW },
      { survey: 'ces', due_at: NOW + 24 * 60 * 60_000 },
    ]);
    const mark = await storage.db.selectFrom('handoff_marks').selectAll().executeTakeFirstOrThrow();
    expect(JSON.parse(mark.mood)).toMatchObject({ level: 'calm', sinceReturn: 0 });
    expect(mark.returned_position).toBeGreaterThanOrEqual(1);
  });

  test('the first agent and the history of a customer are kept over cases', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const ann = await addAgent(storage, 'ann');
    const conversation = await addConversation(storage, 'dee');
    await take(storage, conversation, ann);
    const kept = await storage.db.selectFrom('customer_desk').selectAll().executeTakeFirstOrThrow();
    expect(kept).toMatchObject({ customer_id: 'p-dee', first_agent: 'ann', own_agent: null });
    expect((await take(storage, conversation, ann)).kind).toBe('already-yours');
    expect((await take(storage, 'c-nobody' as ConversationId, AgentId.parse('ann'))).kind).toBe('gone');
  });
});
