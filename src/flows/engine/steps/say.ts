import * as z from 'zod';
import { sayTemplate } from '../say-template.ts';
import { compileLocal, type LocalTemplate } from '../template.ts';
import type { Outcome, Walk } from '../walk-state.ts';
import { LocalWords, StepId } from '../words.ts';

/** Says something and goes on. */
export const SayStep = z.strictObject({
  id: StepId,
  kind: z.literal('say'),
  text: LocalWords,
  next: StepId.optional(),
});
export type SayStep = z.infer<typeof SayStep>;

export interface CompiledSay {
  kind: 'say';
  id: string;
  text: LocalTemplate;
  next: string;
}

export function compileSay(step: SayStep, next: string): CompiledSay {
  return { kind: 'say', id: step.id, text: compileLocal(step.text), next };
}

export function runSay(step: CompiledSay, walk: Walk): Outcome {
  sayTemplate(walk, step.text);
  return { kind: 'go', step: step.next };
}
