import * as z from 'zod';
import { Id, PageQuery, pageOf } from './common.ts';
import { COMPENSATION_KINDS, Compensation } from './conversation.ts';
import { DESK, endpoint, LEADS } from './endpoint.ts';

export const COMPENSATION_API = {
  grant: endpoint({
    method: 'POST',
    path: '/api/conversations/:conversation/compensations',
    who: DESK,
    summary:
      'Grant within the own limit (`granted`), or ask a supervisor (`requested`). Only for the conversation that one holds',
    body: z.object({
      key: z.string().regex(/^[\w-]{8,64}$/),
      kind: z.enum(COMPENSATION_KINDS),
      amount: z.number().int().min(1).max(100_000_000),
      reason: z.string().trim().min(1).max(500),
    }),
    answer: Compensation,
  }),
  compensations: endpoint({
    method: 'GET',
    path: '/api/compensations',
    who: LEADS,
    summary: 'All of them, newest first; `state=requested` are those to decide on',
    query: z.object({
      state: z.enum(['requested', 'granted', 'refused']).optional(),
      agent: Id.optional(),
      ...PageQuery,
    }),
    answer: pageOf(Compensation),
  }),
  decideCompensation: endpoint({
    method: 'POST',
    path: '/api/compensations/:compensation/decision',
    who: LEADS,
    summary: 'Approve or refuse; nobody decides on their own request',
    body: z.object({ approve: z.boolean() }),
    answer: Compensation,
  }),
};
