import * as z from 'zod';
import { ChoiceId, EntryId } from '../core/index.ts';
import { FlowRun } from '../flows/index.ts';

/** How many earlier questions are remembered for follow-ups. Older ones no longer say what "that" means. */
export const REMEMBERED_TURNS = 4;

/** What the bot remembers of a conversation between turns. Stored as JSON; unknown or broken content starts afresh. */
export const ConversationMemory = z.object({
  /** Earlier questions with the entry that answered them, oldest first. */
  previous: z.array(z.object({ text: z.string(), entry: EntryId.nullable() })).default([]),
  /** The choices that were offered last, so that "2" or the label itself can be typed instead of pressed. */
  offered: z.array(z.object({ id: ChoiceId, label: z.string() })).default([]),
  /** The question that a clarification was about. */
  clarifying: z.string().nullable().default(null),
  /** The guided flow that the customer is in, with those that wait below it. */
  flow: FlowRun.nullable().default(null),
  welcomed: z.boolean().default(false),
});
export type ConversationMemory = z.infer<typeof ConversationMemory>;

export function parseMemory(json: string): ConversationMemory {
  try {
    const parsed = ConversationMemory.safeParse(JSON.parse(json));
    if (parsed.success) return parsed.data;
  } catch {
    // fall through: memory is a convenience, never a reason to fail a turn
  }
  return ConversationMemory.parse({});
}
