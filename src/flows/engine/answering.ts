import { invalidWord } from './engine-words.ts';
import type { Flow } from './flow.ts';
import { say } from './question.ts';
import type { InvalidReason, Json } from './slots/heard.ts';
import type { CompiledAsk } from './steps/ask.ts';
import { renderTemplate } from './template.ts';
import { answered, askAgain, type Ended, offerPerson, walkFrom } from './walk.ts';
import type { Walk } from './walk-state.ts';

const WAITING: Ended = { kind: 'waiting' };
const MISSES_BEFORE_OFFER = 3;

/** Passes over an optional question. What was said before stays: nothing that a customer told is lost. */
export function leave(flow: Flow, walk: Walk, step: CompiledAsk): Ended {
  if (!Object.hasOwn(walk.run.slots, step.slot)) walk.run.slots = { ...walk.run.slots, [step.slot]: null };
  return onwards(flow, walk, step);
}

export function take(flow: Flow, walk: Walk, step: CompiledAsk, value: Json): Ended {
  walk.run.slots = { ...walk.run.slots, [step.slot]: value };
  return onwards(flow, walk, step);
}

export function onwards(flow: Flow, walk: Walk, step: CompiledAsk): Ended {
  answered(step, walk);
  return walkFrom(flow, walk, step.next);
}

export function miss(flow: Flow, walk: Walk, step: CompiledAsk, reason: InvalidReason | null): Ended {
  const { run } = walk;
  run.misses += 1;
  if (run.misses % MISSES_BEFORE_OFFER === 0) {
    offerPerson(flow, walk, step);
    return WAITING;
  }
  const locale = run.locale;
  const word = reason === null ? 'missed' : invalidWord(reason);
  const slot = flow.slots.get(step.slot);
  const limits =
    slot && 'min' in slot.type
      ? { min: slot.type.min, max: slot.type.max }
      : slot?.type.type === 'media'
        ? { max: slot.type.max }
        : {};
  const hint = step.hint === null ? '' : renderTemplate(step.hint[locale], walk.scope(), walk.filters());
  const sentence =
    reason === null && hint !== '' ? hint : [say(flow, walk, word, limits), hint].filter(Boolean).join('  \n');
  return again(flow, walk, step, sentence);
}

export function repeated(flow: Flow, walk: Walk, step: CompiledAsk, word: Parameters<typeof say>[2]): Ended {
  return again(flow, walk, step, say(flow, walk, word));
}

export function again(flow: Flow, walk: Walk, step: CompiledAsk, sentence: string): Ended {
  askAgain(flow, walk, step, sentence);
  return WAITING;
}
