import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FlowLibrary, openFlowLibrary } from '../../../src/flows/definition/library.ts';
import { advance } from '../../../src/flows/engine/advance.ts';
import type { Effect } from '../../../src/flows/engine/effect.ts';
import type { FlowEvent } from '../../../src/flows/engine/event.ts';
import type { Flow } from '../../../src/flows/engine/flow.ts';
import { FlowRun, newRun } from '../../../src/flows/engine/run.ts';
import { PORTS } from '../../../src/flows/ports/catalogue.ts';
import { FLOWS_DIRECTORY } from './player.ts';

const NOW = Temporal.Instant.from('2026-11-21T09:00:00Z');

const SAYINGS = [
  'A1024',
  'A1025',
  '不对,是 A1025',
  'sorry, I meant A1030',
  '不对，应该是椅子的扶手断了',
  'sorry, I meant the armrest of the chair broke',
  '订单号错了',
  'the address should be 5 Harbour Street',
  '情况写错了，是A1025',
  '1',
  '2',
  '9分',
  '⭐⭐⭐',
  '是',
  'no',
  '好的',
  '返回',
  'back',
  '取消',
  'skip',
  '跳过',
  '好了',
  '继续',
  'keep',
  '你们发货多久',
  'how long is the warranty?',
  '转人工',
  '说中文',
  'English please',
  '明天',
  '2月30日',
  '13800138000',
  '5678',
  '质量问题',
  '退款',
  '地址写错了',
  '上海市徐汇区漕溪路 100 号 3 栋 502，王女士',
  '收到的沙发腿断了，客服三天都没有回复我',
  '沙发的腿断了',
  '催一下',
  '没有了',
  '哈哈',
  '',
  '   ',
  '？？',
  'help',
  'wrong',
  '投诉',
  'x'.repeat(5_000),
  '上海市徐汇区漕溪路 100 号',
];

/** One thing that may happen. Timers, results and buttons refer to the run as it then is. */
type Happening =
  | { kind: 'say'; text: string }
  | { kind: 'unanswered'; text: string }
  | { kind: 'press'; index: number }
  | { kind: 'old-press'; index: number }
  | { kind: 'photo' }
  | { kind: 'timeout'; stale: boolean }
  | { kind: 'resumed' }
  | { kind: 'called'; outcome: number }
  | { kind: 'late-call' };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      text: fc.oneof(fc.constantFrom(...SAYINGS), fc.string({ unit: 'grapheme', maxLength: 40 })),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('unanswered' as const), text: fc.constantFrom(...SAYINGS) }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('press' as const), index: fc.nat(11) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('old-press' as const), index: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'photo' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('timeout' as const), stale: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'resumed' as const }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('called' as const), outcome: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'late-call' as const }) },
);

interface Story {
  run: FlowRun | null;
  buttons: string[];
  everyButton: string[];
  /** Calls that wait for a result. */
  pending: { key: string; port: string } | null;
  lastCall: { key: string; port: string } | null;
  /** Changes that were carried out, by key. */
  changes: string[];
  /** Keys of port calls that changed something and came back. */
  finished: Set<string>;
}

function eventOf(what: Happening, story: Story): FlowEvent | null {
  const { run } = story;
  // Mostly the result comes at once; now and then something else comes first.
  if (story.pending && (what.kind === 'press' || what.kind === 'say'))
    return resultOf(story.pending, what.kind === 'press' ? what.index : 0);
  switch (what.kind) {
    case 'say':
      return { kind: 'message', text: what.text };
    case 'unanswered':
      return { kind: 'unanswered', text: what.text };
    case 'press': {
      // The engine's own buttons (leave, a person) end most stories early, so they are pressed by 'old-press' alone.
      const own = story.buttons.filter((each) => !/-(?:cancel|person)$|:person$/.test(each));
      const id = own[what.index % Math.max(1, own.length)];
      return id === undefined ? null : { kind: 'choice', id: id as never };
    }
    case 'old-press': {
      const id = story.everyButton[what.index % Math.max(1, story.everyButton.length)];
      return id === undefined ? null : { kind: 'choice', id: id as never };
    }
    case 'photo':
      return { kind: 'media', media: { kind: 'image', ref: 'r' } };
    case 'timeout':
      return { kind: 'timeout', key: what.stale ? 'old' : (run?.timer?.key ?? 'none') };
    case 'resumed':
      return { kind: 'resumed', after: run?.state.kind === 'nested' ? 'flow' : 'answer' };
    case 'called':
      return story.pending && resultOf(story.pending, what.outcome);
    case 'late-call':
      return story.lastCall && resultOf(story.lastCall, 0);
    default:
      return what satisfies never;
  }
}

function resultOf(call: { key: string; port: string }, choice: number): FlowEvent {
  const outcomes = [...PORTS[call.port as keyof typeof PORTS].outcomes, 'unavailable'];
  const data = {
    number: 'A1024',
    stage: 'preparing',
    can_change_address: true,
    state: 'resolved',
    orders: [{ number: 'A1', stage: 'paid' }],
    list: [{ number: 'C1' }],
  };
  return { kind: 'called', key: call.key, outcome: outcomes[choice % outcomes.length] ?? 'unavailable', data };
}

const CHANGES = new Set(['tag', 'invite', 'consent', 'erase', 'decline-surveys', 'handoff', 'complete']);

function follow(flow: Flow, event: FlowEvent, story: Story): readonly Effect[] {
  const { run } = story;
  if (run === null) return [];
  const frozen = JSON.stringify(run);
  const moved = advance(flow, run, event, NOW);
  expect(JSON.stringify(run), 'the run that was handed in is not touched').toBe(frozen);
  expect(advance(flow, run, event, NOW), 'the same again gives the same').toEqual(moved);
  if (moved.run)
    expect(FlowRun.parse(JSON.parse(JSON.stringify(moved.run))), 'a run survives storage').toEqual(moved.run);
  for (const [name, value] of Object.entries(run.slots)) {
    if (value !== null && moved.run) expect(moved.run.slots[name] ?? null, `slot ${name} is not lost`).not.toBeNull();
  }
  const call = story.pending;
  if (event.kind === 'called' && call?.key === event.key && event.outcome !== 'unavailable') {
    if (PORTS[call.port as keyof typeof PORTS].effect !== 'read') story.finished.add(call.key);
  }
  story.pending = null;
  for (const effect of moved.effects) {
    if (effect.kind === 'say') {
      const { reply } = effect;
      expect(
        reply.kind === 'choices' ? reply.prompt : reply.kind === 'text' ? reply.markdown : '',
        'nothing empty is said',
      ).not.toBe('');
      story.buttons = reply.kind === 'choices' ? reply.choices.map((choice) => choice.id) : story.buttons;
      story.everyButton.push(...story.buttons);
      if (reply.kind === 'choices')
        for (const choice of reply.choices) expect(choice.id).toMatch(/^[\x21-\x7e]{1,48}$/);
    }
    if (effect.kind === 'call') {
      expect(story.finished.has(effect.key), `${effect.key} is not carried out twice`).toBe(false);
      story.pending = { key: effect.key, port: effect.port };
      story.lastCall = story.pending;
    }
    if (CHANGES.has(effect.kind) && 'key' in effect) story.changes.push(effect.key);
  }
  story.run = moved.run;
  return moved.effects;
}

/** A run waits for something that will come: a person who can always answer or leave, a port, or a clock. */
function expectNotStuck(flow: Flow, story: Story): void {
  const { run } = story;
  if (run === null) return;
  if (run.state.kind === 'calling') {
    expect(story.pending ?? story.lastCall, 'a call is under way').not.toBeNull();
    const again = advance(flow, run, { kind: 'message', text: 'hello' }, NOW);
    expect(
      again.effects.some((effect) => effect.kind === 'call'),
      'a lost call is made again',
    ).toBe(true);
    return;
  }
  if (run.state.kind === 'nested') return;
  expect(run.timer, 'it is woken some time').not.toBeNull();
  expect(advance(flow, run, { kind: 'message', text: '取消' }, NOW).run, 'it can be left').toBeNull();
  expect(
    advance(flow, run, { kind: 'message', text: '转人工' }, NOW).effects.some((effect) => effect.kind === 'handoff'),
    'a person can be had',
  ).toBe(true);
  let silent: FlowRun | null = run;
  for (let round = 0; round < 4 && silent; round += 1) {
    const key: string = silent.timer?.key ?? '';
    silent = advance(flow, silent, { kind: 'timeout', key }, NOW).run;
  }
  expect(silent, 'silence ends it').toBeNull();
}

describe('whatever happens to a flow', () => {
  let library: FlowLibrary;
  beforeAll(async () => {
    library = await openFlowLibrary({ directory: FLOWS_DIRECTORY, timeZone: 'Asia/Shanghai', ports: PORTS });
  });

  it('no filled slot is lost, no change is made twice, and nothing gets stuck', () => {
    const reached = new Set<string>();
    const ids = library.flows().map((flow) => flow.id);
    fc.assert(
      fc.property(
        fc.constantFrom(...ids),
        fc.constantFrom('zh-CN' as const, 'en' as const),
        fc.array(happening, { maxLength: 60, size: 'max' }),
        (id, locale, happenings) => {
          const flow = library.flow(id);
          if (flow === null) throw new Error(id);
          const story: Story = {
            run: newRun(flow, 'run-1', locale),
            buttons: [],
            everyButton: [],
            pending: null,
            lastCall: null,
            changes: [],
            finished: new Set(),
          };
          follow(flow, { kind: 'start', text: '帮我看看' }, story);
          expectNotStuck(flow, story);
          for (const what of happenings) {
            const event = eventOf(what, story);
            if (event === null || story.run === null) continue;
            reached.add(`${id}/${story.run.step}`);
            follow(flow, event, story);
            expectNotStuck(flow, story);
          }
          expect(story.changes, 'no change twice').toHaveLength(new Set(story.changes).size);
        },
      ),
      { numRuns: 2_000, seed: 20261121 },
    );
    const waiting = library
      .flows()
      .flatMap((flow) =>
        flow.definition.steps
          .filter((step) => step.kind === 'ask' || step.kind === 'call')
          .map((step) => `${flow.id}/${step.id}`),
      );
    expect(
      waiting.filter((step) => !reached.has(step)),
      'every step that waits was met',
    ).toEqual([]);
  }, 60_000);
});
