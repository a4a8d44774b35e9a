import * as z from 'zod';
import type { SlotReader } from './heard.ts';

/** Photos and files. Words never fill it; the engine puts every file that comes here, until `max`. */
export const MediaSlot = z.strictObject({
  type: z.literal('media'),
  max: z.int().min(1).max(20).default(6),
});
export type MediaSlot = z.infer<typeof MediaSlot>;

export function mediaReader(_slot: MediaSlot): SlotReader {
  return () => null;
}
