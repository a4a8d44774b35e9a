import type * as z from 'zod';
import type {
  CannedReply,
  CaseEvent,
  Compensation,
  ComplaintCard,
  ConversationDetail,
  Member,
  ThreadMessage,
} from '../../../src/server/contract/index.ts';

/** One conversation as the in-memory desk keeps it. */
export interface Talk {
  detail: Omit<ConversationDetail, 'may' | 'viewers'>;
  messages: ThreadMessage[];
  events: CaseEvent[];
  viewers: Map<string, { typing: boolean; until: number }>;
}

export interface Person extends Member {
  password: string;
  presenceCause: 'chosen' | 'silence';
}

/** Everything that the in-memory desk knows. A test may change it and then `tell` the browsers. */
export interface DeskWorld {
  people: Person[];
  talks: Map<string, Talk>;
  complaints: ComplaintCard[];
  compensations: Array<z.infer<typeof Compensation>>;
  canned: CannedReply[];
  audit: Array<{ at: number; actor: string; action: string; object: string }>;
  replyKeys: Map<string, ThreadMessage[]>;
  uploads: Map<string, { name: string; mimeType: string; bytes: number }>;
  /** Asked for when no admin exists. */
  setupToken: string | null;
  revision: number;
}

const MINUTE = 60_000;

function person(id: string, name: string, role: Member['role'], more: Partial<Person> = {}): Person {
  return {
    id,
    name,
    email: `${id}@shop.test`,
    role,
    active: true,
    invited: false,
    skills: [],
    locales: ['zh-CN', 'en'],
    capacity: 6,
    limits: { coupon: 5_000, refund: 10_000, points: 500 },
    hours: null,
    presence: 'on-duty',
    telegram: null,
    wecom: null,
    password: 'a long password',
    presenceCause: 'chosen',
    ...more,
  };
}

export interface TalkOptions {
  id: string;
  name: string | null;
  tier?: 'standard' | 'silver' | 'gold' | 'vip';
  locale?: 'zh-CN' | 'en';
  channel?: string;
  mood?: 'calm' | 'uneasy' | 'frustrated' | 'angry';
  reasons?: Array<'asked' | 'frustrated' | 'fast-lane' | 'misses' | 'complaint'>;
  waitedMinutes?: number;
  /** Who said what, oldest first. */
  words?: ReadonlyArray<readonly ['customer' | 'bot' | 'agent' | 'system', string]>;
}

const SCORES = { calm: 0.1, uneasy: 0.35, frustrated: 0.62, angry: 0.88 };

/** A conversation that waits in the queue. */
export function addTalk(world: DeskWorld, options: TalkOptions): Talk {
  const { id, mood = 'uneasy', tier = 'standard', locale = 'zh-CN', channel = 'web', waitedMinutes = 3 } = options;
  const now = Date.now();
  const words = options.words ?? [['customer', '你好，我的订单怎么还没到？']];
  const messages = words.map(([author, text], index): ThreadMessage => {
    world.revision += 1;
    return {
      id: `${id}-m${index + 1}`,
      position: index + 1,
      revision: world.revision,
      at: now - (waitedMinutes + words.length - index) * MINUTE,
      author,
      agent: null,
      content: { kind: 'text', text, markdown: author !== 'customer' },
      delivery: author === 'customer' ? 'received' : 'sent',
    };
  });
  const last = messages.at(-1);
  const waitingSince = now - waitedMinutes * MINUTE;
  const overdue = waitedMinutes > 10;
  const brief = {
    id: `case-${id}`,
    state: 'waiting' as const,
    reasons: options.reasons ?? ['asked' as const],
    priority: Math.round(SCORES[mood] * 100),
    skill: null,
    fastLane: options.reasons?.includes('fast-lane') ?? false,
    agent: null,
    openedAt: waitingSince,
    waitingSince,
    snoozedUntil: null,
    clocks: [
      {
        kind: 'first-response' as const,
        dueAt: waitingSince + 10 * MINUTE,
        state: overdue ? ('breached' as const) : waitedMinutes > 7 ? ('at-risk' as const) : ('running' as const),
      },
    ],
    disposition: null,
  };
  const customerWords = messages.filter(({ author }) => author === 'customer');
  const talk: Talk = {
    detail: {
      item: {
        conversation: id,
        customer: { id: `cus-${id}`, name: options.name, tier },
        channel,
        locale,
        owner: 'queue',
        case: brief,
        mood: { level: mood, score: SCORES[mood] },
        lastMessage: last ? { author: last.author, text: words.at(-1)?.[1].slice(0, 160) ?? '', at: last.at } : null,
        revision: world.revision,
      },
      case: brief,
      summary: {
        problem: customerWords.slice(-2).map(({ content }) => (content.kind === 'text' ? content.text : '')),
        tried: [
          {
            question: customerWords[0]?.content.kind === 'text' ? customerWords[0].content.text : '',
            outcome: 'no-answer',
          },
        ],
        slots: [{ name: 'order', value: '2026112001' }],
        moods: { first: 'calm', worst: mood, last: mood },
        signs: [{ code: 'repeat', words: ['还没到'] }],
        orders: ['2026112001'],
      },
      customer: {
        id: `cus-${id}`,
        name: options.name,
        locale,
        tier,
        tags: tier === 'standard' ? [] : ['private-domain'],
        ownAgent: null,
        firstAgent: null,
        since: now - 40 * 24 * 60 * MINUTE,
        addresses: [{ channel, peer: `peer-${id}` }],
      },
      moods: customerWords.map(({ at, position }, index) => ({
        at,
        position,
        score: Math.min(1, (SCORES[mood] * (index + 1)) / customerWords.length),
        level: index === customerWords.length - 1 ? mood : 'calm',
        reasons: index === 0 ? [] : ['repeat'],
      })),
      orders: [
        {
          number: '2026112001',
          title: '胡桃木书桌',
          stage: '运输中',
          eta: '2026-11-23',
          problem: '转运中心延误',
          placedAt: now - 4 * 86_400_000,
        },
      ],
      complaints: [],
      surveys: [{ survey: 'after-service', kind: 'csat', score: 4, at: now - 20 * 86_400_000 }],
      compensations: [],
      earlierCases: [
        {
          ...brief,
          id: `old-${id}`,
          state: 'resolved',
          clocks: [],
          disposition: 'solved',
          openedAt: now - 20 * 86_400_000,
        },
      ],
      reachable: true,
      settling: false,
    },
    messages,
    events: [
      {
        id: `${id}-e1`,
        case: brief.id,
        at: waitingSince,
        kind: 'opened',
        actor: { kind: 'system' },
        detail: brief.reasons[0] ?? '',
      },
    ],
    viewers: new Map(),
  };
  world.talks.set(id, talk);
  return talk;
}

/** A shop in the middle of its day: an agent, a colleague, a supervisor, an operator, an admin; four customers wait. */
export function createWorld(): DeskWorld {
  const world: DeskWorld = {
    people: [
      person('lin', '林晓', 'agent', { skills: ['售后'] }),
      person('bo', 'Bo Chen', 'agent', { skills: ['english'] }),
      person('mei', '周梅', 'supervisor'),
      person('ops', '运营小张', 'operator', { presence: 'off' }),
      person('root', 'Admin', 'admin', { presence: 'away' }),
    ],
    talks: new Map(),
    complaints: [],
    compensations: [],
    canned: [
      {
        id: 'c1',
        shortcut: 'hi',
        locale: 'zh-CN',
        title: '问候',
        text: '{{customer}} 您好，我是{{agent}}，马上帮您看。',
        mine: false,
      },
      {
        id: 'c2',
        shortcut: 'hello',
        locale: 'en',
        title: 'Greeting',
        text: 'Hello {{customer}}, this is {{agent}}. Let me look.',
        mine: false,
      },
      { id: 'c3', shortcut: 'thanks', locale: 'zh-CN', title: '致谢', text: '感谢您的耐心等待。', mine: true },
    ],
    audit: [],
    replyKeys: new Map(),
    uploads: new Map(),
    setupToken: null,
    revision: 0,
  };
  addTalk(world, {
    id: 'wang',
    name: '王芳',
    tier: 'vip',
    mood: 'angry',
    reasons: ['fast-lane', 'frustrated'],
    waitedMinutes: 12,
    channel: 'wecom',
    words: [
      ['customer', '我的书桌到哪里了？'],
      ['bot', '订单 **2026112001** 在运输中，预计 11 月 23 日送达。\n\n*来源：配送 › 多久能到*'],
      ['customer', '昨天就说今天到，又晚了！'],
      ['bot', '很抱歉让您久等。需要为您**加急理赔**吗？'],
      ['customer', '加急理赔。再不解决我就投诉到 12315！'],
      ['system', '已为您转接人工客服，前面还有 0 位。'],
    ],
  });
  addTalk(world, {
    id: 'anna',
    name: 'Anna Keller',
    locale: 'en',
    channel: 'telegram',
    mood: 'frustrated',
    waitedMinutes: 8,
    words: [
      ['customer', 'Where is my lamp?'],
      [
        'bot',
        'Orders leave **within 24 hours**.\n\n| Where | Days |\n| :-- | --: |\n| Same city | 1 |\n| Elsewhere | 3 |',
      ],
      ['customer', 'That is not what I asked. I want to talk to a person.'],
    ],
  });
  addTalk(world, { id: 'li', name: '李强', tier: 'gold', mood: 'uneasy', waitedMinutes: 4, reasons: ['misses'] });
  addTalk(world, { id: 'guest', name: null, mood: 'calm', waitedMinutes: 1 });
  const now = Date.now();
  const complaint = (
    number: string,
    grade: 'ordinary' | 'hot' | 'crisis',
    overdue: 'no' | 'respond',
    dueMinutes: number,
  ): ComplaintCard => ({
    number,
    grade,
    state: 'open',
    category: '物流',
    openedAt: now - 3 * 3_600_000,
    customer: { id: 'cus-wang', name: '王芳' },
    conversation: 'wang',
    order: '2026112001',
    what: '承诺 11 月 21 日送达，没有送到，也没有人打电话说明。',
    wish: '今天之内给出说法',
    photos: 2,
    reasons: ['delay'],
    complex: false,
    owner: null,
    resolution: null,
    respondBy: now + dueMinutes * MINUTE,
    resolveBy: now + 3 * 86_400_000,
    respondedAt: null,
    resolvedAt: null,
    overdue,
  });
  world.complaints.push(
    complaint('C-20261121-001', 'crisis', 'no', 45),
    complaint('C-20261121-002', 'ordinary', 'respond', -90),
  );
  return world;
}
