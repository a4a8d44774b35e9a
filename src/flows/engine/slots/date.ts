import * as z from 'zod';
import { dateFrom, type Saying } from './date-sayings.ts';
import { type Heard, type Reading, type SlotReader, searched } from './heard.ts';

/** A calendar day; kept as "2026-11-21". */
export const DateSlot = z.strictObject({
  type: z.literal('date'),
  prefer: z.enum(['past', 'future', 'nearest']).default('nearest').describe('Which one "5月3日" or "Friday" means'),
  earliest: z.int().min(-36_500).max(36_500).optional().describe('Days from today, 0 = today'),
  latest: z.int().min(-36_500).max(36_500).optional().describe('Days from today, 0 = today'),
});
export type DateSlot = z.infer<typeof DateSlot>;

export function dateReader(slot: DateSlot): SlotReader {
  return (heard) => {
    const text = searched(heard).toLowerCase();
    if (
      !/\d|[天日号周月期]|day|week|mon|tue|wed|thu|fri|sat|sun|tom|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/.test(
        text,
      )
    )
      return null;
    const said = dateFrom(text, heard.today, slot.prefer);
    return said && checked(slot, heard, said);
  };
}

function checked(slot: DateSlot, heard: Heard, said: Saying): Reading {
  if (said.day === null) return { kind: 'invalid', reason: 'no-such-date' };
  const distance = heard.today.until(said.day, { largestUnit: 'days' }).days;
  if (slot.earliest !== undefined && distance < slot.earliest) return { kind: 'invalid', reason: 'date-too-early' };
  if (slot.latest !== undefined && distance > slot.latest) return { kind: 'invalid', reason: 'date-too-late' };
  return { kind: 'value', value: said.day.toString(), from: said.from, to: said.to };
}
