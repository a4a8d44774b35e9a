import * as z from 'zod';
import { covers, type Heard, type Reading, type SlotReader, searched } from './heard.ts';
import { NUMBER_SOURCE, spokenNumber } from './spoken-number.ts';

/** A mark on a scale: CSAT 1..5, NPS 0..10, CES 1..7. Shown as buttons; typed, spoken and starred marks count too. */
export const RatingSlot = z.strictObject({
  type: z.literal('rating'),
  min: z.int().min(0).max(1).default(1),
  max: z.int().min(2).max(10).default(5),
  words: z
    .record(z.string(), z.int())
    .default({})
    .describe('Words of the customer and the mark that they mean, such as 很满意: 5'),
});
export type RatingSlot = z.infer<typeof RatingSlot>;

const STARS = /^(?:⭐|🌟|★|☆|\*|\s)+$/u;
const FILLED_STAR = /⭐|🌟|★|\*/gu;
/** "9分", "nine points", "4 out of 5", "5/5", "打四星". */
const MARKED = new RegExp(`(${NUMBER_SOURCE}|🔟)\\s*(?:分|星|颗星|points?\\b|stars?\\b|out of \\d+|\\/\\s*\\d+)`, 'iu');
const BARE = new RegExp(`${NUMBER_SOURCE}|🔟`, 'giu');

export function ratingReader(slot: RatingSlot): SlotReader {
  return (heard) => readRating(slot, heard);
}

function readRating(slot: RatingSlot, heard: Heard): Reading | null {
  const text = searched(heard);
  if (text === '') return null;
  if (STARS.test(text)) return mark(slot, text.match(FILLED_STAR)?.length ?? 0, 0, text.length);
  const word = Object.entries(slot.words).find(([said]) => covers(heard.lower, ...spanOf(heard.lower, said)));
  if (word) return mark(slot, word[1], 0, heard.text.length);
  const marked = MARKED.exec(text);
  const named = marked?.[1] === undefined ? null : spokenNumber(marked[1]);
  if (marked && named !== null) return mark(slot, named, marked.index, marked.index + marked[0].length);
  for (const match of text.matchAll(BARE)) {
    const value = spokenNumber(match[0]);
    const to = match.index + match[0].length;
    if (value !== null && covers(heard.text, match.index, to)) return mark(slot, value, match.index, to);
  }
  return null;
}

function mark(slot: RatingSlot, value: number, from: number, to: number): Reading {
  if (!Number.isInteger(value)) return { kind: 'invalid', reason: 'number-not-whole' };
  if (value < slot.min || value > slot.max) return { kind: 'invalid', reason: 'number-out-of-range' };
  return { kind: 'value', value, from, to };
}

function spanOf(text: string, part: string): [from: number, to: number] {
  const at = text.indexOf(part);
  // A span that covers nothing makes `covers` look at the whole text, which is no small word.
  return at < 0 ? [0, 0] : [at, at + part.length];
}
