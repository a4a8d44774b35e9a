import * as z from 'zod';
import { EDITORS, endpoint, LEADS } from './endpoint.ts';

const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** When nobody is written to first, by the customer's own clock, and how much care one person gets. */
const GateRules = z.strictObject({
  quiet: z.strictObject({ from: WallTime, to: WallTime }),
  perDay: z.number().int().min(0).max(20),
  perWeek: z.number().int().min(0).max(50),
  badMoodHours: z.number().int().min(0).max(168),
  keptForAnswers: z.strictObject({
    alert: z.number().int().min(0).max(50),
    care: z.number().int().min(0).max(50),
  }),
});

/** The rules of the one gate; a change holds from the next claim on, for every process. */
export const GATE_API = {
  gateRules: endpoint({
    method: 'GET',
    path: '/api/gate-rules',
    who: EDITORS,
    summary: 'Quiet hours, caps, and what of a platform’s window is kept for answers',
    answer: GateRules,
  }),
  setGateRules: endpoint({
    method: 'PUT',
    path: '/api/gate-rules',
    who: LEADS,
    summary: 'Change them; equal times mean no quiet hours',
    body: GateRules,
    answer: GateRules,
  }),
};
