import * as z from 'zod';
import { sayTemplate } from '../say-template.ts';
import { compileLocal, type LocalTemplate } from '../template.ts';
import type { Outcome, Walk } from '../walk-state.ts';
import { LocalWords, StepId } from '../words.ts';

/** Ends the flow. `outcome` is what reports count: done, declined, nothing found … */
export const EndStep = z.strictObject({
  id: StepId,
  kind: z.literal('end'),
  outcome: z
    .string()
    .regex(/^[a-z][a-z-]{1,30}$/)
    .default('done'),
  text: LocalWords.optional(),
});
export type EndStep = z.infer<typeof EndStep>;

export interface CompiledEnd {
  kind: 'end';
  id: string;
  outcome: string;
  text: LocalTemplate | null;
}

export function compileEnd(step: EndStep): CompiledEnd {
  return { kind: 'end', id: step.id, outcome: step.outcome, text: step.text ? compileLocal(step.text) : null };
}

export function runEnd(step: CompiledEnd, walk: Walk): Outcome {
  if (step.text) sayTemplate(walk, step.text);
  return { kind: 'over', outcome: step.outcome };
}
