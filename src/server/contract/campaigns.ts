import * as z from 'zod';
import { Id, Locale, PageQuery, pageOf, Time } from './common.ts';
import { EDITORS, endpoint, LEADS } from './endpoint.ts';

const Words = z.string().trim().min(1).max(3_500);
const Label = z.string().trim().min(1).max(60);
const Topic = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
const Channels = z.array(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)).max(8);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Who is meant: people by a segment (ADR 0063), or rooms with any of these tags (none: all rooms). */
export const CampaignTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('people'), audience: z.unknown(), everyone: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('rooms'), tags: z.array(z.string().min(1).max(64)).max(20) }),
]);

/** What a campaign says, to whom, and how. Durations in milliseconds. */
export const CampaignContent = z.strictObject({
  target: CampaignTarget,
  topic: Topic,
  channels: Channels,
  variants: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9-]{0,15}$/),
        weight: z.number().int().min(1).max(100),
        text: z.strictObject({ 'zh-CN': Words, en: Words }),
      }),
    )
    .min(1)
    .max(5),
  buttons: z
    .array(
      z.strictObject({
        flow: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
        label: z.strictObject({ 'zh-CN': Label, en: Label }),
      }),
    )
    .max(3),
  holdout: z.number().min(0).max(0.5),
  goal: z
    .strictObject({
      kind: z.enum(['order', 'reply', 'survey']),
      within: z
        .number()
        .int()
        .min(60 * MINUTE_MS)
        .max(365 * DAY_MS),
    })
    .nullable(),
  life: z
    .number()
    .int()
    .min(10 * MINUTE_MS)
    .max(60 * DAY_MS),
  perMinute: z.number().int().min(1).max(60_000),
  canary: z.boolean(),
});
export type CampaignContent = z.infer<typeof CampaignContent>;

export const CAMPAIGN_STATES = [
  'draft',
  'submitted',
  'approved',
  'scheduled',
  'planning',
  'running',
  'paused',
  'stopped',
  'done',
] as const;
export const LEDGER_STATUSES = [
  'planned',
  'held-out',
  'refused',
  'queued',
  'sent',
  'unsure',
  'failed',
  'expired',
  'stopped',
] as const;

/** How many have which status, and why. */
const Count = z.object({ status: z.enum(LEDGER_STATUSES), why: z.string().nullable(), count: z.number().int() });

export const CampaignCard = z.object({
  id: Id,
  title: z.string(),
  state: z.enum(CAMPAIGN_STATES),
  /** 'canary', 'canary-done', 'canary-seen', 'audience-grew', 'empty-audience', 'broken', 'sent-back', 'expired'. */
  stateReason: z.string().nullable(),
  createdBy: z.string(),
  createdAt: Time,
  scheduledAt: Time.nullable(),
  confirmedCount: z.number().int().nullable(),
});
export type CampaignCard = z.infer<typeof CampaignCard>;

export const CampaignDetail = CampaignCard.extend({
  content: CampaignContent,
  revision: z.number().int(),
  approvedBy: z.string().nullable(),
  confirmedBy: z.string().nullable(),
  expiresAt: Time.nullable(),
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
  counts: z.array(Count),
  /** I wrote it: somebody else has to approve it. */
  mine: z.boolean(),
});
export type CampaignDetail = z.infer<typeof CampaignDetail>;

/** Why nothing was done, as data, because each says what to do next. */
export const CampaignRefusal = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wrong-state'), state: z.enum(CAMPAIGN_STATES) }),
  z.object({ kind: z.literal('problems'), problems: z.array(z.object({ at: z.string(), message: z.string() })) }),
  z.object({ kind: z.literal('empty-audience') }),
  z.object({ kind: z.literal('everybody') }),
  z.object({ kind: z.literal('own-campaign') }),
  z.object({ kind: z.literal('needs-approval'), count: z.number().int() }),
  z.object({ kind: z.literal('wrong-number'), count: z.number().int() }),
  z.object({ kind: z.literal('in-the-past') }),
]);
export type CampaignRefusal = z.infer<typeof CampaignRefusal>;

const Outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), campaign: CampaignDetail }),
  z.object({ kind: z.literal('refused'), refusal: CampaignRefusal }),
]);

/** One of those who are meant: what the gate says of them now. */
export const AudienceMember = z.object({
  customer: Id,
  name: z.string().nullable(),
  tier: z.string().nullable(),
  channel: z.string().nullable(),
  verdict: z.enum(['pass', 'wait', 'refuse']),
  reason: z.string().nullable(),
});

const Reasons = z.record(z.string(), z.number().int());
export const AudienceCheck = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('fine'),
    count: z.number().int(),
    needsApproval: z.boolean(),
    /** Of how many the gate was asked; for a large audience of a part. */
    report: z.object({
      asked: z.number().int(),
      now: z.number().int(),
      atVisit: z.number().int(),
      byTask: z.number().int(),
      later: Reasons,
      excluded: Reasons,
    }),
  }),
  z.object({ kind: z.literal('refused'), refusal: CampaignRefusal }),
]);
export type AudienceCheck = z.infer<typeof AudienceCheck>;

export const LedgerLine = z.object({
  customer: Id,
  name: z.string().nullable(),
  channel: z.string().nullable(),
  variant: z.string().nullable(),
  status: z.enum(LEDGER_STATUSES),
  why: z.string().nullable(),
  detail: z.string().nullable(),
  dueAt: Time,
  settledAt: Time.nullable(),
  repliedAt: Time.nullable(),
});

export const TaskCard = z.object({
  id: Id,
  sender: z.string(),
  state: z.enum(['new', 'created', 'reminded', 'confirmed', 'delivered', 'unsure', 'failed', 'expired']),
  receivers: z.number().int(),
  delivered: z.number().int(),
  detail: z.string().nullable(),
  createdAt: Time,
});

const Share = z.object({ hits: z.number().int(), of: z.number().int() });
/** What came of one rule or campaign. */
export const CareFigures = z.object({
  /** 'rule:birthday', 'campaign:…', 'alert:delay'. */
  source: z.string(),
  title: z.object({ 'zh-CN': z.string(), en: z.string() }),
  meant: z.number().int(),
  excluded: Reasons,
  sent: z.number().int(),
  underWay: z.number().int(),
  failed: z.number().int(),
  unsure: z.number().int(),
  /** Sent of those who were to get it; the goal is 0.9. Null: nobody yet. */
  reach: z.number().nullable(),
  /** Null where the platform does not tell. */
  read: z.number().int().nullable(),
  replied: z.number().int(),
  optedOut: z.number().int(),
  complained: z.number().int(),
  satisfaction: z.object({ answers: z.number().int(), satisfied: z.number().int() }),
  goal: z
    .object({
      kind: z.enum(['order', 'reply', 'survey']),
      treated: Share,
      heldOut: Share,
      /** Null without a holdout. Shares of 1, with the 95 % interval (Newcombe). */
      lift: z.object({ difference: z.number(), low: z.number(), high: z.number(), isClear: z.boolean() }).nullable(),
      variants: z.array(z.object({ name: z.string(), share: Share, low: z.number(), high: z.number() })),
    })
    .nullable(),
});
export type CareFigures = z.infer<typeof CareFigures>;

export const CareRuleCard = z.object({
  rule: z.string(),
  title: z.object({ 'zh-CN': z.string(), en: z.string() }),
  enabled: z.boolean(),
  trigger: z.string(),
  at: z.string(),
  topic: z.string(),
  variants: z.number().int(),
  holdout: z.number(),
  goal: z.enum(['order', 'reply', 'survey']).nullable(),
});

const Text = z.object({ 'zh-CN': z.string(), en: z.string() });

const Draft = z.object({ title: z.string().trim().min(1).max(120), content: CampaignContent });
const byId = '/api/campaigns/:campaign' as const;

/** Campaigns, care rules and what came of them. Operators write, supervisors and admins agree. */
export const CAMPAIGNS_API = {
  campaigns: endpoint({
    method: 'GET',
    path: '/api/campaigns',
    who: EDITORS,
    summary: 'All campaigns, newest first',
    query: z.object({ ...PageQuery }),
    answer: pageOf(CampaignCard),
  }),
  campaign: endpoint({
    method: 'GET',
    path: byId,
    who: EDITORS,
    summary: 'One campaign with its figures',
    answer: CampaignDetail,
  }),
  createCampaign: endpoint({
    method: 'POST',
    path: '/api/campaigns',
    who: EDITORS,
    summary: 'A draft: nobody is written to',
    body: Draft,
    answer: CampaignDetail,
  }),
  editCampaign: endpoint({
    method: 'PUT',
    path: byId,
    who: EDITORS,
    summary: 'Change it before it has begun; approvals and confirmations are taken back',
    body: Draft,
    answer: Outcome,
  }),
  checkAudience: endpoint({
    method: 'POST',
    path: '/api/campaigns/check',
    who: EDITORS,
    summary: 'The exact number of recipients, what the gate says of them, or what is wrong. Nothing is sent or kept',
    body: z.object({ content: CampaignContent }),
    answer: AudienceCheck,
  }),
  audienceMembers: endpoint({
    method: 'POST',
    path: '/api/campaigns/members',
    who: EDITORS,
    summary: 'Look through the audience; `only: refuse` are those who are excluded, with the reason',
    body: z.object({
      content: CampaignContent,
      only: z.enum(['all', 'refuse', 'pass']).default('all'),
      cursor: z.string().max(200).optional(),
      limit: z.number().int().min(1).max(100).default(30),
    }),
    answer: pageOf(AudienceMember),
  }),
  previewCampaign: endpoint({
    method: 'POST',
    path: '/api/campaigns/preview',
    who: EDITORS,
    summary: 'The words for each channel and language, with sample values',
    body: z.object({ content: CampaignContent }),
    answer: z.object({
      items: z.array(
        z.object({
          channel: z.string(),
          locale: Locale,
          variant: z.string(),
          markdown: z.string(),
          choices: z.array(z.string()),
          /** 'numbered': the channel has no buttons, the choices stand as numbered lines. */
          shownAs: z.enum(['buttons', 'numbered']),
          delivery: z.enum(['at-once', 'window', 'task', 'visit']),
        }),
      ),
    }),
  }),
  testCampaign: endpoint({
    method: 'POST',
    path: '/api/campaigns/test',
    who: EDITORS,
    summary: 'Send it to myself, to the Telegram account in my profile; no customer can be named here',
    body: z.object({ content: CampaignContent, variant: z.string().max(16), locale: Locale }),
    answer: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('sent') }),
      z.object({ kind: z.literal('no-address') }),
      z.object({ kind: z.literal('refused'), refusal: CampaignRefusal }),
    ]),
  }),
  submitCampaign: endpoint({
    method: 'POST',
    path: `${byId}/submit`,
    who: EDITORS,
    summary: 'Done writing: it may be scheduled, or above 500 recipients waits for a second person',
    answer: Outcome,
  }),
  decideCampaign: endpoint({
    method: 'POST',
    path: `${byId}/decision`,
    who: LEADS,
    summary: 'A second person agrees or sends it back; never the writer',
    body: z.object({ approve: z.boolean(), revision: z.number().int() }),
    answer: Outcome,
  }),
  scheduleCampaign: endpoint({
    method: 'POST',
    path: `${byId}/schedule`,
    who: EDITORS,
    summary: 'Confirm by typing the number of recipients; it is counted anew here',
    body: z.object({ count: z.number().int().min(0), at: Time.nullable() }),
    answer: Outcome,
  }),
  unscheduleCampaign: endpoint({
    method: 'POST',
    path: `${byId}/unschedule`,
    who: EDITORS,
    summary: 'Back to a draft before it has begun',
    answer: Outcome,
  }),
  pauseCampaign: endpoint({
    method: 'POST',
    path: `${byId}/pause`,
    who: EDITORS,
    summary: 'Nothing more leaves from now on',
    answer: Outcome,
  }),
  resumeCampaign: endpoint({
    method: 'POST',
    path: `${byId}/resume`,
    who: EDITORS,
    summary: 'Go on, also after the canary',
    answer: Outcome,
  }),
  stopCampaign: endpoint({
    method: 'POST',
    path: `${byId}/stop`,
    who: EDITORS,
    summary: 'End it for good',
    answer: Outcome,
  }),
  campaignLedger: endpoint({
    method: 'GET',
    path: `${byId}/ledger`,
    who: EDITORS,
    summary: 'Recipient by recipient, with the reason',
    query: z.object({ status: z.enum(LEDGER_STATUSES).optional(), ...PageQuery }),
    answer: pageOf(LedgerLine),
  }),
  campaignTasks: endpoint({
    method: 'GET',
    path: `${byId}/tasks`,
    who: EDITORS,
    summary: 'Sends that colleagues have to confirm in their own client',
    answer: z.object({ items: z.array(TaskCard) }),
  }),
  careRules: endpoint({
    method: 'GET',
    path: '/api/care/rules',
    who: EDITORS,
    summary: 'The care rules as they run, and what is wrong in their files',
    answer: z.object({ items: z.array(CareRuleCard), problems: z.array(z.string()) }),
  }),
  careRulePreview: endpoint({
    method: 'GET',
    path: '/api/care/rules/:rule/preview',
    who: EDITORS,
    summary: 'Whom a rule would mean today, and what it would say; nobody is written to',
    answer: z.object({
      people: z.number().int(),
      some: z.array(z.object({ customer: Id, name: z.string().nullable() })),
      words: z.array(
        z.object({
          locale: Locale,
          variant: z.string(),
          markdown: z.string(),
          choices: z.array(z.string()),
        }),
      ),
    }),
  }),
  careFlows: endpoint({
    method: 'GET',
    path: '/api/care/flows',
    who: EDITORS,
    summary: 'Dialogues that a button under a message can begin',
    answer: z.object({ items: z.array(z.object({ flow: z.string(), title: Text })) }),
  }),
  careInsight: endpoint({
    method: 'GET',
    path: '/api/care/insight',
    who: EDITORS,
    summary: 'Reach, replies, opt-outs, complaints, satisfaction and lift, per rule and campaign',
    query: z.object({ from: z.coerce.number().int().optional(), to: z.coerce.number().int().optional() }),
    answer: z.object({ items: z.array(CareFigures) }),
  }),
};
