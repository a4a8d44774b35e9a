import { expect, test } from 'vitest';
import { ConversationId, CustomerId } from '../../src/core/index.ts';
import {
  createFlows,
  declineSurveys,
  dueInvites,
  dueTimers,
  expireInvites,
  type Flows,
  nextTimerAt,
  type Party,
  type Ports,
  planInvite,
  recordSurvey,
  surveyResult,
  takeDueTimers,
  takeInvite,
} from '../../src/flows/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { createTestClock } from '../support/clock.ts';
import { addressOf } from '../support/conversations.ts';
import { describeStorages } from '../support/storage.ts';
import { FLOWS_DIRECTORY } from '../unit/flows/player.ts';

const DAY = 86_400_000;
const ANNA: Party = {
  customer: CustomerId.parse('c-anna'),
  conversation: ConversationId.parse('k-anna'),
  address: addressOf('anna'),
};

describeStorages('surveys and timers', (newStorage) => {
  async function shop() {
    const storage = await newStorage();
    const clock = createTestClock();
    const away = async () => Promise.reject(new Error('not part of this test'));
    const ports = Object.fromEntries(
      [
        'orders.find',
        'orders.urge',
        'orders.change_address',
        'complaints.open',
        'complaints.mine',
        'complaints.add',
        'complaints.confirm',
        'customers.is_private',
        'customers.show_data',
      ].map((name) => [name, away]),
    ) as unknown as Ports;
    const flows: Flows = await createFlows({
      directory: FLOWS_DIRECTORY,
      clock,
      timeZone: 'Asia/Shanghai',
      storage,
      ports: { ...ports, 'surveys.record': (input, call) => recordSurvey(storage, () => flows.library)(input, call) },
    });
    const survey = (id: string) => {
      const flow = flows.library.flow(id);
      if (flow === null) throw new Error(id);
      return flow;
    };
    const wish = (occasion: string, now = clock.now()) => ({
      customer: ANNA.customer,
      conversation: ANNA.conversation,
      occasion,
      now,
    });
    const plan = (id: string, occasion: string, now?: number) =>
      storage.transact((tx) => planInvite(tx, survey(id), wish(occasion, now)));
    return { storage, clock, flows, plan };
  }

  async function take(storage: Storage, id: string, now: number) {
    return storage.transact((tx) => takeInvite(tx, id, now));
  }

  test('an invitation is planned once per occasion, never within the cool-down, and is due after its delay', async () => {
    const { storage, clock, plan } = await shop();
    const first = await plan('nps', 'order-1');
    expect(first).toMatchObject({ kind: 'planned', dueAt: clock.now() + 5 * DAY });
    expect(await plan('nps', 'order-1')).toEqual({ kind: 'not-planned', reason: 'already-invited' });
    expect(await plan('nps', 'order-2')).toEqual({ kind: 'not-planned', reason: 'cooling-down' });
    expect(await plan('csat', 'case-1')).toMatchObject({ kind: 'planned' });
    expect(await plan('nps', 'order-3', clock.now() + 91 * DAY)).toMatchObject({ kind: 'planned' });
    expect(await dueInvites(storage.db, clock.now() + 4 * DAY, 10)).toMatchObject([]);
    expect(await dueInvites(storage.db, clock.now() + 5 * DAY, 10)).toMatchObject([
      { survey: 'nps', customer: 'c-anna' },
    ]);
  });

  test('a survey that nobody answered still cools down, and one that waited too long is not sent', async () => {
    const { storage, clock, plan } = await shop();
    const planned = await plan('nps', 'order-1');
    if (planned.kind !== 'planned') throw new Error(planned.reason);
    expect(await take(storage, planned.id, clock.now() + 13 * DAY)).toBe(false);
    expect(await take(storage, planned.id, clock.now() + 6 * DAY)).toBe(true);
    expect(await take(storage, planned.id, clock.now() + 6 * DAY)).toBe(false);
    expect(await storage.transact((tx) => expireInvites(tx, clock.now() + 20 * DAY))).toBe(1);
    expect(await plan('nps', 'order-2', clock.now() + 21 * DAY)).toEqual({
      kind: 'not-planned',
      reason: 'cooling-down',
    });
  });

  test('declining is for good, until the customer wants messages again, and takes back what was planned', async () => {
    const { storage, clock, flows, plan } = await shop();
    await plan('csat', 'case-1');
    await storage.transact((tx) => declineSurveys(tx, ANNA.customer, clock.now()));
    expect(await dueInvites(storage.db, clock.now() + DAY, 10)).toEqual([]);
    expect(await plan('nps', 'order-9')).toEqual({ kind: 'not-planned', reason: 'declined' });
    const again = await flows.start(
      { flow: 'care-messages', id: 'r9', locale: 'en', text: 'I want to opt in again' },
      ANNA,
    );
    expect(again.run).toBeNull();
    await storage.transact((tx) => flows.commit(tx, again, ANNA, clock.now()));
    expect(await plan('nps', 'order-9')).toMatchObject({ kind: 'planned' });
  });

  test('an answered survey has one row that grows, and its figure is NPS', async () => {
    const { storage, clock, flows, plan } = await shop();
    const planned = await plan('nps', 'order-1');
    if (planned.kind !== 'planned') throw new Error(planned.reason);
    await take(storage, planned.id, planned.dueAt);
    let moved = await flows.start({ flow: 'nps', id: planned.id, locale: 'zh-CN' }, ANNA);
    if (!moved.run) throw new Error('it ended');
    moved = await flows.advance(moved.run, { kind: 'message', text: '九分' }, ANNA);
    if (!moved.run) throw new Error('it ended');
    moved = await flows.advance(moved.run, { kind: 'message', text: '送货很快' }, ANNA);
    expect(moved.run).toBeNull();
    expect(moved.effects).toContainEqual(expect.objectContaining({ kind: 'tag', tag: 'nps-promoter', on: true }));
    const rows = await storage.db.selectFrom('survey_responses').select(['score', 'reason', 'invite_id']).execute();
    expect(rows).toEqual([{ score: 9, reason: '送货很快', invite_id: planned.id }]);
    expect(await surveyResult(storage.db, 'nps', 0, clock.now() + DAY)).toMatchObject({ responses: 1, value: 100 });
  });

  test('a low mark asks why and offers a person', async () => {
    const { flows } = await shop();
    let moved = await flows.start({ flow: 'csat', id: 'r1', locale: 'en' }, ANNA);
    for (const text of ['⭐', 'nobody called me back', 'yes']) {
      if (!moved.run) throw new Error('it ended');
      moved = await flows.advance(moved.run, { kind: 'message', text }, ANNA);
    }
    expect(moved.effects).toContainEqual(expect.objectContaining({ kind: 'handoff', skill: 'care' }));
  });

  test('the timer of the waiting run is found when it is due, replaced by the next, and gone with the run', async () => {
    const { storage, clock, flows } = await shop();
    const commit = (moved: Awaited<ReturnType<Flows['start']>>) =>
      storage.transact((tx) => flows.commit(tx, moved, ANNA, clock.now()));
    let moved = await flows.start({ flow: 'csat', id: 'r1', locale: 'en' }, ANNA);
    await commit(moved);
    expect(await dueTimers(storage.db, clock.now(), 10)).toEqual([]);
    const due = await dueTimers(storage.db, clock.now() + 5 * 60_000, 10);
    expect(due).toMatchObject([{ conversation: 'k-anna', key: moved.run?.timer?.key }]);
    if (!moved.run) throw new Error('it ended');
    moved = await flows.advance(moved.run, { kind: 'timeout', key: due[0]?.key ?? '' }, ANNA);
    await commit(moved);
    expect(await nextTimerAt(storage.db)).toBe(moved.run?.timer?.at);
    if (!moved.run) throw new Error('it ended');
    await commit(await flows.advance(moved.run, { kind: 'message', text: 'cancel' }, ANNA));
    expect(await nextTimerAt(storage.db)).toBeNull();
  });

  test('a timer whose turn never comes is handed out again later, and does not stand before the others', async () => {
    const { storage, clock, flows } = await shop();
    const moved = await flows.start({ flow: 'csat', id: 'r1', locale: 'en' }, ANNA);
    await storage.transact((tx) => flows.commit(tx, moved, ANNA, clock.now()));
    const late = clock.now() + 10 * 60_000;
    expect(await takeDueTimers(storage, late, 10, 60_000)).toMatchObject([{ key: moved.run?.timer?.key }]);
    expect(await takeDueTimers(storage, late, 10, 60_000)).toEqual([]);
    expect(await takeDueTimers(storage, late + 60_000, 10, 60_000)).toMatchObject([{ key: moved.run?.timer?.key }]);
  });

  test('a port that hangs or throws becomes a clear sentence, never a dead end', async () => {
    const { flows } = await shop();
    const moved = await flows.start({ flow: 'order-progress', id: 'r1', locale: 'zh-CN', text: '查订单 A1024' }, ANNA);
    expect(JSON.stringify(moved.effects)).toContain('订单系统暂时没有回应');
    expect(moved.run?.step).toBe('ask_retry');
  });
});
