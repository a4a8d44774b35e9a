import { join } from 'node:path';
import {
  AccountId,
  type Address,
  ChannelId,
  ChoiceId,
  ConversationId,
  CustomerId,
  type Locale,
  type MediaRef,
  PeerId,
} from '../../../src/core/index.ts';
import {
  createFlows,
  type Flows,
  type Json,
  type Moved,
  type Party,
  type PortResult,
  type Ports,
} from '../../../src/flows/index.ts';
import { createTestClock, type TestClock } from '../../support/clock.ts';

export const FLOWS_DIRECTORY = join(import.meta.dirname, '../../../knowledge-base/flows');

const address: Address = {
  channel: ChannelId.parse('web'),
  account: AccountId.parse('shop'),
  peer: PeerId.parse('anna'),
};
const ANNA: Party = {
  customer: CustomerId.parse('c-anna'),
  address,
  conversation: ConversationId.parse('k-anna'),
};

export interface Asked {
  port: string;
  input: Readonly<Record<string, Json>>;
  key: string;
}

/** A customer who talks to the shipped flows. Ports answer from a small shop and keep what they were asked. */
export interface Player {
  flows: Flows;
  clock: TestClock;
  asked: Asked[];
  moved: Moved;
  /** What was shown since the last `take`. */
  shown: string[];
  start(flow: string, text?: string): Promise<string>;
  nest(flow: string, text?: string): Promise<string>;
  say(text: string, locale?: Locale): Promise<string>;
  /** What the bot does with words that are not the flow's: it knows no answer. */
  insist(text: string): Promise<string>;
  /** What the bot does with "ok" and "嗯". */
  acknowledge(text: string): Promise<string>;
  answerElsewhere(): Promise<string>;
  photo(media?: Partial<MediaRef>): Promise<string>;
  press(label: string): Promise<string>;
  silence(minutes: number): Promise<string>;
  slot(name: string): Json | undefined;
}

type Answers = Partial<Record<keyof Ports, (input: Readonly<Record<string, Json>>) => PortResult>>;

export async function createPlayer(
  locale: Locale,
  answers: Answers = {},
  directory = FLOWS_DIRECTORY,
): Promise<Player> {
  const clock = createTestClock();
  const asked: Asked[] = [];
  const seen = new Map<string, PortResult>();
  const port =
    (name: keyof Ports) =>
    async (input: Readonly<Record<string, Json>>, call: { key: string }): Promise<PortResult> => {
      asked.push({ port: name, input, key: call.key });
      const result = seen.get(call.key) ?? (answers[name] ?? SHOP[name])(input);
      seen.set(call.key, result);
      return result;
    };
  const ports = Object.fromEntries(
    (Object.keys(SHOP) as (keyof Ports)[]).map((name) => [name, port(name)]),
  ) as unknown as Ports;
  const flows = await createFlows({ directory, clock, timeZone: 'Asia/Shanghai', ports });
  let count = 0;
  const player: Player = {
    flows,
    clock,
    asked,
    moved: { run: null, effects: [], digression: null },
    shown: [],
    async start(flow, text) {
      count += 1;
      return keep(
        await flows.start({ flow, id: `run-${count}`, locale, ...(text === undefined ? {} : { text }) }, ANNA),
      );
    },
    async nest(flow, text) {
      count += 1;
      return keep(
        await flows.start(
          { flow, id: `run-${count}`, locale, over: running(), ...(text === undefined ? {} : { text }) },
          ANNA,
        ),
      );
    },
    async say(text, language) {
      return keep(
        await flows.advance(running(), { kind: 'message', text, ...(language ? { locale: language } : {}) }, ANNA),
      );
    },
    async insist(text) {
      const said = await player.say(text);
      return player.moved.digression ? keep(await flows.advance(running(), { kind: 'unanswered', text }, ANNA)) : said;
    },
    async acknowledge(text) {
      await player.say(text);
      return keep(await flows.advance(running(), { kind: 'acknowledged', text }, ANNA));
    },
    async answerElsewhere() {
      return keep(await flows.advance(running(), { kind: 'resumed', after: 'answer' }, ANNA));
    },
    async photo(media = {}) {
      return keep(
        await flows.advance(
          running(),
          { kind: 'media', media: { kind: 'image', ref: `photo-${asked.length}`, ...media } },
          ANNA,
        ),
      );
    },
    async press(label) {
      const choice = lastChoices().find((each) => each.label === label);
      if (!choice)
        throw new Error(
          `no button "${label}" among ${lastChoices()
            .map((each) => each.label)
            .join(' | ')}`,
        );
      return keep(await flows.advance(running(), { kind: 'choice', id: ChoiceId.parse(choice.id) }, ANNA));
    },
    async silence(minutes) {
      await clock.advance(minutes * 60_000);
      const timer = player.moved.run?.timer;
      if (!timer || timer.at > clock.now()) return keep({ ...player.moved, effects: [] });
      return keep(await flows.advance(running(), { kind: 'timeout', key: timer.key }, ANNA));
    },
    slot: (name) => player.moved.run?.slots[name],
  };
  let buttons: { id: string; label: string }[] = [];
  const lastChoices = () => buttons;

  function running() {
    if (player.moved.run === null) throw new Error('no flow is running');
    return player.moved.run;
  }

  function keep(moved: Moved): string {
    player.moved = moved;
    const said = moved.effects.flatMap((effect) => {
      if (effect.kind !== 'say') return [];
      if (effect.reply.kind === 'choices') {
        buttons = effect.reply.choices;
        return [effect.reply.prompt];
      }
      return effect.reply.kind === 'text' ? [effect.reply.markdown] : [];
    });
    player.shown = said;
    return said.join('\n');
  }

  return player;
}

export function kinds(moved: Moved): string[] {
  return moved.effects.map((effect) => effect.kind);
}

const ORDERS: Readonly<Record<string, Json>> = {
  A1024: {
    number: 'A1024',
    title: '沙发 Sofa',
    stage: 'shipped',
    stages: ['unpaid', 'preparing', 'shipped>', 'delivering', 'delivered'],
    eta: '2026-11-25',
    carrier: '顺丰 SF',
    tracking: 'SF123',
    latest_at: '2026-11-21T02:00:00Z',
    latest_text: '已到达上海中转站',
    problem: null,
    can_change_address: false,
  },
  A1025: {
    number: 'A1025',
    title: '餐桌 Table',
    stage: 'preparing',
    stages: ['unpaid', 'preparing>', 'shipped', 'delivering', 'delivered'],
    eta: '2026-11-28',
    carrier: null,
    tracking: null,
    latest_at: null,
    latest_text: null,
    problem: 'stock',
    can_change_address: true,
  },
};

const SHOP: Readonly<Record<keyof Ports, (input: Readonly<Record<string, Json>>) => PortResult>> = {
  'orders.find': ({ order }) => {
    if (order === null || order === '') return { outcome: 'several', data: { orders: Object.values(ORDERS) } };
    const found = ORDERS[String(order)];
    return found === undefined ? { outcome: 'verify' } : { outcome: 'found', data: found };
  },
  'orders.urge': () => ({ outcome: 'done' }),
  'orders.change_address': () => ({ outcome: 'done' }),
  'orders.cancel': () => ({ outcome: 'done' }),
  'complaints.open': () => ({
    outcome: 'opened',
    data: { number: 'C-20261121-0001', respond_by: '2026-11-22T09:00:00Z', resolve_by: '2026-11-25T09:00:00Z' },
  }),
  'complaints.mine': () => ({ outcome: 'none' }),
  'complaints.add': () => ({ outcome: 'done' }),
  'complaints.confirm': () => ({ outcome: 'closed' }),
  'surveys.record': () => ({ outcome: 'done' }),
  'customers.is_private': () => ({ outcome: 'private' }),
  'customers.show_data': () => ({ outcome: 'shown', data: { lines: ['Anna', 'web'] } }),
};
