import { again, onwards, repeated, take } from './answering.ts';
import { type Correction, correctedSlot, correctionIn } from './correction.ts';
import { sayText } from './effect.ts';
import type { CompiledSlot, Flow } from './flow.ts';
import { say, valueText } from './question.ts';
import { isNamed, type Rewording, rewordingsIn } from './reworded.ts';
import { covers, type Heard, hear, type Json, looksLikeQuestion } from './slots/heard.ts';
import type { CompiledAsk } from './steps/ask.ts';
import { ask, type Ended, walkFrom } from './walk.ts';
import type { Walk } from './walk-state.ts';

const WAITING: Ended = { kind: 'waiting' };

/** The latest answered question is asked anew; its answer stays until another one is given. */
export function goBack(flow: Flow, walk: Walk, step: CompiledAsk): Ended {
  const earlier = flow.steps.get(walk.run.trail.at(-1) ?? '');
  return earlier?.kind === 'ask' ? askAnew(flow, walk, earlier) : repeated(flow, walk, step, 'first_question');
}

function askAnew(flow: Flow, walk: Walk, earlier: CompiledAsk): Ended {
  const { run } = walk;
  const at = run.trail.indexOf(earlier.id);
  if (at >= 0) run.trail = run.trail.slice(0, at);
  const slot = flow.slots.get(earlier.slot);
  const value = run.slots[earlier.slot] ?? null;
  if (slot && value !== null && slot.type.type !== 'media') {
    const text = say(flow, walk, 'current_value', {
      label: slot.label[run.locale],
      value: valueText(slot, value, run.locale),
    });
    walk.effects.push(sayText(text));
  }
  ask(flow, walk, earlier);
  return WAITING;
}

/** Takes a correction. Null when the message is none, or holds nothing that another slot could take. */
export function correct(flow: Flow, walk: Walk, step: CompiledAsk, heard: Heard): Ended | null {
  const { run } = walk;
  const asked = flow.slots.get(step.slot);
  const correction =
    correctionIn(heard) ??
    (asked?.type.type === 'text' || asked?.type.type === 'yes_no' ? bareValue(flow, heard) : null);
  const whole = (words: string) => asked?.type.type === 'choice' && isWhole(asked, heardAs(words, walk, flow), null);
  if (rewordingsIn(heard).some(({ subject, words }) => subject === null && whole(words))) return null;
  // "改地址" chooses, "sorry, I meant a refund" chooses too; what follows decides, not the "sorry".
  const chosen = ({ subject, words }: Rewording) =>
    asked?.type.type === 'choice' && asked.read(subject === null ? heardAs(words, walk, flow) : heard) !== null;
  const rewordings = rewordingsIn(heard).filter((each) => !chosen(each));
  if (correction === null && rewordings.length === 0) return null;
  // "不用，是我弄错了" answers a yes-or-no question; "不，应该是 A1025" says what is wrong in it.
  if (rewordings.length === 0 && asked?.type.type === 'yes_no' && asked.read(heard)?.kind === 'value') return null;
  const passed = run.trail.map((id) => flow.steps.get(id)).flatMap((each) => (each?.kind === 'ask' ? [each.slot] : []));
  const filled = Object.keys(run.slots).filter((name) => (run.slots[name] ?? null) !== null);
  const before = run.done.length === 0 ? filled.filter((name) => name !== step.slot) : run.volunteered;
  const open = [...new Set([...passed.reverse(), ...before])].flatMap((name) => flow.slots.get(name) ?? []);
  const reworded = reword(flow, walk, step, rewordings, open);
  if (reworded) return reworded;
  const found = correction && correctedSlot(correction, open, run.slots);
  if (found) return rewrite(flow, walk, step, found.slot, found.value);
  const retold = retell(flow, walk, step, rewordings, open);
  if (retold) return retold;
  const closed = filled.flatMap((name) => (name === step.slot ? [] : (flow.slots.get(name) ?? [])));
  if (run.done.length > 0 && isFrozen(correction, rewordings, closed, walk))
    return repeated(flow, walk, step, 'frozen');
  return correction?.bare ? goBack(flow, walk, step) : null;
}

/** What is named as wrong, or words for the text that was given just now. */
function reword(
  flow: Flow,
  walk: Walk,
  step: CompiledAsk,
  rewordings: readonly Rewording[],
  open: readonly CompiledSlot[],
): Ended | null {
  const { run } = walk;
  for (const { subject, words } of rewordings) {
    if (subject === null) continue;
    const asked = flow.slots.get(step.slot);
    const slot = [...open, ...(asked ? [asked] : [])].find(
      ({ name, label }) =>
        (run.slots[name] ?? null) !== null && Object.values(label).some((each) => isNamed(subject, each)),
    );
    if (slot) return replace(flow, walk, step, slot, heardAs(words, walk, flow));
  }
  const latest = open.find(({ name }) => (run.slots[name] ?? null) !== null);
  return latest?.type.type === 'text' ? retell(flow, walk, step, rewordings, open) : null;
}

/** New words for the latest text, unless they are a value of another kind and nothing else. */
function retell(
  flow: Flow,
  walk: Walk,
  step: CompiledAsk,
  rewordings: readonly Rewording[],
  open: readonly CompiledSlot[],
): Ended | null {
  const words = rewordings.find(({ subject }) => subject === null)?.words;
  if (words === undefined || looksLikeQuestion(words)) return null;
  const heard = heardAs(words, walk, flow);
  const asked = flow.slots.get(step.slot);
  const isAskedAnew = asked?.type.type === 'text' && (walk.run.slots[step.slot] ?? null) !== null;
  const slot = isAskedAnew
    ? asked
    : open.find(({ name, type }) => type.type === 'text' && (walk.run.slots[name] ?? null) !== null);
  if (slot === undefined || (asked?.type.type === 'text' && !isAskedAnew && slot !== open[0])) return null;
  const typed = open.find(
    (each) => each.type.type !== 'text' && isWhole(each, heard, walk.run.slots[each.name] ?? null),
  );
  if (typed) return replace(flow, walk, step, typed, heard);
  if (asked && asked.type.type !== 'text' && isWhole(asked, heard, null)) return null;
  return replace(flow, walk, step, slot, heard);
}

/** Whether the words are another value for this slot and nothing else. */
function isWhole(slot: CompiledSlot, heard: Heard, present: Json): boolean {
  const reading = slot.read(heard);
  return reading?.kind === 'value' && reading.value !== present && covers(heard.text, reading.from, reading.to);
}

/** Puts in what the words say for this slot; asks for it anew when they say nothing that it can take. */
function replace(flow: Flow, walk: Walk, step: CompiledAsk, slot: CompiledSlot, heard: Heard): Ended {
  const { run } = walk;
  const present = run.slots[slot.name] ?? null;
  const reading = heard.own === '' ? null : slot.read(heard);
  if (reading?.kind === 'value' && reading.value !== present)
    return slot.name === step.slot
      ? take(flow, walk, step, reading.value)
      : rewrite(flow, walk, step, slot, reading.value);
  if (slot.type.type === 'media' && Array.isArray(present)) {
    run.slots = { ...run.slots, [slot.name]: present.length > 1 ? present.slice(0, -1) : null };
    walk.effects.push(sayText(say(flow, walk, 'photo_dropped', { count: present.length - 1 })));
  }
  const steps = [...flow.steps.values()];
  const own = steps.find((each) => each.kind === 'ask' && each.slot === slot.name);
  return own?.kind === 'ask' ? askAnew(flow, walk, own) : again(flow, walk, step, '');
}

function heardAs(words: string, walk: Walk, flow: Flow): Heard {
  return hear(words, walk.run.locale, walk.now.toZonedDateTimeISO(flow.timeZone).toPlainDate());
}

/** Whether what is taken back has been submitted already. */
function isFrozen(
  correction: Correction | null,
  rewordings: readonly Rewording[],
  closed: readonly CompiledSlot[],
  { run }: Walk,
): boolean {
  if (correction && correctedSlot(correction, closed, run.slots)) return true;
  return rewordings.some(({ subject, words }) =>
    subject === null
      ? !looksLikeQuestion(words) && closed.some(({ type }) => type.type === 'text')
      : closed.some(({ label }) => Object.values(label).some((each) => isNamed(subject, each))),
  );
}

/** Nothing but an order number or a phone where something else is asked for: it is meant for its own question. */
function bareValue(flow: Flow, heard: Heard): Correction | null {
  if (heard.text.length > 40) return null;
  for (const slot of flow.slots.values()) {
    const found = slot.type.type === 'order_number' || slot.type.type === 'phone' ? slot.read(heard) : null;
    if (found?.kind === 'value' && covers(heard.text, found.from, found.to))
      return { rest: heard, after: heard, negates: false, bare: false };
  }
  return null;
}

/** Puts another value in place of an earlier one and walks on from that question; what else is known is kept. */
export function rewrite(flow: Flow, walk: Walk, step: CompiledAsk, slot: CompiledSlot, value: Json): Ended {
  const { run } = walk;
  run.slots = { ...run.slots, [slot.name]: value };
  const text = say(flow, walk, 'corrected', {
    label: slot.label[run.locale],
    value: valueText(slot, value, run.locale),
  });
  const at = run.trail.findIndex((id) => {
    const earlier = flow.steps.get(id);
    return earlier?.kind === 'ask' && earlier.slot === slot.name;
  });
  const earlier = flow.steps.get(run.trail[at] ?? '');
  if (earlier?.kind !== 'ask' && (run.done.length > 0 || run.volunteered.includes(slot.name)))
    return again(flow, walk, step, text);
  walk.effects.push(sayText(text));
  if (earlier?.kind !== 'ask') {
    // It came without a question (from the first message or another flow), so nothing marks where it was used.
    run.trail = [];
    return walkFrom(flow, walk, flow.firstStep);
  }
  run.trail = run.trail.slice(0, at);
  return onwards(flow, walk, earlier);
}
