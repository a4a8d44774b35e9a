import type { MediaRef } from '../../core/index.ts';
import { again, leave, miss, onwards, repeated, take } from './answering.ts';
import { type Control, controlOf } from './control.ts';
import { correct, goBack, rewrite } from './correcting.ts';
import { correctionIn } from './correction.ts';
import { sayChoices, sayText } from './effect.ts';
import type { CompiledSlot, Flow } from './flow.ts';
import { button, countsOptions, displayed, type Press, say, valueOfOption } from './question.ts';
import { rewordingsIn } from './reworded.ts';
import { readShown } from './slots/choice.ts';
import { covers, coverTogether, type Heard, hear, type Json, looksLikeQuestion, type Reading } from './slots/heard.ts';
import type { CompiledAsk } from './steps/ask.ts';
import { answered, askAgain, type Ended, finish, handOff, walkFrom } from './walk.ts';
import type { Walk } from './walk-state.ts';

const WAITING: Ended = { kind: 'waiting' };
const GIVEN_UP: Control = { kind: 'cancel' };
/** Longer than this it tells more than that the flow is given up. */
const LONGEST_GIVING_UP = 80;

/** `final`: the words were offered to the rest of the bot, which had nothing to say to them. */
export function hearText(flow: Flow, walk: Walk, step: CompiledAsk, raw: string, final: boolean): Ended {
  const { run } = walk;
  const heard = hear(raw, run.locale, walk.now.toZonedDateTimeISO(flow.timeZone).toPlainDate());
  const slot = flow.slots.get(step.slot);
  const control = givesUp(flow, heard) ? GIVEN_UP : controlOf(heard);
  // "取消" leaves the talk, though an option is called "取消或退货".
  const shown = readShown(displayed(flow, step, walk), heard, control === null && countsOptions(flow, step, walk));
  if (shown !== null) return hearPress(flow, walk, step, { step: step.id, option: shown });
  const heeded =
    run.state.kind !== 'paused' ||
    control?.kind === 'cancel' ||
    control?.kind === 'person' ||
    control?.kind === 'continue';
  // "没有" may be an answer: to a yes-or-no question it is no.
  const answers = control?.kind === 'skip' && slot?.type.type !== 'text' && slot?.read(heard)?.kind === 'value';
  const commanded = control && heeded && !answers ? obey(flow, walk, step, control) : null;
  if (commanded) return commanded;
  // "不知道" tells nothing where words are asked for that the flow needs.
  if (control?.kind === 'skip' && heeded && slot?.type.type === 'text') return miss(flow, walk, step, null);
  const corrected = correct(flow, walk, step, heard);
  if (corrected) return corrected;
  if (run.state.kind === 'paused') return hearWhilePaused(flow, walk, step, slot, heard, final);
  const said = afterTakingBack(slot, heard);
  const reading = slot?.read(said) ?? null;
  if (reading === null) {
    const taken = takeInstead(flow, walk, step, heard, final);
    if (taken) return taken;
  }
  const others = volunteer(flow, walk, step, said, reading);
  if (
    reading?.kind === 'invalid' &&
    reading.reason.startsWith('text-') &&
    reading.reason !== 'text-too-long' &&
    !final
  ) {
    walk.effects.push({ kind: 'digress', text: raw, quiet: false });
    return WAITING;
  }
  if (reading?.kind === 'invalid') return miss(flow, walk, step, reading.reason);
  if (reading?.kind === 'value') {
    const sure = slot?.type.type === 'text' ? !looksLikeQuestion(heard.text) : isSure(said, reading);
    if (sure && slot?.type.type === 'choice' && isStory(heard, ANSWER_STORY)) keepStory(flow, walk, heard);
    if (sure || final) return take(flow, walk, step, reading.value);
    walk.effects.push({ kind: 'digress', text: raw, quiet: false });
    return WAITING;
  }
  if (others && !looksLikeQuestion(heard.text)) {
    askAgain(flow, walk, step, '');
    return WAITING;
  }
  if (final && isStory(heard, OPENING_STORY) && keepStory(flow, walk, heard)) {
    return repeated(flow, walk, step, 'story_kept');
  }
  if (final) return miss(flow, walk, step, null);
  walk.effects.push({ kind: 'digress', text: raw, quiet: false });
  return WAITING;
}

/** More is wanted after all: no word that closes a menu. */
const MORE = /^(?:yes|yeah|yep|yup|yea|y|sure|please|是|对|有|要|嗯?有的)[\s\p{P}的]*$/iu;

/** "Ok, cool" at a menu: the customer has what they wanted, where the step says which option that is. */
export function hearAcknowledgement(flow: Flow, walk: Walk, step: CompiledAsk, text: string): Ended {
  const closes = walk.run.state.kind === 'asking' && step.acknowledged !== null && !MORE.test(text.trim());
  return closes ? take(flow, walk, step, step.acknowledged) : hearText(flow, walk, step, text, true);
}

function givesUp(flow: Flow, heard: Heard): boolean {
  return heard.text.length <= LONGEST_GIVING_UP && flow.leaves.some((each) => each.test(heard.text));
}

/** At a menu another order's number is an answer too: it leads where the step says. */
function takeInstead(flow: Flow, walk: Walk, step: CompiledAsk, heard: Heard, final: boolean): Ended | null {
  for (const [name, target] of step.instead) {
    const found = flow.slots.get(name)?.read(heard);
    if (found?.kind !== 'value' || !(final || isSure(heard, found))) continue;
    walk.run.slots = { ...walk.run.slots, [name]: found.value };
    answered(step, walk);
    return walkFrom(flow, walk, target);
  }
  return null;
}

/** A pressed button. One of an earlier question corrects that question; one that is out of date says so. */
export function hearPress(flow: Flow, walk: Walk, step: CompiledAsk, press: Press | null): Ended {
  const { run } = walk;
  if (press?.option.startsWith('-')) {
    const control = press.option.slice(1);
    if (press.step === step.id || control === 'cancel' || control === 'person' || control === 'continue') {
      const obeyed = obey(flow, walk, step, { kind: control === 'again' ? 'continue' : control } as Control);
      if (obeyed) return obeyed;
    }
  } else if (press?.step === step.id) {
    const value = valueOfOption(flow, step, walk, press.option);
    if (value !== undefined) return take(flow, walk, step, value);
  } else if (press && run.trail.includes(press.step)) {
    const earlier = flow.steps.get(press.step);
    const slot = earlier?.kind === 'ask' ? flow.slots.get(earlier.slot) : undefined;
    const value = earlier?.kind === 'ask' ? valueOfOption(flow, earlier, walk, press.option) : undefined;
    if (earlier?.kind === 'ask' && slot && value !== undefined) return rewrite(flow, walk, step, slot, value);
  }
  askAgain(flow, walk, step, say(flow, walk, 'stale_choice'));
  return WAITING;
}

/** A photo or file. It goes to the flow's media slot if there is one, asked for or not; a caption is heard as words. */
export function hearMedia(flow: Flow, walk: Walk, step: CompiledAsk, media: MediaRef): Ended {
  const { run } = walk;
  const slot = [...flow.slots.values()].find((each) => each.type.type === 'media');
  const asked = flow.slots.get(step.slot)?.type.type === 'media';
  if (slot?.type.type !== 'media') {
    if (media.caption) return hearText(flow, walk, step, media.caption, false);
    askAgain(flow, walk, step, say(flow, walk, 'photo_unseen'));
    return WAITING;
  }
  const present = run.slots[slot.name];
  const files: readonly Json[] = Array.isArray(present) ? present : [];
  if (files.length >= slot.type.max)
    return asked ? miss(flow, walk, step, 'too-many-files') : repeated(flow, walk, step, 'invalid_too_many_files');
  const stored: Json = JSON.parse(JSON.stringify(media));
  run.slots = { ...run.slots, [slot.name]: [...files, stored] };
  if (asked) {
    if (files.length + 1 >= slot.type.max) return onwards(flow, walk, step);
    const text = say(flow, walk, 'file_noted', { count: files.length + 1 });
    walk.effects.push(sayChoices(text, [button(flow, walk, step.id, 'done')]));
    walk.run.state = { kind: 'asking' };
    return WAITING;
  }
  if (!run.volunteered.includes(slot.name)) run.volunteered = [...run.volunteered, slot.name];
  if (media.caption) {
    walk.effects.push(sayText(say(flow, walk, 'photo_kept')));
    return hearText(flow, walk, step, media.caption, false);
  }
  return repeated(flow, walk, step, 'photo_kept');
}

function obey(flow: Flow, walk: Walk, step: CompiledAsk, control: Control): Ended | null {
  const { run } = walk;
  const slot = flow.slots.get(step.slot);
  const value = run.slots[step.slot] ?? null;
  switch (control.kind) {
    case 'cancel':
      walk.effects.push(sayText(say(flow, walk, 'cancelled')));
      return finish(walk, 'cancelled');
    case 'person':
      return handOff(flow, walk, 'asked', null);
    case 'back':
      return goBack(flow, walk, step);
    case 'help':
      return repeated(flow, walk, step, 'help');
    case 'language':
      run.locale = control.locale;
      walk.effects.push({ kind: 'language', key: `${run.id}:language:${run.count}`, locale: control.locale });
      return again(flow, walk, step, '');
    case 'skip':
      return step.optional ? leave(flow, walk, step) : null;
    case 'done':
      return step.optional || (slot?.type.type === 'media' && value !== null) ? leave(flow, walk, step) : null;
    case 'keep':
      return value !== null ? onwards(flow, walk, step) : null;
    case 'continue':
      if (run.state.kind === 'paused' || run.state.kind === 'offered') return again(flow, walk, step, '');
      return value !== null && !step.again ? onwards(flow, walk, step) : again(flow, walk, step, '');
    default:
      return control satisfies never;
  }
}

/** Slots that nobody asked for but that the message holds. Only empty ones: changing takes a word of correction. */
function volunteer(flow: Flow, walk: Walk, step: CompiledAsk | null, heard: Heard, reading: Reading | null): boolean {
  const { run } = walk;
  const taken: { from: number; to: number }[] =
    reading?.kind === 'value' && step && flow.slots.get(step.slot)?.type.type !== 'text' ? [reading] : [];
  const asksBack = step !== null && looksLikeQuestion(heard.text);
  let filled = false;
  for (const slot of flow.slots.values()) {
    if (!slot.volunteered || slot.name === step?.slot || (run.slots[slot.name] ?? null) !== null) continue;
    if (asksBack && slot.type.type !== 'order_number' && slot.type.type !== 'phone') continue;
    const found = slot.read(heard);
    if (found?.kind !== 'value' || taken.some((span) => found.from < span.to && span.from < found.to)) continue;
    // Four digits can be anything; beside an order number and nothing else they are the phone's.
    const said = heard.text.slice(found.from, found.to);
    const isShort = slot.type.type === 'phone' && slot.type.last4 && said.replace(/\D/gu, '').length < 7;
    if (isShort && (taken.length === 0 || !coverTogether(heard.text, [...taken, found]))) continue;
    taken.push(found);
    run.slots = { ...run.slots, [slot.name]: found.value };
    run.volunteered = [...run.volunteered, slot.name];
    filled = true;
  }
  return filled;
}

/** "A1026, no wait, A1024" is A1024: only what stands behind the words of correcting is read. */
function afterTakingBack(slot: CompiledSlot | undefined, heard: Heard): Heard {
  if (slot === undefined || slot.type.type === 'yes_no') return heard;
  if (slot.type.type === 'text') {
    const reworded = rewordingsIn(heard).find(({ subject }) => subject === null);
    return reworded === undefined ? heard : hear(reworded.words, heard.locale, heard.today);
  }
  const correction = correctionIn(heard);
  if (correction === null || correction.negates) return heard;
  return slot.read(correction.after)?.kind === 'value' ? correction.after : heard;
}

/** Chinese signs or English words from which on somebody tells what happened and does not just name it. */
const ANSWER_STORY = { signs: 6, words: 5 };
const OPENING_STORY = { signs: 14, words: 10 };

function isStory(heard: Heard, least: { signs: number; words: number }): boolean {
  if (looksLikeQuestion(heard.text)) return false;
  const signs = heard.text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = heard.text.match(/[a-z']+/giu)?.length ?? 0;
  return signs >= least.signs || words >= least.words;
}

/** Who tells the story at another question is not asked for it again. False: there is no place for it, or it is taken. */
function keepStory(flow: Flow, walk: Walk, heard: Heard): boolean {
  const { run } = walk;
  let kept = false;
  for (const slot of flow.slots.values()) {
    if (slot.type.type !== 'text' || !slot.type.from_story || (run.slots[slot.name] ?? null) !== null) continue;
    const story = slot.read(heard);
    if (story?.kind !== 'value') continue;
    run.slots = { ...run.slots, [slot.name]: story.value };
    run.volunteered = [...run.volunteered, slot.name];
    kept = true;
  }
  return kept;
}

/** What somebody begins the flow with. */
export function hearOpening(flow: Flow, walk: Walk, heard: Heard): void {
  volunteer(flow, walk, null, heard, null);
  if (isStory(heard, OPENING_STORY)) keepStory(flow, walk, heard);
}

/** A paused flow takes only what is clearly meant for it; everything else is an ordinary message to the bot. */
function hearWhilePaused(
  flow: Flow,
  walk: Walk,
  step: CompiledAsk,
  slot: CompiledSlot | undefined,
  heard: Heard,
  final: boolean,
): Ended {
  const reading = slot && slot.type.type !== 'text' ? slot.read(heard) : null;
  if (reading?.kind === 'value' && covers(heard.text, reading.from, reading.to))
    return take(flow, walk, step, reading.value);
  if (final) {
    const choices = [button(flow, walk, step.id, 'continue'), button(flow, walk, step.id, 'cancel')];
    walk.effects.push(sayChoices(say(flow, walk, 'paused_offer', { title: flow.title[walk.run.locale] }), choices));
    return WAITING;
  }
  walk.effects.push({ kind: 'digress', text: heard.text, quiet: true });
  return WAITING;
}

/** A typed value that stands alone, or in a message that is no question. */
function isSure(heard: Heard, reading: Extract<Reading, { kind: 'value' }>): boolean {
  return covers(heard.text, reading.from, reading.to) || !looksLikeQuestion(heard.text);
}
