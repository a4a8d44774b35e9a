import * as z from 'zod';
import { sayTemplate } from '../say-template.ts';
import { compileLocal, type LocalTemplate } from '../template.ts';
import type { Outcome, Walk } from '../walk-state.ts';
import { LocalWords, StepId } from '../words.ts';

/** Brings in a person, with everything that is known so far, and ends the flow. */
export const HandoffStep = z.strictObject({
  id: StepId,
  kind: z.literal('handoff'),
  text: LocalWords.optional(),
  skill: z.string().max(64).optional().describe('Which agents should see it'),
});
export type HandoffStep = z.infer<typeof HandoffStep>;

export interface CompiledHandoff {
  kind: 'handoff';
  id: string;
  text: LocalTemplate | null;
  skill: string | null;
}

export function compileHandoff(step: HandoffStep): CompiledHandoff {
  return { kind: 'handoff', id: step.id, text: step.text ? compileLocal(step.text) : null, skill: step.skill ?? null };
}

export function runHandoff(step: CompiledHandoff, walk: Walk): Outcome {
  if (step.text) sayTemplate(walk, step.text);
  return { kind: 'handoff', reason: 'step', skill: step.skill };
}
