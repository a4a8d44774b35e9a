import { expect, test } from 'vitest';
import { createInbox } from '../../src/bot/inbox.ts';
import { createTurn } from '../../src/bot/turn/turn.ts';
import { ChoiceId } from '../../src/core/index.ts';
import { COMPLAINT_CLOCKS, createComplaintDesk, overdueComplaints } from '../../src/flows/index.ts';
import { followComplaints, openCase, openCaseOf, runDesk, writeDeskSettings } from '../../src/handoff/index.ts';
import type { Answer } from '../../src/knowledge/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { createTestClock } from '../support/clock.ts';
import { incoming, textFrom } from '../support/conversations.ts';
import { ALWAYS_OPEN, addAgent, addConversation, keepOpen } from '../support/desk.ts';
import { answerWith, mindWith } from '../support/minds.ts';
import { describeStorages } from '../support/storage.ts';

const ANN = 'test/shop/ann';

async function turnsOf(storage: Storage, ask: () => Answer = () => answerWith('Two days.')) {
  await keepOpen(storage);
  await addAgent(storage, 'otto', { presence: 'on-duty', capacity: 0 });
  const clock = createTestClock();
  const inbox = createInbox({ storage, clock, onAccepted: () => {} });
  const mind = await mindWith(ask);
  const runTurn = createTurn({ storage, channels: [], mind, clock, defaultLocale: 'en' });
  let count = 0;
  return {
    async hear(text: string) {
      count += 1;
      await inbox.accept([textFrom('ann', `k${count}`, text)]);
      return runTurn(ANN, count);
    },
    async press(id: string) {
      count += 1;
      await inbox.accept([incoming('ann', `k${count}`, { kind: 'choice', id: ChoiceId.parse(id) })]);
      return runTurn(ANN, count);
    },
  };
}

async function lines(storage: Storage): Promise<string[]> {
  const rows = await storage.db.selectFrom('messages').select(['author', 'content']).orderBy('position').execute();
  return rows.map(({ author, content }) => {
    const said = JSON.parse(content);
    return `${author}: ${said.text ?? said.markdown ?? said.prompt ?? said.label ?? said.id}`;
  });
}

const cases = (storage: Storage) =>
  storage.db
    .selectFrom('cases')
    .select(['state', 'reasons', 'fast_lane', 'disposition'])
    .orderBy('opened_at')
    .execute();

const waiting = (storage: Storage) =>
  storage.db.selectFrom('outbox').select(['author', 'epoch']).where('state', '=', 'due').execute();

describeStorages('a turn and people', (newStorage) => {
  test('asked for a person, it brings one in and says where the customer stands; then it is silent', async () => {
    const storage = await newStorage();
    const talk = await turnsOf(storage);
    await talk.hear('How long does delivery take?');
    await talk.hear('Forget it, let me speak to a human');
    expect(await cases(storage)).toEqual([{ state: 'waiting', reasons: '["asked"]', fast_lane: 0, disposition: null }]);
    const said = await lines(storage);
    expect(said.at(-1)).toContain('You are next');
    // What the turn itself says is written under the new owner's epoch, or it would be withdrawn at the claim.
    expect((await waiting(storage)).every(({ epoch }) => epoch === 1)).toBe(true);
    expect(await talk.hear('It is about my parcel')).toMatchObject({ how: 'relayed' });
    expect((await lines(storage)).at(-1)).toBe('customer: It is about my parcel');
    const moods = await storage.db.selectFrom('moods').select(['level', 'signals']).execute();
    expect(moods).toHaveLength(3);
    expect(JSON.parse(moods[0]?.signals ?? '')).toMatchObject({ language: 'en' });
  });

  test('who no longer wants to wait is with the bot again, and is not asked how it was', async () => {
    const storage = await newStorage();
    const talk = await turnsOf(storage);
    await talk.hear('I want to talk to a human agent');
    await talk.press('leave-queue');
    expect(await cases(storage)).toMatchObject([{ state: 'resolved', disposition: 'customer-gone' }]);
    expect((await lines(storage)).at(-1)).toContain('out of the queue');
    expect(await storage.db.selectFrom('survey_invites').select('id').execute()).toEqual([]);
    expect(await talk.hear('How long does delivery take?')).toMatchObject({ how: 'answered' });
    expect((await lines(storage)).join('\n')).toContain('Two days.');
  });

  test('“算了，不用了” leaves the queue as the button does; other words stay for the colleague', async () => {
    const storage = await newStorage();
    const talk = await turnsOf(storage);
    await talk.hear('转人工');
    await talk.hear('不用了解，我就要退款');
    expect(await cases(storage)).toMatchObject([{ state: 'waiting' }]);
    await talk.hear('算了，不用了。');
    expect(await cases(storage)).toMatchObject([{ state: 'resolved', disposition: 'customer-gone' }]);
  });

  test('damage said in anger is offered the fast lane beside the person; pressed, it goes before the others', async () => {
    const storage = await newStorage();
    const talk = await turnsOf(storage);
    await talk.hear('收到的杯子碎了，太失望了，我要退款');
    const offered = await storage.db.selectFrom('messages').select('content').where('author', '=', 'bot').execute();
    const ids = offered.flatMap(({ content }) =>
      (JSON.parse(content).choices ?? []).map(({ id }: { id: string }) => id),
    );
    expect(ids).toEqual(expect.arrayContaining(['fast-lane', 'person']));
    await talk.press('fast-lane');
    expect(await cases(storage)).toMatchObject([{ state: 'waiting', reasons: '["fast-lane"]', fast_lane: 1 }]);
  });

  test('the summary tells what was tried: answered, found unhelpful, asked back, guided; small talk is none of it', async () => {
    const storage = await newStorage();
    const talk = await turnsOf(storage);
    await talk.hear('hello');
    await talk.hear('How long does delivery take?');
    await talk.hear('我要投诉你们');
    await talk.hear('/person');
    const { summary } = await storage.db.selectFrom('cases').select('summary').executeTakeFirstOrThrow();
    expect(JSON.parse(summary).tried).toEqual([
      { question: 'How long does delivery take?', outcome: 'answered' },
      { question: '我要投诉你们', outcome: 'flow' },
    ]);
  });

  test('who asks for a person in Chinese from the first word on is answered in Chinese', async () => {
    const storage = await newStorage();
    const talk = await turnsOf(storage);
    await talk.hear('转人工');
    expect((await lines(storage)).at(-1)).toContain('下一位就是您');
  });

  test('a complaint that begins in anger is met with one apology, not two', async () => {
    const storage = await newStorage();
    const talk = await turnsOf(storage);
    await talk.hear('我要投诉你们');
    const said = (await lines(storage)).filter((line) => line.startsWith('bot:'));
    expect(said.join('\n').match(/抱歉|对不起/g)).toHaveLength(1);
    expect(said.join('\n')).not.toContain('看得出来');
  });

  test('a complaint in anger is registered when nobody is at the desk, and meets a person when somebody is', async () => {
    const said = ['你们这什么破沙发，才用两天就塌了，我要投诉', '坐垫塌了，弹簧都戳出来了，气死我了，太过分了！！！'];
    for (const days of [[{ day: 1, from: '09:00', to: '09:01' } as const], ALWAYS_OPEN.hours.days]) {
      const storage = await newStorage();
      const talk = await turnsOf(storage);
      const settings = { ...ALWAYS_OPEN, hours: { ...ALWAYS_OPEN.hours, days } };
      await storage.transact((tx) => writeDeskSettings(tx, settings));
      for (const text of said) await talk.hear(text);
      const isOpen = days.length > 1;
      expect(await cases(storage)).toHaveLength(isOpen ? 1 : 0);
      expect((await lines(storage)).some((line) => line.includes('我来登记'))).toBe(!isOpen);
    }
  });

  test.each([
    ['衣柜门刮花了，我要投诉', '我来登记'],
    ['the wardrobe door is scratched, I want to complain', 'take it down'],
  ])(
    'who wishes to complain and says no word of anger is registered, also while somebody is there (%s)',
    async (text, sorry) => {
      const storage = await newStorage();
      const talk = await turnsOf(storage);
      await talk.hear(text);
      expect((await lines(storage)).some((line) => line.includes(sorry))).toBe(true);
      expect(await cases(storage)).toEqual([]);
    },
  );

  test('an offer of a person and the question of a dialogue are one message, and a number means what it stands at', async () => {
    const storage = await newStorage();
    const talk = await turnsOf(storage);
    await talk.hear('where is my order, this is ridiculous, I have waited for weeks');
    const said = (await lines(storage)).filter((line) => line.startsWith('bot:'));
    expect(said.map((line) => /fast lane/.test(line))).toEqual([false, true]);
    expect(said[1]).toMatch(/Or we go on here:\s+What would you like to do/);
    // Behind "Try again", "A colleague" and "Leave it"; the way to a person is among them and stands there once.
    await talk.hear('4');
    expect(await cases(storage)).toMatchObject([{ reasons: '["fast-lane"]', fast_lane: 1 }]);
  });

  test('who is only not answered is not told that they are upset, and is shown the way to a person once', async () => {
    const storage = await newStorage();
    const talk = await turnsOf(storage, () => ({ kind: 'none', nearest: [], confidence: 0 }));
    for (const text of ['你们老板叫什么名字', '你们招人吗', '股票代码是多少']) await talk.hear(text);
    const said = (await lines(storage)).filter((line) => line.startsWith('bot:'));
    expect(said).toHaveLength(3);
    expect(said.join('\n')).not.toContain('看得出来');
  });

  test('outside of office hours only the honest sentence is said, and no promise before it', async () => {
    const storage = await newStorage();
    const talk = await turnsOf(storage);
    const closed = { ...ALWAYS_OPEN, hours: { ...ALWAYS_OPEN.hours, days: [{ day: 1, from: '09:00', to: '09:01' }] } };
    await storage.transact((tx) => writeDeskSettings(tx, closed));
    await talk.hear('/person');
    const said = (await lines(storage)).filter((line) => line.startsWith('bot:'));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('Our colleagues are not in right now');
  });

  test('a new complaint is told to other systems once; a late one also to the leads, with its case up in the queue', async () => {
    const storage = await newStorage();
    await keepOpen(storage);
    await storage.transact((tx) =>
      tx
        .insertInto('webhooks')
        .values({
          id: 'w',
          url: 'https://hook.example/',
          secret: 's',
          events: '["complaint.opened","complaint.overdue"]',
          active: 1,
          created_at: 0,
        })
        .execute(),
    );
    const now = Date.UTC(2026, 10, 23, 3);
    const desk = createComplaintDesk(storage, { ...COMPLAINT_CLOCKS, timeZone: 'Asia/Shanghai' });
    const conversation = await addConversation(storage, 'x', now);
    await addAgent(storage, 'sue', { role: 'supervisor', presence: 'on-duty' });
    await addAgent(storage, 'bob', { presence: 'on-duty' });
    await desk.open({
      key: 'k',
      customer: 'p-x' as never,
      conversation,
      order: null,
      category: 'other',
      what: 'It is broken',
      wish: null,
      photos: [],
      contact: null,
      happenedOn: null,
      topTier: false,
      now,
    });
    expect(await followComplaints(storage, now + 1_000)).toBe(1);
    expect(await followComplaints(storage, now + 2_000)).toBe(0);
    const told = () =>
      storage.db.selectFrom('webhook_deliveries').select(['event', 'state']).orderBy('created_at').execute();
    expect(await told()).toEqual([{ event: 'complaint.opened', state: 'due' }]);

    const need = { conversation, reasons: ['asked' as const], skill: null, fastLane: false, actor: 'customer' };
    await storage.transact((tx) => openCase(tx, { ...need, now }));
    const priority = async () => (await openCaseOf(storage.db, conversation))?.priority ?? 0;
    const before = await priority();
    const late = now + 90 * 24 * 60 * 60_000;
    const stop = new AbortController();
    const escalated = Promise.withResolvers<void>();
    const work = {
      storage,
      clock: createTestClock(late),
      apply: async () => {},
      committed: () => void told().then((rows) => (rows.length === 3 ? escalated.resolve() : undefined)),
      fault: (_: string, thrown: unknown) => escalated.reject(thrown),
      allowedHosts: [],
      markOverdueComplaints: (at: number) => overdueComplaints(storage, at),
    };
    const running = runDesk(work, stop.signal);
    await escalated.promise;
    stop.abort();
    await running;
    expect((await told()).slice(1).map(({ event }) => event)).toEqual(['complaint.overdue', 'complaint.overdue']);
    const alerts = await storage.db
      .selectFrom('desk_events')
      .select(['agent_id', 'event'])
      .where('event', 'like', '%"alert":true%')
      .where('event', 'like', '%complaint%')
      .execute();
    expect(new Set(alerts.map(({ agent_id }) => agent_id))).toEqual(new Set(['sue']));
    expect(await priority()).toBeGreaterThan(before);
  });
});
