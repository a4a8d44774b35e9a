import * as z from 'zod';
import { MAX_INCOMING_TEXT } from '../../../core/index.ts';
import type { Heard, Reading, SlotReader } from './heard.ts';

/** Free words. Whatever is said is the answer, so it is never filled by the way. */
export const TextSlot = z.strictObject({
  type: z.literal('text'),
  min: z.int().min(1).max(200).default(1).describe('Fewest characters'),
  max: z.int().min(1).max(MAX_INCOMING_TEXT).default(MAX_INCOMING_TEXT).describe('Most characters'),
  sentence: z.boolean().default(false).describe('Digits and signs alone are no answer'),
  from_story: z
    .boolean()
    .default(false)
    .describe('A whole sentence that begins the flow or answers one of its choices is this answer too'),
});
export type TextSlot = z.infer<typeof TextSlot>;

export function textReader(slot: TextSlot): SlotReader {
  return (heard) => readText(slot, heard);
}

function readText(slot: TextSlot, heard: Heard): Reading | null {
  const length = [...heard.own].length;
  if (length === 0) return null;
  if (length < slot.min) return { kind: 'invalid', reason: 'text-too-short' };
  if (slot.sentence && !/\p{L}/u.test(heard.own)) return { kind: 'invalid', reason: 'text-no-words' };
  if (length > slot.max) return { kind: 'invalid', reason: 'text-too-long' };
  return { kind: 'value', value: heard.own, from: 0, to: heard.text.length };
}
