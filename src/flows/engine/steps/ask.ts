import * as z from 'zod';
import { Condition } from '../condition.ts';
import { compileLocal, compileTemplate, type LocalTemplate, type Template } from '../template.ts';
import { LocalWords, SlotId, StepId } from '../words.ts';

/** Asks for a slot and waits. A slot that is known already is not asked again, unless the step says `again`. */
export const AskStep = z.strictObject({
  id: StepId,
  kind: z.literal('ask'),
  slot: SlotId,
  text: LocalWords,
  hint: LocalWords.optional().describe('Said after an answer that was not understood; with an example'),
  optional: z.boolean().default(false).describe('Offers to skip'),
  again: z.boolean().default(false).describe('Asks each time the step is reached: for menus and retries'),
  when: Condition.optional().describe('Passes over the question when this does not hold'),
  instead: z
    .record(SlotId, StepId)
    .default({})
    .describe('Another slot whose value is welcome here too, changed or new, and the step where that leads'),
  acknowledged: z
    .string()
    .optional()
    .describe('For menus: the option that a bare “ok” or “嗯嗯” means, such as that there is nothing else'),
  options_from: z
    .string()
    .regex(/^[a-z][\w.]*$/i)
    .optional()
    .describe('A list in a result, such as found.orders'),
  option_label: LocalWords.optional().describe('Text of each such option; {item} is the list’s element'),
  option_value: z.string().default('{item}').describe('What the slot gets; {item} is the list’s element'),
  next: StepId.optional(),
});
export type AskStep = z.infer<typeof AskStep>;

export interface CompiledAsk {
  kind: 'ask';
  id: string;
  slot: string;
  text: LocalTemplate;
  hint: LocalTemplate | null;
  optional: boolean;
  again: boolean;
  when: Condition | null;
  instead: readonly (readonly [slot: string, step: string])[];
  acknowledged: string | null;
  list: { path: readonly string[]; label: LocalTemplate; value: Template } | null;
  next: string;
}

export function compileAsk(step: AskStep, next: string): CompiledAsk {
  return {
    kind: 'ask',
    id: step.id,
    slot: step.slot,
    text: compileLocal(step.text),
    hint: step.hint ? compileLocal(step.hint) : null,
    optional: step.optional,
    again: step.again,
    when: step.when ?? null,
    instead: Object.entries(step.instead),
    acknowledged: step.acknowledged ?? null,
    list: step.options_from
      ? {
          path: step.options_from.split('.'),
          label: compileLocal(step.option_label ?? { 'zh-CN': '{item}', en: '{item}' }),
          value: compileTemplate(step.option_value),
        }
      : null,
    next,
  };
}
