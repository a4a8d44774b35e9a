import type { Choice, ChoiceId, Locale } from '../../core/index.ts';
import { holds } from './condition.ts';
import type { EngineWord } from './engine-words.ts';
import type { CompiledSlot, Flow } from './flow.ts';
import type { ShownOption } from './slots/choice.ts';
import type { Json } from './slots/heard.ts';
import type { CompiledAsk } from './steps/ask.ts';
import { lookUp, renderTemplate, type Scope, templateValue } from './template.ts';
import type { Walk } from './walk-state.ts';

/** A question as it is shown: words, and buttons where there are any. */
export interface Question {
  text: string;
  choices: Choice[];
}

/** What a pressed button means to this flow. Buttons of the engine itself (skip, cancel …) begin with "-". */
export interface Press {
  step: string;
  option: string;
}

export type EngineButton = 'skip' | 'done' | 'keep' | 'person' | 'again' | 'cancel' | 'continue';

const PREFIX = 'f';
const MOST_CHOICES = 20;

export function say(flow: Flow, walk: Walk, word: EngineWord, more: Scope = {}): string {
  return renderTemplate(flow.engineWords[word][walk.run.locale], { ...walk.scope(), ...more }, walk.filters());
}

export function questionOf(flow: Flow, ask: CompiledAsk, walk: Walk): Question {
  const text = renderTemplate(ask.text[walk.run.locale], walk.scope(), walk.filters());
  const options = [...shownOptions(flow, ask, walk), ...extras(flow, ask, walk)];
  const choices = options.slice(-MOST_CHOICES).map((option) => choice(walk, ask.id, option.id, option.label));
  return { text: text === '' ? flow.title[walk.run.locale] : text, choices };
}

/** What the customer last saw as buttons or as a numbered list, in that order. */
export function displayed(flow: Flow, ask: CompiledAsk, walk: Walk): ShownOption[] {
  const named = (names: readonly EngineButton[]) =>
    names.map((name) => ({ id: `-${name}`, label: say(flow, walk, `button_${name}`) }));
  if (walk.run.state.kind === 'offered') return named(['person', 'again', 'cancel']);
  if (walk.run.state.kind === 'paused') return named(['continue', 'cancel']);
  return [...shownOptions(flow, ask, walk), ...extras(flow, ask, walk)];
}

/** Whether "2" means the second of what is shown, and not the number two. */
export function countsOptions(flow: Flow, ask: CompiledAsk, walk: Walk): boolean {
  const type = flow.slots.get(ask.slot)?.type.type;
  return walk.run.state.kind === 'offered' || ask.list !== null || type === 'choice' || type === 'yes_no';
}

/** The engine's own buttons under a question. */
function extras(flow: Flow, ask: CompiledAsk, walk: Walk): ShownOption[] {
  const named = (name: EngineButton) => [{ id: `-${name}`, label: say(flow, walk, `button_${name}`) }];
  const value = walk.run.slots[ask.slot] ?? null;
  const files = flow.slots.get(ask.slot)?.type.type === 'media' && Array.isArray(value) && value.length > 0;
  if (files) return named('done');
  if (value !== null && !ask.again) return named('keep');
  return ask.optional ? named('skip') : [];
}

/** The options of the question in hand, in the order of their buttons. */
function shownOptions(flow: Flow, ask: CompiledAsk, walk: Walk): ShownOption[] {
  const locale = walk.run.locale;
  if (ask.list) {
    const list = listOf(ask, walk.scope());
    return list.map((item, index) => ({
      id: String(index),
      label:
        clip(
          renderTemplate(
            ask.list?.label[locale] ?? [],
            { ...walk.scope(), item },
            { ...walk.filters(), markdown: false },
          ),
        ) || String(index + 1),
    }));
  }
  const slot = flow.slots.get(ask.slot);
  switch (slot?.type.type) {
    case 'choice':
      return slot.type.options
        .filter((option) => option.when === undefined || holds(option.when, walk.scope()))
        .map((option) => ({ id: option.id, label: option.label[locale] }));
    case 'yes_no':
      return [
        { id: 'yes', label: say(flow, walk, 'button_yes') },
        { id: 'no', label: say(flow, walk, 'button_no') },
      ];
    case 'rating': {
      const { min, max } = slot.type;
      return Array.from({ length: max - min + 1 }, (_, index) => ({
        id: String(min + index),
        label: String(min + index),
      }));
    }
    default:
      return [];
  }
}

/** The value that an option's id stands for; undefined when the question has no such option (any more). */
export function valueOfOption(flow: Flow, ask: CompiledAsk, walk: Walk, option: string): Json | undefined {
  if (!shownOptions(flow, ask, walk).some((each) => each.id === option)) return undefined;
  if (ask.list) {
    const item = listOf(ask, walk.scope())[Number(option)];
    return item === undefined
      ? undefined
      : templateValue(ask.list.value, { ...walk.scope(), item }, { ...walk.filters(), markdown: false });
  }
  const slot = flow.slots.get(ask.slot);
  if (slot?.type.type === 'yes_no') return option === 'yes';
  if (slot?.type.type === 'rating') return Number(option);
  return option;
}

/** A value in the customer's words, for "changed to …". */
export function valueText(slot: CompiledSlot, value: Json, locale: Locale): string {
  if (slot.type.type === 'choice')
    return slot.type.options.find((option) => option.id === value)?.label[locale] ?? String(value);
  if (slot.type.type === 'yes_no')
    return value === true ? { 'zh-CN': '是', en: 'yes' }[locale] : { 'zh-CN': '否', en: 'no' }[locale];
  if (Array.isArray(value)) return String(value.length);
  return clip(String(value));
}

export function button(flow: Flow, walk: Walk, step: string, name: EngineButton): Choice {
  return choice(walk, step, `-${name}`, say(flow, walk, `button_${name}`));
}

/** Reads a button of this run; null for a button of another run or another part of the bot. */
export function pressOf(id: string, runId: string): Press | null {
  const [prefix, tag, step, option] = id.split(':');
  if (prefix !== PREFIX || tag !== tagOf(runId) || step === undefined || option === undefined) return null;
  return { step, option };
}

/** Whether a button was made by any flow, so that the bot can say that it is no longer good. */
export function isFlowChoice(id: string): boolean {
  return /^f:[a-z0-9]{4}:[a-z0-9_]+:[a-z0-9_-]+$/.test(id);
}

function choice(walk: Walk, step: string, option: string, label: string): Choice {
  return { id: `${PREFIX}:${tagOf(walk.run.id)}:${step}:${option}` as ChoiceId, label: clip(label) };
}

/** Four signs that tell runs apart. FNV-1a: a button of an old run meets a new one once in 1.7 million. */
function tagOf(runId: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < runId.length; at += 1) hash = Math.imul(hash ^ runId.charCodeAt(at), 0x01000193);
  return ((hash >>> 0) % 36 ** 4).toString(36).padStart(4, '0');
}

function listOf(ask: CompiledAsk, scope: Scope): readonly Json[] {
  const list = ask.list ? lookUp(scope, ask.list.path) : undefined;
  return Array.isArray(list) ? list.slice(0, MOST_CHOICES - 2) : [];
}

/** Telegram shows about 60 signs of a button. */
function clip(label: string): string {
  const signs = [...label.replace(/\s+/g, ' ').trim()];
  return signs.length > 60 ? `${signs.slice(0, 59).join('')}…` : signs.join('');
}
