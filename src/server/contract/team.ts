import * as z from 'zod';
import { Done, Id, Locale, PageQuery, pageOf, Role, Time } from './common.ts';
import { ADMINS, DESK, EDITORS, endpoint, LEADS } from './endpoint.ts';
import { Presence } from './session.ts';

/** Local times of the shop's time zone. Days without an entry are free; Chinese holidays and 调休 are counted if asked. */
export const OfficeHours = z.object({
  timeZone: z.string(),
  days: z.array(
    z.object({
      /** 1 = Monday … 7 = Sunday. */
      day: z.number().int().min(1).max(7),
      from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
      to: z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/),
    }),
  ),
  chineseHolidays: z.boolean(),
  /** Closed besides: "2026-12-24". */
  closed: z.array(z.iso.date()).max(200),
});
export type OfficeHours = z.infer<typeof OfficeHours>;

/** A million yuan, in fen; more does not fit into the column either. */
const Amount = z.number().int().min(0).max(100_000_000);

export const Limits = z.object({ coupon: Amount, refund: Amount, points: Amount });

export const Member = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  active: z.boolean(),
  /** Invited and not yet joined. */
  invited: z.boolean(),
  skills: z.array(z.string()),
  locales: z.array(Locale),
  capacity: z.number().int(),
  limits: Limits,
  /** Their own hours; null: those of the office. */
  hours: OfficeHours.nullable(),
  presence: Presence,
  /** Their Telegram user id: lets them act in the staff topic. */
  telegram: z.string().nullable(),
  /** Their user id in WeCom: what they say in its own client is theirs here too. */
  wecom: z.string().nullable(),
});
export type Member = z.infer<typeof Member>;

const MemberSettings = z.object({
  role: Role.optional(),
  active: z.boolean().optional(),
  name: z.string().trim().min(1).max(80).optional(),
  skills: z.array(z.string().trim().min(1).max(64)).max(50).optional(),
  locales: z.array(Locale).optional(),
  capacity: z.number().int().min(0).max(100).optional(),
  limits: Limits.optional(),
  hours: OfficeHours.nullable().optional(),
  telegram: z
    .string()
    .regex(/^\d{1,16}$/)
    .nullable()
    .optional(),
  wecom: z
    .string()
    .regex(/^[\w@.-]{1,64}$/)
    .nullable()
    .optional(),
});

export const DeskSettings = z.object({
  hours: OfficeHours,
  firstResponseMinutes: z.number().int().min(1).max(1_440),
  nextResponseMinutes: z.number().int().min(1).max(1_440),
  resolutionHours: z.number().int().min(1).max(720),
  /** An agent who is silent for so long while the customer waits loses the case to the queue. */
  silentMinutes: z.number().int().min(1).max(1_440),
  /** Over this nobody may grant, approved or not. */
  ceiling: Limits,
});
export type DeskSettings = z.infer<typeof DeskSettings>;

export const CannedReply = z.object({
  id: Id,
  /** Typed after "/". */
  shortcut: z.string().regex(/^[\p{L}\p{N}_-]{1,32}$/u),
  locale: Locale,
  title: z.string().min(1).max(80),
  /** Markdown; `{{customer}}` and `{{agent}}` are filled in by the composer. */
  text: z.string().min(1).max(4_000),
  /** Only for me, or for everybody (editors). */
  mine: z.boolean(),
});
export type CannedReply = z.infer<typeof CannedReply>;

export const AuditLine = z.object({
  id: z.number().int(),
  at: Time,
  actor: z.string(),
  actorName: z.string().nullable(),
  action: z.string(),
  object: z.string(),
  detail: z.string(),
  ip: z.string(),
});

export const Upload = z.object({
  id: Id,
  name: z.string(),
  mimeType: z.string(),
  bytes: z.number().int(),
  url: z.string(),
});

export const TEAM_API = {
  colleagues: endpoint({
    method: 'GET',
    path: '/api/colleagues',
    who: DESK,
    summary: 'To whom one may transfer, with their load',
    answer: z.object({
      items: z.array(
        z.object({
          id: Id,
          name: z.string(),
          presence: Presence,
          skills: z.array(z.string()),
          holding: z.number().int(),
          capacity: z.number().int(),
        }),
      ),
    }),
  }),
  team: endpoint({
    method: 'GET',
    path: '/api/team',
    who: LEADS,
    summary: 'Everybody',
    answer: z.object({ items: z.array(Member) }),
  }),
  invite: endpoint({
    method: 'POST',
    path: '/api/team',
    who: ADMINS,
    summary: 'Invite somebody; the link is shown once and is good for three days',
    body: z.object({ email: z.email().max(200), name: z.string().trim().min(1).max(80), role: Role }),
    answer: z.object({ member: Member, link: z.string() }),
  }),
  setMember: endpoint({
    method: 'PUT',
    path: '/api/team/:member',
    who: LEADS,
    summary: 'Settings. Role, active and limits by admins only; deactivating ends all sessions at once',
    body: MemberSettings,
    answer: Member,
  }),
  resetPassword: endpoint({
    method: 'POST',
    path: '/api/team/:member/reset',
    who: ADMINS,
    summary: 'A one-time link for a new password; ends all sessions',
    answer: z.object({ link: z.string() }),
  }),
  deskSettings: endpoint({
    method: 'GET',
    path: '/api/desk/settings',
    who: LEADS,
    summary: 'Office hours, clocks, ceilings',
    answer: DeskSettings,
  }),
  setDeskSettings: endpoint({
    method: 'PUT',
    path: '/api/desk/settings',
    who: ADMINS,
    summary: 'Change them',
    body: DeskSettings,
    answer: DeskSettings,
  }),
  cannedReplies: endpoint({
    method: 'GET',
    path: '/api/canned-replies',
    who: 'signed-in',
    summary: 'Shared ones and my own',
    answer: z.object({ items: z.array(CannedReply) }),
  }),
  addCannedReply: endpoint({
    method: 'POST',
    path: '/api/canned-replies',
    who: 'signed-in',
    summary: 'Shared ones by editors only',
    body: CannedReply.omit({ id: true }),
    answer: CannedReply,
  }),
  setCannedReply: endpoint({
    method: 'PUT',
    path: '/api/canned-replies/:reply',
    who: 'signed-in',
    summary: 'Change it',
    body: CannedReply.omit({ id: true, mine: true }),
    answer: CannedReply,
  }),
  removeCannedReply: endpoint({
    method: 'DELETE',
    path: '/api/canned-replies/:reply',
    who: 'signed-in',
    summary: 'Remove it',
    answer: Done,
  }),
  knowledgeSearch: endpoint({
    method: 'GET',
    path: '/api/knowledge/search',
    who: [...new Set([...DESK, ...EDITORS])],
    summary: 'Ask the knowledge base as a customer would',
    query: z.object({ q: z.string().trim().min(1).max(2_000), locale: Locale.default('zh-CN') }),
    answer: z.object({
      items: z.array(z.object({ entry: z.string(), question: z.string(), source: z.string() })),
      confidence: z.number(),
    }),
  }),
  upload: endpoint({
    method: 'POST',
    path: '/api/uploads',
    who: DESK,
    summary: 'The bytes as the body (application/octet-stream), at most 20 MB; `name` and `type` in the query',
    query: z.object({
      name: z.string().min(1).max(200),
      type: z.string().max(128).default('application/octet-stream'),
    }),
    answer: Upload,
  }),
  audit: endpoint({
    method: 'GET',
    path: '/api/audit',
    who: ADMINS,
    summary: 'Who did what, newest first; never changed, never deleted by the console',
    query: z.object({
      actor: Id.optional(),
      action: z.string().max(64).optional(),
      object: z.string().max(128).optional(),
      ...PageQuery,
    }),
    answer: pageOf(AuditLine),
  }),
};
