import * as z from 'zod';
import { Colleague, Done, Id, LARGEST_REVISION, Locale, Time } from './common.ts';
import { DESK, endpoint } from './endpoint.ts';
import { CaseBrief, CaseReason, InboxItem, MoodLevel, Tier } from './inbox.ts';

export const ThreadMedia = z.object({
  kind: z.enum(['image', 'video', 'audio', 'file', 'sticker', 'location']),
  name: z.string().nullable(),
  mimeType: z.string().nullable(),
  bytes: z.number().nullable(),
  caption: z.string().nullable(),
  /** Where it can be loaded from, as an attachment; null when the platform does not give it out. */
  url: z.string().nullable(),
});

export const ThreadContent = z.discriminatedUnion('kind', [
  /** `markdown`: by bot and agents (CommonMark). A customer's text is plain and must be shown as it is. */
  z.object({
    kind: z.literal('text'),
    text: z.string(),
    markdown: z.boolean(),
    /** What a customer replied to, plain. */
    quoted: z.string().optional(),
  }),
  z.object({ kind: z.literal('choices'), prompt: z.string(), choices: z.array(z.string()) }),
  /** A pressed button. */
  z.object({ kind: z.literal('pressed'), label: z.string() }),
  z.object({ kind: z.literal('media'), media: ThreadMedia }),
  z.object({ kind: z.literal('unsupported'), platformType: z.string() }),
]);
export type ThreadContent = z.infer<typeof ThreadContent>;

export const ThreadMessage = z.object({
  id: Id,
  /** Its place; never changes. */
  position: z.number().int(),
  /** Grows when its words or its delivery change: replace the line with the same id. */
  revision: z.number().int(),
  at: Time,
  author: z.enum(['customer', 'bot', 'agent', 'system']),
  agent: Colleague.nullable(),
  content: ThreadContent,
  delivery: z.enum(['received', 'pending', 'sent', 'refused', 'unsure', 'withdrawn']),
});
export type ThreadMessage = z.infer<typeof ThreadMessage>;

/** What happened around the words: shown between the messages by its time. */
export const CaseEvent = z.object({
  id: Id,
  case: Id,
  at: Time,
  kind: z.enum([
    'opened',
    'taken',
    'returned',
    'transferred',
    'requeued',
    'lapsed',
    'snoozed',
    'woken',
    'resolved',
    'reopened',
    'note',
    'at-risk',
    'breached',
    'escalated',
    'compensation',
    'left-message',
  ]),
  actor: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('system') }),
    z.object({ kind: z.literal('customer') }),
    z.object({ kind: z.literal('agent'), agent: Colleague }),
  ]),
  /** A note's words, a disposition, the clock that was breached, to whom it was given. */
  detail: z.string(),
});
export type CaseEvent = z.infer<typeof CaseEvent>;

/** What an agent reads first; built from data, never made up. */
export const CaseSummary = z.object({
  /** In the customer's words: the message that brought the person in, and the question before it. */
  problem: z.array(z.string()),
  /** What the bot answered and what became of it. */
  tried: z.array(
    z.object({ question: z.string(), outcome: z.enum(['answered', 'clarified', 'no-answer', 'not-helpful', 'flow']) }),
  ),
  /** What a guided dialogue has already found out. */
  slots: z.array(z.object({ name: z.string(), value: z.string() })),
  moods: z.object({ first: MoodLevel, worst: MoodLevel, last: MoodLevel }).nullable(),
  /** The codes of the mood's reasons with the customer's own words. */
  signs: z.array(z.object({ code: z.string(), words: z.array(z.string()) })),
  orders: z.array(z.string()),
});
export type CaseSummary = z.infer<typeof CaseSummary>;

export const OrderBrief = z.object({
  number: z.string(),
  title: z.string(),
  stage: z.string(),
  eta: z.iso.date().nullable(),
  problem: z.string().nullable(),
  placedAt: Time.nullable(),
});
export const ComplaintBrief = z.object({
  number: z.string(),
  grade: z.enum(['ordinary', 'hot', 'crisis']),
  state: z.enum(['open', 'responded', 'resolved', 'closed', 'reopened']),
  category: z.string(),
  openedAt: Time,
});
export const SurveyBrief = z.object({
  survey: z.string(),
  kind: z.enum(['csat', 'nps', 'ces', 'preference']),
  score: z.number().nullable(),
  at: Time,
});

export const COMPENSATION_KINDS = ['coupon', 'refund', 'points'] as const;
export const Compensation = z.object({
  id: Id,
  case: Id,
  customer: Id,
  conversation: Id,
  kind: z.enum(COMPENSATION_KINDS),
  /** Coupons and refunds in the smallest unit of the currency (fen, cent), points in points. */
  amount: z.number().int(),
  reason: z.string(),
  state: z.enum(['requested', 'granted', 'refused']),
  by: Colleague,
  decidedBy: Colleague.nullable(),
  at: Time,
  decidedAt: Time.nullable(),
});
export type Compensation = z.infer<typeof Compensation>;

export const CustomerProfile = z.object({
  id: Id,
  name: z.string().nullable(),
  locale: Locale.nullable(),
  tier: Tier,
  tags: z.array(z.string()),
  /** The agent who looks after this customer by agreement (VIP), and the one who helped first (首问负责制). */
  ownAgent: Colleague.nullable(),
  firstAgent: Colleague.nullable(),
  since: Time,
  addresses: z.array(z.object({ channel: z.string(), peer: z.string() })),
});

export const ConversationDetail = z.object({
  item: InboxItem,
  case: CaseBrief.nullable(),
  summary: CaseSummary.nullable(),
  customer: CustomerProfile,
  /** Every judged message, oldest first: the chart. */
  moods: z.array(
    z.object({
      at: Time,
      position: z.number().int(),
      score: z.number(),
      level: MoodLevel,
      reasons: z.array(z.string()),
    }),
  ),
  orders: z.array(OrderBrief),
  complaints: z.array(ComplaintBrief),
  surveys: z.array(SurveyBrief),
  compensations: z.array(Compensation),
  earlierCases: z.array(CaseBrief),
  /** Who has it open now, me excepted. */
  viewers: z.array(z.object({ agent: Colleague, typing: z.boolean() })),
  /** What I may do with it in its present state. */
  may: z.array(
    z.enum(['take', 'reply', 'note', 'return', 'transfer', 'snooze', 'resolve', 'compensate', 'reassign', 'enqueue']),
  ),
  /** May the customer be written to: false after they blocked us. */
  reachable: z.boolean(),
  /** Other processes may still be sending a bot message that was under way; becomes false by itself. */
  settling: z.boolean(),
});
export type ConversationDetail = z.infer<typeof ConversationDetail>;

export const ThreadQuery = z.object({
  /** The messages before this position, newest first in time; without it the newest page. */
  before: z.coerce.number().int().min(1).max(LARGEST_REVISION).optional(),
  /** Everything that changed after this revision (also older lines whose delivery moved). */
  since: z.coerce.number().int().min(0).max(LARGEST_REVISION).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(60),
});
export const Thread = z.object({
  /** Oldest first; with `since` in order of revision. */
  messages: z.array(ThreadMessage),
  events: z.array(CaseEvent),
  /** The conversation's newest revision: send it back as `seen` with a reply. */
  revision: z.number().int(),
  /** The newest position of a customer's message. */
  lastCustomerPosition: z.number().int(),
  more: z.boolean(),
});
export type Thread = z.infer<typeof Thread>;

export const DISPOSITIONS = [
  'solved',
  'compensated',
  'complaint-opened',
  'passed-on',
  'customer-gone',
  'not-solvable',
  'spam',
] as const;

const acting = { who: DESK, answer: ConversationDetail } as const;
const Note = z.string().trim().min(1).max(4_000);

export const CONVERSATION_API = {
  conversation: endpoint({
    ...acting,
    method: 'GET',
    path: '/api/conversations/:conversation',
    summary: 'Everything about one conversation but its thread',
  }),
  thread: endpoint({
    method: 'GET',
    path: '/api/conversations/:conversation/thread',
    who: DESK,
    summary: 'The words, paged backwards, or what changed since a revision',
    query: ThreadQuery,
    answer: Thread,
  }),
  media: endpoint({
    method: 'GET',
    path: '/api/conversations/:conversation/media/:message',
    who: DESK,
    summary:
      'The file of a message as an attachment (binary, not JSON); with `preview` a PNG, JPEG, GIF or WebP to be drawn, 404 for anything else',
    query: z.object({ preview: z.stringbool().default(false) }),
    answer: z.unknown(),
  }),
  take: endpoint({
    ...acting,
    method: 'POST',
    path: '/api/conversations/:conversation/take',
    summary: 'Take it, from the queue or from the bot. 409 `already_taken` with `by` when a colleague was first',
  }),
  returnToBot: endpoint({
    ...acting,
    method: 'POST',
    path: '/api/conversations/:conversation/return',
    summary: 'Back to the bot; resolves the case and offers the customer a rating',
    body: z.object({ disposition: z.enum(DISPOSITIONS).default('solved'), survey: z.boolean().default(true) }),
  }),
  resolve: endpoint({
    ...acting,
    method: 'POST',
    path: '/api/conversations/:conversation/resolve',
    summary: 'Resolve with a disposition; the conversation goes back to the bot',
    body: z.object({
      disposition: z.enum(DISPOSITIONS),
      note: Note.optional(),
      survey: z.boolean().default(true),
    }),
  }),
  transfer: endpoint({
    ...acting,
    method: 'POST',
    path: '/api/conversations/:conversation/transfer',
    summary: 'To a colleague, or to the queue (of a skill)',
    body: z.object({
      to: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('agent'), agent: Id }),
        z.object({ kind: z.literal('queue'), skill: z.string().max(64).nullable() }),
      ]),
      note: Note.optional(),
      /** Tell the customer that a colleague goes on. */
      tell: z.boolean().default(true),
    }),
  }),
  snooze: endpoint({
    ...acting,
    method: 'POST',
    path: '/api/conversations/:conversation/snooze',
    summary: 'Put aside until a time; comes back at once when the customer writes',
    body: z.object({ until: Time, note: Note.optional() }),
  }),
  note: endpoint({
    method: 'POST',
    path: '/api/conversations/:conversation/notes',
    who: DESK,
    summary: 'A note that the customer never sees',
    body: z.object({ text: Note }),
    answer: CaseEvent,
  }),
  reply: endpoint({
    method: 'POST',
    path: '/api/conversations/:conversation/replies',
    who: DESK,
    summary:
      'Say something. 409 `customer_wrote` when the customer wrote after `seen`; send again with `anyway` or the newer revision',
    body: z.object({
      /** Made by the client (a UUID): the same key twice is one message. */
      key: z.string().regex(/^[\w-]{8,64}$/),
      text: z.string().trim().max(8_000).default(''),
      uploads: z.array(Id).max(10).default([]),
      /** `lastCustomerPosition` of the thread on the screen. */
      seen: z.number().int().min(0),
      anyway: z.boolean().default(false),
    }),
    answer: z.object({ messages: z.array(ThreadMessage), revision: z.number().int() }),
  }),
  retryMessage: endpoint({
    method: 'POST',
    path: '/api/conversations/:conversation/messages/:message/retry',
    who: DESK,
    summary: 'Send a refused or unsure message once more (it may arrive twice)',
    answer: Done,
  }),
  typing: endpoint({
    method: 'POST',
    path: '/api/conversations/:conversation/typing',
    who: DESK,
    summary: 'I am looking at it (every 15 s while it is open), or typing',
    body: z.object({ typing: z.boolean() }),
    answer: Done,
  }),
  suggestions: endpoint({
    method: 'GET',
    path: '/api/conversations/:conversation/suggestions',
    who: DESK,
    summary: 'Answers from the knowledge base to the last question (or `q`), with sources; never sent by itself',
    query: z.object({ q: z.string().trim().min(1).max(2_000).optional() }),
    answer: z.object({
      items: z.array(
        z.object({
          entry: z.string(),
          question: z.string(),
          markdown: z.string(),
          source: z.string(),
          confidence: z.number(),
        }),
      ),
    }),
  }),
  setCustomer: endpoint({
    method: 'PUT',
    path: '/api/conversations/:conversation/customer',
    who: DESK,
    summary: 'Name, tags; tier and own agent by leads only',
    body: z.object({
      name: z.string().trim().max(80).optional(),
      tags: z.array(z.string().trim().min(1).max(40)).max(30).optional(),
      tier: Tier.optional(),
      ownAgent: Id.nullable().optional(),
    }),
    answer: CustomerProfile,
  }),
  openCase: endpoint({
    ...acting,
    method: 'POST',
    path: '/api/conversations/:conversation/case',
    summary: 'Put a conversation of the bot into the queue',
    body: z.object({ reason: CaseReason.default('operator'), skill: z.string().max(64).nullable().default(null) }),
  }),
};
