import { createServer, type IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import type { ConversationId } from '../../src/core/index.ts';
import {
  agentById,
  customerWrote,
  DESK_DEFAULTS,
  type DeskWork,
  decideCompensation,
  deliverWebhooks,
  deskRound,
  grantCompensation,
  type HandoffEffect,
  openCase,
  passToQueue,
  setDeskCustomer,
  setPresence,
  snooze,
  takeOver,
  webhookSignature,
  writeDeskSettings,
} from '../../src/handoff/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { createTestClock } from '../support/clock.ts';
import { addAgent, addConversation, collecting, keepOpen, testVoice } from '../support/desk.ts';
import { describeStorages } from '../support/storage.ts';

/** A Monday, 11:00 in Shanghai. */
const MONDAY = Date.UTC(2026, 10, 23, 3);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function deskOf(storage: Storage, start = MONDAY, over: Partial<Pick<DeskWork, 'apply' | 'fault'>> = {}) {
  const clock = createTestClock(start);
  const { effects, apply } = collecting();
  const work: DeskWork = {
    storage,
    clock,
    apply,
    committed: () => {},
    fault: (_: string, thrown: unknown) => {
      throw thrown;
    },
    allowedHosts: [],
    markOverdueComplaints: async () => [],
    ...over,
  };
  return {
    clock,
    effects,
    round: () => deskRound(work),
    said: () => effects.flatMap((effect: HandoffEffect) => (effect.kind === 'tell' ? [effect.telling.word] : [])),
    queue: (conversation: ConversationId, skill: string | null = null) =>
      storage.transact(async (tx) => {
        const need = { conversation, reasons: ['asked'] as const, skill, fastLane: false, actor: 'customer' };
        const opened = await openCase(tx, { ...need, now: clock.now() });
        await apply(tx, opened.effects);
        return opened;
      }),
  };
}

const stateOf = (storage: Storage, conversation: ConversationId) =>
  storage.db
    .selectFrom('cases')
    .select(['state', 'agent_id', 'first_state', 'priority'])
    .where('conversation_id', '=', conversation)
    .executeTakeFirstOrThrow();

const eventsOf = async (storage: Storage, conversation: ConversationId) =>
  (
    await storage.db
      .selectFrom('case_events')
      .select(['kind', 'detail'])
      .where('conversation_id', '=', conversation)
      .orderBy('id')
      .execute()
  ).map(({ kind }) => kind);

describeStorages('the desk', (newStorage) => {
  test('gives a case to whoever has room, and the same customer to the same agent again', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const desk = deskOf(storage);
    await addAgent(storage, 'ann', { presence: 'on-duty', capacity: 1, idle_since: 1 });
    await addAgent(storage, 'bob', { presence: 'on-duty', capacity: 1, idle_since: 2 });
    const first = await addConversation(storage, 'x1');
    const second = await addConversation(storage, 'x2');
    const third = await addConversation(storage, 'x3');
    for (const each of [first, second, third]) await desk.queue(each);
    await storage.transact((tx) => setDeskCustomer(tx, 'p-x1', { firstAgent: 'bob' }, 'ann', MONDAY));
    await desk.round();
    expect((await stateOf(storage, first)).agent_id).toBe('bob');
    expect((await stateOf(storage, second)).agent_id).toBe('ann');
    expect((await stateOf(storage, third)).state).toBe('waiting');
  });

  test('never gives an agent more than their capacity, with two processes routing at once', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const one = deskOf(storage);
    const two = deskOf(storage);
    await addAgent(storage, 'ann', { presence: 'on-duty', capacity: 3 });
    for (let index = 0; index < 8; index += 1) await one.queue(await addConversation(storage, `y${index}`));
    await Promise.all([one.round(), two.round(), one.round(), two.round()]);
    const held = await storage.db.selectFrom('cases').select('id').where('state', '=', 'held').execute();
    expect(held).toHaveLength(3);
  });

  test('warns before the first response is late, and escalates when it is, once each', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const desk = deskOf(storage);
    await addAgent(storage, 'lea', { role: 'supervisor' });
    const conversation = await addConversation(storage, 'z1');
    await desk.queue(conversation);
    await desk.clock.advance(8 * MINUTE);
    await desk.round();
    expect((await stateOf(storage, conversation)).first_state).toBe(1);
    await desk.clock.advance(3 * MINUTE);
    await desk.round();
    await desk.round();
    expect((await stateOf(storage, conversation)).first_state).toBe(2);
    expect(await eventsOf(storage, conversation)).toEqual(['opened', 'at-risk', 'breached', 'escalated']);
    const alerts = await storage.db.selectFrom('desk_events').select('event').where('agent_id', '=', 'lea').execute();
    expect(alerts.map(({ event }) => JSON.parse(event))).toEqual([{ kind: 'queue', conversation, alert: true }]);
  });

  test('goes on with the others when one case fails, and routes all the same', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const faults: unknown[] = [];
    let failing = true;
    const desk = deskOf(storage, MONDAY, {
      fault: (_, thrown) => faults.push(thrown),
      apply: async () => {
        if (!failing) return;
        failing = false;
        throw new Error('this one cannot be swept');
      },
    });
    for (const name of ['w1', 'w2']) await desk.queue(await addConversation(storage, name));
    await desk.clock.advance(DAY);
    await addAgent(storage, 'ann', { presence: 'on-duty' });
    await desk.round();
    expect(faults).toEqual([new Error('this one cannot be swept')]);
    const escalated = storage.db.selectFrom('case_events').select('case_id').distinct().where('kind', '=', 'breached');
    expect(await escalated.execute()).toHaveLength(1);
    expect((await storage.db.selectFrom('cases').select('state').execute()).map(({ state }) => state)).toEqual([
      'held',
      'held',
    ]);
  });

  test('takes a case from an agent who keeps silent, tells the customer and sets the agent away', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const desk = deskOf(storage);
    const ann = await addAgent(storage, 'ann', { presence: 'on-duty' });
    await addAgent(storage, 'lea', { role: 'supervisor' });
    const conversation = await addConversation(storage, 'z2');
    await desk.queue(conversation);
    for (let minute = 0; minute < 2 * DESK_DEFAULTS.silentMinutes; minute += 1) {
      await desk.clock.advance(MINUTE);
      await desk.round();
    }
    expect(await stateOf(storage, conversation)).toMatchObject({ state: 'waiting', agent_id: null });
    expect(desk.said()).toEqual(['queuedFirst', 'agentJoined', 'agentSilentNobodyThere']);
    expect(await agentById(storage.db, ann)).toMatchObject({ presence: 'away', presenceCause: 'silence' });
    const events = await eventsOf(storage, conversation);
    expect(events.slice(events.indexOf('lapsed'), events.indexOf('lapsed') + 2)).toEqual(['lapsed', 'escalated']);
    await storage.transact((tx) => setPresence(tx, ann, 'on-duty', desk.clock.now()));
    await desk.round();
    expect(await stateOf(storage, conversation)).toMatchObject({ state: 'held', agent_id: ann });
    expect(await agentById(storage.db, ann)).toMatchObject({ presence: 'on-duty', presenceCause: 'chosen' });
  });

  test('an agent who writes to others stays on duty, and what they let lapse goes to a colleague', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const desk = deskOf(storage);
    const voice = await testVoice();
    const ann = await addAgent(storage, 'ann', { presence: 'on-duty' });
    const [busy, lapsing] = [await addConversation(storage, 'l1'), await addConversation(storage, 'l2')];
    await desk.queue(busy);
    await desk.queue(lapsing);
    await desk.round();
    await desk.clock.advance(5 * MINUTE);
    const words = { conversation: busy, agent: ann, key: 'key-00001', text: 'On it.', files: [], seen: null };
    await storage.transact((tx) => voice.say(tx, { ...words, now: desk.clock.now() }));
    for (let minute = 0; minute < DESK_DEFAULTS.silentMinutes; minute += 1) {
      await desk.clock.advance(MINUTE);
      await desk.round();
    }
    expect(await agentById(storage.db, ann)).toMatchObject({ presence: 'on-duty' });
    expect(await stateOf(storage, busy)).toMatchObject({ state: 'held', agent_id: ann });
    expect(await stateOf(storage, lapsing)).toMatchObject({ state: 'waiting', agent_id: null });
    const bob = await addAgent(storage, 'bob', { presence: 'on-duty' }, desk.clock.now());
    await desk.round();
    expect(await stateOf(storage, lapsing)).toMatchObject({ state: 'held', agent_id: bob });
  });

  test('what an agent passes on to the queue goes to a colleague, never straight back to them', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const desk = deskOf(storage);
    const ann = await addAgent(storage, 'ann', { presence: 'on-duty' });
    const conversation = await addConversation(storage, 'p1');
    await desk.queue(conversation);
    await desk.round();
    await desk.clock.advance(MINUTE);
    const holder = { kinds: ['agent'] as const, agent: ann };
    const passing = { conversation, actor: ann, holder, tell: true, now: desk.clock.now() };
    await storage.transact((tx) => passToQueue(tx, passing, { reason: 'transferred' }));
    await desk.round();
    expect(await stateOf(storage, conversation)).toMatchObject({ state: 'waiting', agent_id: null });
    const bob = await addAgent(storage, 'bob', { presence: 'on-duty' }, desk.clock.now());
    await desk.round();
    expect(await stateOf(storage, conversation)).toMatchObject({ state: 'held', agent_id: bob });
  });

  test('tells a place in the queue once, and a new one after two minutes at the earliest', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const desk = deskOf(storage);
    const ann = await addAgent(storage, 'ann', { presence: 'on-duty', capacity: 0 });
    const [a, b] = [await addConversation(storage, 'q1'), await addConversation(storage, 'q2')];
    await desk.queue(a);
    await desk.clock.advance(10);
    await desk.queue(b);
    expect(desk.said()).toEqual(['queuedFirst', 'queued']);
    await storage.transact((tx) => takeOver(tx, { conversation: a, agent: ann, now: desk.clock.now(), by: 'agent' }));
    await desk.clock.advance(MINUTE);
    await desk.round();
    expect(desk.said()).toHaveLength(2);
    await desk.clock.advance(MINUTE);
    await desk.round();
    await desk.round();
    expect(desk.said()).toEqual(['queuedFirst', 'queued', 'placeNow']);
  });

  test('says honestly when it is closed, keeps the message, and makes it a case in the morning', async () => {
    const storage = await newStorage();
    await storage.transact((tx) => writeDeskSettings(tx, DESK_DEFAULTS));
    const night = Date.UTC(2026, 10, 23, 18); // Tuesday 02:00 in Shanghai
    const desk = deskOf(storage, night);
    const conversation = await addConversation(storage, 'n1');
    const opened = await desk.queue(conversation);
    expect(opened.state).toBe('callback');
    const told = desk.effects.find((effect) => effect.kind === 'tell');
    expect(told).toMatchObject({ telling: { word: 'deskClosed', opensAt: Date.UTC(2026, 10, 24, 1) } });
    await storage.transact((tx) => customerWrote(tx, conversation, desk.clock.now()));
    await desk.round();
    expect((await stateOf(storage, conversation)).state).toBe('snoozed');
    await desk.clock.advance(7 * 60 * MINUTE);
    await desk.round();
    expect((await stateOf(storage, conversation)).state).toBe('waiting');
    expect(await eventsOf(storage, conversation)).toEqual(['opened', 'left-message', 'woken']);
    const owner = await storage.db.selectFrom('conversations').select('owner_kind').executeTakeFirstOrThrow();
    expect(owner.owner_kind).toBe('queue');
  });

  test('that was put aside while the customer waits comes back with an end to its agent’s silence', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const ann = await addAgent(storage, 'ann');
    const conversation = await addConversation(storage, 'z1');
    const desk = deskOf(storage, MONDAY);
    await desk.queue(conversation);
    await storage.transact((tx) => takeOver(tx, { conversation, agent: ann, now: MONDAY, by: 'agent' }));
    await storage.transact((tx) => snooze(tx, { conversation, agent: ann, until: MONDAY + MINUTE, now: MONDAY }));
    await desk.clock.advance(2 * MINUTE);
    await desk.round();
    const row = await storage.db.selectFrom('cases').selectAll().executeTakeFirstOrThrow();
    expect([row.state, row.agent_id]).toEqual(['held', 'ann']);
    expect(row.silent_due).toBeGreaterThan(desk.clock.now());
  });

  test('grants within the limit at once and above it with a supervisor; the same wish is granted once', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const ann = await addAgent(storage, 'ann', { limit_coupon: 1_000 });
    await addAgent(storage, 'lea', { role: 'supervisor' });
    const conversation = await addConversation(storage, 'g1');
    await storage.transact((tx) => takeOver(tx, { conversation, agent: ann, now: MONDAY, by: 'agent' }));
    const agent = await agentById(storage.db, 'ann');
    const lead = await agentById(storage.db, 'lea');
    if (!agent || !lead) throw new Error('both were added');
    const grant = (key: string, amount: number) =>
      storage.transact((tx) =>
        grantCompensation(tx, {
          key,
          conversation,
          agent,
          kind: 'coupon',
          amount,
          reason: 'broken',
          ip: '',
          now: MONDAY,
        }),
      );
    expect(await grant('small-wish', 900)).toMatchObject({ kind: 'done', row: { state: 'granted' } });
    await grant('small-wish', 900);
    const large = await grant('large-wish', 5_000);
    expect(large).toMatchObject({ kind: 'done', row: { state: 'requested' } });
    expect(await grant('dream-wish', 999_999)).toMatchObject({ kind: 'over-ceiling' });
    const id = large.kind === 'done' ? large.row.id : '';
    const decide = (who: typeof lead) =>
      storage.transact((tx) => decideCompensation(tx, { id, approve: true, lead: who, ip: '', now: MONDAY }));
    expect(await decide(agent)).toEqual({ kind: 'not-yours' });
    expect(await decide(lead)).toMatchObject({ kind: 'done', row: { state: 'granted', decided_by: 'lea' } });
    expect(await decide(lead)).toEqual({ kind: 'not-yours' });
    const log = await storage.db.selectFrom('audit_log').select(['actor', 'action']).orderBy('id').execute();
    expect(log).toEqual([
      { actor: 'ann', action: 'compensation.grant' },
      { actor: 'ann', action: 'compensation.request' },
      { actor: 'lea', action: 'compensation.approve' },
    ]);
  });

  test('signs what it tells other systems, tries again, and never calls a private address by itself', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const heard: { headers: IncomingMessage['headers']; body: string }[] = [];
    let status = 500;
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        heard.push({ headers: request.headers, body });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', () => resolve()));
    const bound = receiver.address();
    const port = typeof bound === 'object' && bound ? bound.port : 0;
    await storage.transact((tx) =>
      tx
        .insertInto('webhooks')
        .values([
          {
            id: 'w1',
            url: `http://127.0.0.1:${port}/hook`,
            secret: 's3cret',
            events: '["case.opened"]',
            active: 1,
            created_at: 0,
          },
        ])
        .execute(),
    );
    const desk = deskOf(storage);
    await desk.queue(await addConversation(storage, 'w1'));
    const delivery = () => storage.db.selectFrom('webhook_deliveries').selectAll().executeTakeFirstOrThrow();
    await deliverWebhooks({ storage, clock: desk.clock, allowedHosts: [`127.0.0.1:${port}`] });
    expect(await delivery()).toMatchObject({ state: 'due', attempts: 1, status: 500 });
    status = 200;
    await desk.clock.advance(10_000);
    await deliverWebhooks({ storage, clock: desk.clock, allowedHosts: [`127.0.0.1:${port}`] });
    expect(await delivery()).toMatchObject({ state: 'sent', attempts: 2, status: 200 });
    const last = heard.at(-1);
    const stamp = Number(last?.headers['x-warmline-timestamp']);
    expect(last?.headers['x-warmline-signature']).toBe(webhookSignature('s3cret', stamp, last?.body ?? ''));
    expect(JSON.parse(last?.body ?? '')).toMatchObject({ event: 'case.opened', data: { conversation: 'c-w1' } });
    await desk.queue(await addConversation(storage, 'w2'));
    await deliverWebhooks({ storage, clock: desk.clock, allowedHosts: [] });
    const refused = await storage.db
      .selectFrom('webhook_deliveries')
      .select(['state', 'detail'])
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(refused.state).toBe('dead');
    expect(refused.detail).toContain('private address');
    expect(heard).toHaveLength(2);
    await new Promise((resolve) => receiver.close(resolve));
  });

  test('an agent’s words: only theirs, once per key, and not past words that they have not seen', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    const voice = await testVoice();
    const ann = await addAgent(storage, 'ann');
    const bob = await addAgent(storage, 'bob');
    const conversation = await addConversation(storage, 'v1');
    await storage.transact((tx) => takeOver(tx, { conversation, agent: ann, now: MONDAY, by: 'agent' }));
    const say = (agent: typeof ann, key: string, seen: number | null) =>
      storage.transact((tx) =>
        voice.say(tx, { conversation, agent, key, text: 'I am on it.', files: [], seen, now: MONDAY }),
      );
    expect((await say(bob, 'key-00001', null)).kind).toBe('not-holder');
    expect(await say(ann, 'key-00001', 0)).toEqual({ kind: 'customer-wrote', position: 1 });
    const first = await say(ann, 'key-00001', 1);
    expect(await say(ann, 'key-00001', 1)).toEqual(first);
    const rows = await storage.db.selectFrom('outbox').select(['author', 'priority']).execute();
    expect(rows).toEqual([{ author: 'agent', priority: 0 }]);
  });
});
