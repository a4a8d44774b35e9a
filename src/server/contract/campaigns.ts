import * as z from 'zod';
import {
  AudienceCheck,
  AudienceMember,
  CampaignCard,
  CampaignContent,
  CampaignDetail,
  CampaignRefusal,
  LEDGER_STATUSES,
  Outcome,
  Reasons,
} from './campaign.ts';
import { Id, Locale, PageQuery, pageOf, Time } from './common.ts';
import { EDITORS, endpoint, LEADS } from './endpoint.ts';

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
