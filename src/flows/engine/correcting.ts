import { again, onwards, repeated } from './answering.ts';
import { type Correction, correctedSlot, correctionIn } from './correction.ts';
import { sayText } from './effect.ts';
import type { CompiledSlot, Flow } from './flow.ts';
import { say, valueText } from './question.ts';
import { covers, type Heard, type Json } from './slots/heard.ts';
import type { CompiledAsk } from './steps/ask.ts';
import { ask, type Ended, walkFrom } from './walk.ts';
import type { Walk } from './walk-state.ts';

const WAITING: Ended = { kind: 'waiting' };

/** The latest answered question is asked anew; its answer stays until another one is given. */
export function goBack(flow: Flow, walk: Walk, step: CompiledAsk): Ended {
  const { run } = walk;
  const earlier = flow.steps.get(run.trail.at(-1) ?? '');
  if (earlier?.kind !== 'ask') return repeated(flow, walk, step, 'first_question');
  run.trail = run.trail.slice(0, -1);
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
  const correction = correctionIn(heard) ?? (asked?.type.type === 'text' ? bareNumber(flow, heard) : null);
  if (correction === null) return null;
  if (asked?.type.type === 'yes_no' && asked.read(heard)?.kind === 'value') return null;
  const passed = run.trail.map((id) => flow.steps.get(id)).flatMap((each) => (each?.kind === 'ask' ? [each.slot] : []));
  const filled = Object.keys(run.slots).filter((name) => name !== step.slot);
  const before = run.done.length === 0 ? filled : run.volunteered;
  const open = [...new Set([...passed.reverse(), ...before])].flatMap((name) => flow.slots.get(name) ?? []);
  const found = correctedSlot(correction, open, run.slots);
  if (found) return rewrite(flow, walk, step, found.slot, found.value);
  const closed = filled.flatMap((name) => flow.slots.get(name) ?? []);
  if (run.done.length > 0 && correctedSlot(correction, closed, run.slots)) return repeated(flow, walk, step, 'frozen');
  return correction.bare ? goBack(flow, walk, step) : null;
}

/** Nothing but an order number where words are asked for: it is meant for the question about the order. */
function bareNumber(flow: Flow, heard: Heard): Correction | null {
  if (heard.text.length > 40) return null;
  for (const slot of flow.slots.values()) {
    const found = slot.type.type === 'order_number' ? slot.read(heard) : null;
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
