import * as z from 'zod';
import { covers, type Heard, type Reading, type SlotReader, searched } from './heard.ts';
import { NUMBER_SOURCE, spokenNumber } from './spoken-number.ts';

/** A plain number. Written in digits, in Chinese numerals or as an English word. */
export const NumberSlot = z.strictObject({
  type: z.literal('number'),
  min: z.number().default(0),
  max: z.number().default(1_000_000_000),
  whole: z.boolean().default(true).describe('Whether fractions are refused'),
});
export type NumberSlot = z.infer<typeof NumberSlot>;

const NUMBER = new RegExp(NUMBER_SOURCE, 'giu');
const UNIT = /^\s*(?:[个口]人|[口个件台次元块天套把张只份人]|pieces?\b|items?\b|units?\b|times?\b|days?\b|yuan\b)/iu;

/** Takes a number that is nearly the whole message, or one with a unit ("要 3 台"); never a number from a story. */
export function numberReader(slot: NumberSlot): SlotReader {
  return (heard) => readNumber(slot, heard);
}

function readNumber(slot: NumberSlot, heard: Heard): Reading | null {
  const text = searched(heard);
  for (const match of text.matchAll(NUMBER)) {
    const value = spokenNumber(match[0]);
    if (value === null) continue;
    const unit = UNIT.exec(text.slice(match.index + match[0].length));
    const to = match.index + match[0].length + (unit?.[0].length ?? 0);
    if (!covers(heard.text, match.index, to)) continue;
    if (slot.whole && !Number.isInteger(value)) return { kind: 'invalid', reason: 'number-not-whole' };
    if (value < slot.min || value > slot.max) return { kind: 'invalid', reason: 'number-out-of-range' };
    return { kind: 'value', value, from: match.index, to };
  }
  return null;
}
