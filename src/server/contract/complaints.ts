import * as z from 'zod';
import { Id, PageQuery, pageOf, Time } from './common.ts';
import { ComplaintBrief } from './conversation.ts';
import { DESK, endpoint, LEADS } from './endpoint.ts';

export const ComplaintCard = ComplaintBrief.extend({
  customer: z.object({ id: Id, name: z.string().nullable() }),
  conversation: Id,
  order: z.string().nullable(),
  what: z.string(),
  wish: z.string().nullable(),
  photos: z.number().int(),
  reasons: z.array(z.string()),
  complex: z.boolean(),
  owner: z.object({ id: z.string(), name: z.string() }).nullable(),
  resolution: z.string().nullable(),
  respondBy: Time,
  resolveBy: Time,
  respondedAt: Time.nullable(),
  resolvedAt: Time.nullable(),
  /** By the server's clock. */
  overdue: z.enum(['no', 'respond', 'resolve']),
});
export type ComplaintCard = z.infer<typeof ComplaintCard>;

export const ComplaintHistory = z.array(
  z.object({
    kind: z.string(),
    actor: z.string(),
    /** Null when no colleague did it: the customer, or the system. */
    actorName: z.string().nullable(),
    detail: z.string(),
    at: Time,
  }),
);

const deed = { method: 'POST', who: DESK, answer: ComplaintCard } as const;
const Words = z.string().trim().min(1).max(4_000);

/** Agents see the complaints that they own and those that nobody owns; leads see all. */
export const COMPLAINTS_API = {
  complaints: endpoint({
    method: 'GET',
    path: '/api/complaints',
    who: DESK,
    summary: 'The board: open ones by the nearest deadline, settled ones newest first',
    query: z.object({
      column: z.enum(['open', 'overdue', 'settled']).default('open'),
      grade: z.enum(['ordinary', 'hot', 'crisis']).optional(),
      owner: Id.optional(),
      ...PageQuery,
    }),
    answer: pageOf(ComplaintCard),
  }),
  complaint: endpoint({
    method: 'GET',
    path: '/api/complaints/:complaint',
    who: DESK,
    summary: 'One complaint with its history',
    answer: z.object({ complaint: ComplaintCard, history: ComplaintHistory }),
  }),
  assignComplaint: endpoint({
    ...deed,
    path: '/api/complaints/:complaint/assign',
    summary: 'Take it (agents), or give it to somebody (leads)',
    body: z.object({ to: Id }),
  }),
  respondComplaint: endpoint({
    ...deed,
    path: '/api/complaints/:complaint/respond',
    summary: 'Answer the customer: stops the first clock; the customer is told',
    body: z.object({ text: Words }),
  }),
  resolveComplaint: endpoint({
    ...deed,
    path: '/api/complaints/:complaint/resolve',
    summary: 'Propose a resolution; the customer confirms or reopens it',
    body: z.object({ resolution: Words }),
  }),
  prolongComplaint: endpoint({
    ...deed,
    who: LEADS,
    path: '/api/complaints/:complaint/prolong',
    summary: 'Mark as complex: seven work days instead of three',
    body: z.object({ reason: Words }),
  }),
};
