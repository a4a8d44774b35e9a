import * as z from 'zod';
import { ConsentTopic, Locale } from '../../../core/index.ts';
import type { Effect } from '../effect.ts';
import { compileTemplate, renderTemplate, type Template } from '../template.ts';
import type { Outcome, Walk } from '../walk-state.ts';
import { Duration, StepId } from '../words.ts';

/** One change that is committed together with the turn. */
const Deed = z.union([
  z.strictObject({ tag: z.string().min(1).max(100) }),
  z.strictObject({ untag: z.string().min(1).max(100) }),
  z.strictObject({ invite: z.string(), after: Duration, occasion: z.string().default('') }),
  z.strictObject({ consent: ConsentTopic, granted: z.boolean() }),
  z.strictObject({ language: Locale }),
  z.strictObject({ erase_my_data: z.literal(true) }),
  z.strictObject({ decline_surveys: z.literal(true) }),
]);
type Deed = z.infer<typeof Deed>;

/** Does something and goes on. Once per run, however often the customer comes by. */
export const DoStep = z.strictObject({
  id: StepId,
  kind: z.literal('do'),
  effects: z.array(Deed).min(1).max(10),
  next: StepId.optional(),
});
export type DoStep = z.infer<typeof DoStep>;

export interface CompiledDo {
  kind: 'do';
  id: string;
  deeds: readonly { deed: Deed; text: Template }[];
  next: string;
}

export function compileDo(step: DoStep, next: string): CompiledDo {
  const deeds = step.effects.map((deed) => ({ deed, text: compileTemplate(wordsOf(deed)) }));
  return { kind: 'do', id: step.id, deeds, next };
}

export function runDo(step: CompiledDo, walk: Walk): Outcome {
  const { run } = walk;
  if (run.done.includes(`${step.id}=done`)) return { kind: 'go', step: step.next };
  step.deeds.forEach(({ deed, text }, index) => {
    const rendered = renderTemplate(text, walk.scope(), { ...walk.filters(), markdown: false });
    const effect = effectOf(deed, rendered, `${run.id}:${step.id}:${index}`, walk);
    if (effect) walk.effects.push(effect);
  });
  run.done = [...run.done, `${step.id}=done`];
  run.trail = [];
  return { kind: 'go', step: step.next };
}

function effectOf(deed: Deed, text: string, key: string, walk: Walk): Effect | null {
  if ('tag' in deed) return text === '' ? null : { kind: 'tag', key, tag: text, on: true };
  if ('untag' in deed) return text === '' ? null : { kind: 'tag', key, tag: text, on: false };
  if ('invite' in deed)
    return { kind: 'invite', key, survey: deed.invite, occasion: text || walk.run.id, at: walk.nowMs + deed.after };
  if ('consent' in deed) return { kind: 'consent', key, topic: deed.consent, granted: deed.granted };
  if ('language' in deed) {
    walk.run.locale = deed.language;
    return { kind: 'language', key, locale: deed.language };
  }
  if ('erase_my_data' in deed) return { kind: 'erase', key };
  if ('decline_surveys' in deed) return { kind: 'decline-surveys', key };
  return deed satisfies never;
}

function wordsOf(deed: Deed): string {
  if ('tag' in deed) return deed.tag;
  if ('untag' in deed) return deed.untag;
  return 'occasion' in deed ? deed.occasion : '';
}
