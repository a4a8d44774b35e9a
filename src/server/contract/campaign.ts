import * as z from 'zod';
import { Id, Time, Topic } from './common.ts';

const Words = z.string().trim().min(1).max(3_500);
const Label = z.string().trim().min(1).max(60);
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

export const Outcome = z.discriminatedUnion('kind', [
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

export const Reasons = z.record(z.string(), z.number().int());
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
