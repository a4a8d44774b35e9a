import * as z from 'zod';
import { sayText } from '../effect.ts';
import { compileLocal, type LocalTemplate, renderTemplate } from '../template.ts';
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
  const text = renderTemplate(step.text[walk.run.locale], walk.scope(), walk.filters());
  if (text !== '') walk.effects.push(sayText(text));
  return { kind: 'go', step: step.next };
}
