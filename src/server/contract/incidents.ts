import * as z from 'zod';
import { Id, Time } from './common.ts';
import { endpoint, LEADS } from './endpoint.ts';

/** Many orders that are late for one reason, and what became of the alerts about them. */
export const DelayIncident = z.object({
  id: Id,
  cause: z.string(),
  /** The warehouse, or the carrier and the region. */
  place: z.string(),
  state: z.enum(['held', 'released', 'stopped', 'over']),
  words: z.object({ 'zh-CN': z.string().nullable(), en: z.string().nullable() }),
  orders: z.number().int(),
  waiting: z.number().int(),
  sent: z.number().int(),
  startedAt: Time,
  lastAt: Time,
  decidedBy: z.string().nullable(),
  decidedAt: Time.nullable(),
});
export type DelayIncident = z.infer<typeof DelayIncident>;

const Sentence = z.string().trim().min(1).max(300).nullable();

/** Mass delays: supervisors see them, hold what is not on its way, word it anew, let it go or end it. */
export const INCIDENTS_API = {
  delayIncidents: endpoint({
    method: 'GET',
    path: '/api/delay-incidents',
    who: LEADS,
    summary: 'Delays of many orders for one reason, the newest first',
    answer: z.object({ items: z.array(DelayIncident) }),
  }),
  decideDelayIncident: endpoint({
    method: 'POST',
    path: '/api/delay-incidents/:incident/decide',
    who: LEADS,
    summary: 'Hold, release or stop its alerts; what a platform is being told at this moment comes back as it does',
    body: z.object({ decision: z.enum(['hold', 'release', 'stop']) }),
    answer: DelayIncident,
  }),
  wordDelayIncident: endpoint({
    method: 'PUT',
    path: '/api/delay-incidents/:incident/words',
    who: LEADS,
    summary: 'What is said as the cause from now on; null: the usual words. Hold it first to change what already waits',
    body: z.object({ 'zh-CN': Sentence, en: Sentence }),
    answer: DelayIncident,
  }),
};
