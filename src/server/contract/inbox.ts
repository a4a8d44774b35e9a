import * as z from 'zod';
import { Colleague, Id, Locale, PageQuery, pageOf, Time } from './common.ts';
import { DESK, endpoint, LEADS } from './endpoint.ts';

export const MoodLevel = z.enum(['calm', 'uneasy', 'frustrated', 'angry']);
export const Tier = z.enum(['standard', 'silver', 'gold', 'vip']);
export const CaseState = z.enum(['waiting', 'held', 'snoozed', 'resolved']);
export type CaseState = z.infer<typeof CaseState>;

/** Why a conversation needs a person. The console words them. */
export const CASE_REASONS = [
  'asked', // the customer asked for a person
  'frustrated', // the mood reached a level
  'fast-lane', // chose the fast lane after damage, delay or refund
  'safety', // somebody may be hurt, or threatens with an authority or a lawyer
  'misses', // the bot had no answer several times
  'flow', // a guided dialogue reached a step for people
  'complaint', // a complaint is open
  'message-left', // left a message outside of office hours; wants to be called back
  'agent-took', // an agent took it from the bot
  'transferred',
  'agent-silent', // came back because its agent stayed silent
  'operator', // opened by a program through the API
] as const;
export const CaseReason = z.enum(CASE_REASONS);
export type CaseReason = z.infer<typeof CaseReason>;

export const CLOCKS = ['first-response', 'next-response', 'resolution'] as const;
/** A promise with its deadline. `paused` outside of office hours: then `dueAt` already lies in office hours. */
export const Clock = z.object({
  kind: z.enum(CLOCKS),
  dueAt: Time,
  state: z.enum(['running', 'at-risk', 'breached']),
});
export type Clock = z.infer<typeof Clock>;

export const CaseBrief = z.object({
  id: Id,
  state: CaseState,
  reasons: z.array(CaseReason),
  /** 0..100, higher goes first. */
  priority: z.number().int(),
  skill: z.string().nullable(),
  fastLane: z.boolean(),
  agent: Colleague.nullable(),
  openedAt: Time,
  /** Since when the customer has been waiting for a person's word; null while it is the customer's turn. */
  waitingSince: Time.nullable(),
  snoozedUntil: Time.nullable(),
  /** The running ones, the nearest deadline first. */
  clocks: z.array(Clock),
  disposition: z.string().nullable(),
});
export type CaseBrief = z.infer<typeof CaseBrief>;

export const InboxItem = z.object({
  conversation: Id,
  customer: z.object({ id: Id, name: z.string().nullable(), tier: Tier }),
  channel: z.string(),
  locale: Locale,
  owner: z.enum(['bot', 'queue', 'agent']),
  case: CaseBrief.nullable(),
  mood: z.object({ level: MoodLevel, score: z.number() }).nullable(),
  /** Plain text, at most 160 characters. */
  lastMessage: z
    .object({ author: z.enum(['customer', 'bot', 'agent', 'system']), text: z.string(), at: Time })
    .nullable(),
  revision: z.number().int(),
});
export type InboxItem = z.infer<typeof InboxItem>;

/**
 * `waiting`: the queue, most urgent first. `mine`: held by me. `held`: by anybody whom I may see. `snoozed`, `resolved`.
 * `all`: every conversation, the bot's too, newest first (leads only; agents see those with a case).
 */
export const InboxView = z.enum(['waiting', 'mine', 'held', 'snoozed', 'resolved', 'all']);

export const InboxQuery = z.object({
  view: InboxView.default('waiting'),
  channel: z.string().max(32).optional(),
  tier: Tier.optional(),
  skill: z.string().max(64).optional(),
  reason: CaseReason.optional(),
  mood: MoodLevel.optional(),
  locale: Locale.optional(),
  agent: Id.optional(),
  /** Only cases with a clock that is at risk or breached. */
  risk: z.stringbool().optional(),
  /** Beginning of the customer's name, or a whole customer, conversation or complaint id. */
  search: z.string().trim().min(1).max(80).optional(),
  ...PageQuery,
});
export type InboxQuery = z.infer<typeof InboxQuery>;

export const QueueMonitor = z.object({
  waiting: z.number().int(),
  held: z.number().int(),
  snoozed: z.number().int(),
  atRisk: z.number().int(),
  breached: z.number().int(),
  oldestWaitingSince: Time.nullable(),
  /** Median time from the queue to a person's first word over the last 24 hours; null without any. */
  firstResponseMedianMs: z.number().int().nullable(),
  officeOpen: z.boolean(),
  opensAt: Time.nullable(),
  bySkill: z.array(z.object({ skill: z.string().nullable(), waiting: z.number().int(), oldestSince: Time.nullable() })),
  agents: z.array(
    z.object({
      agent: Colleague,
      presence: z.enum(['on-duty', 'away', 'off']),
      since: Time,
      connected: z.boolean(),
      holding: z.number().int(),
      capacity: z.number().int(),
      skills: z.array(z.string()),
    }),
  ),
});
export type QueueMonitor = z.infer<typeof QueueMonitor>;

export const INBOX_API = {
  inbox: endpoint({
    method: 'GET',
    path: '/api/inbox',
    who: DESK,
    summary: 'The list, filtered and paged',
    query: InboxQuery,
    answer: pageOf(InboxItem),
  }),
  inboxCounts: endpoint({
    method: 'GET',
    path: '/api/inbox/counts',
    who: DESK,
    summary: 'How many there are per view (`all` is not counted)',
    answer: z.object({
      waiting: z.number().int(),
      mine: z.number().int(),
      held: z.number().int(),
      snoozed: z.number().int(),
      atRisk: z.number().int(),
    }),
  }),
  monitor: endpoint({
    method: 'GET',
    path: '/api/monitor',
    who: LEADS,
    summary: 'Depth, oldest, load and presence of the queue',
    answer: QueueMonitor,
  }),
};
