import * as z from 'zod';
import { type HandoffMarksTable, prepared, type Tx } from '../../storage/index.ts';
import { CALM_MOOD, MOOD_LEVELS, type Mood, returnedMood } from '../frustration/index.ts';

/** What handoff remembers of a conversation between turns. */
export interface Mark {
  mood: Mood;
  /** Nothing up to this message position leads to a handoff again. */
  returnedPosition: number;
  thumbsDown: number;
  misses: number;
}

const StoredMood = z.object({
  level: z.enum(MOOD_LEVELS),
  trend: z.number(),
  easing: z.number(),
  sinceReturn: z.number().nullable(),
  sinceOffer: z.number().nullable(),
});

/** As the row stands; null: nothing was marked yet. */
export function markFrom(
  row: { mood: string; returned_position: number; thumbs_down: number; misses: number } | null,
): Mark {
  if (!row) return { mood: CALM_MOOD, returnedPosition: 0, thumbsDown: 0, misses: 0 };
  return {
    mood: StoredMood.catch(CALM_MOOD).parse(JSON.parse(row.mood)),
    returnedPosition: row.returned_position,
    thumbsDown: row.thumbs_down,
    misses: row.misses,
  };
}

export async function saveMark(tx: Tx, conversation: string, mark: Mark): Promise<void> {
  await writeMark(tx, {
    conversation_id: conversation,
    mood: JSON.stringify(mark.mood),
    returned_position: mark.returnedPosition,
    thumbs_down: mark.thumbsDown,
    misses: mark.misses,
  });
}

const writeMark = prepared((db, row: HandoffMarksTable) => {
  const { conversation_id, ...marks } = row;
  return db
    .insertInto('handoff_marks')
    .values(row)
    .onConflict((conflict) => conflict.column('conversation_id').doUpdateSet(marks));
});

/** A person gave it back: what was said up to here is settled. */
export async function markReturned(tx: Tx, conversation: string): Promise<void> {
  const last = await tx
    .selectFrom('messages')
    .select((builder) => builder.fn.max('position').as('position'))
    .where('conversation_id', '=', conversation)
    .executeTakeFirst();
  await saveMark(tx, conversation, {
    mood: returnedMood(),
    returnedPosition: Number(last?.position ?? 0),
    thumbsDown: 0,
    misses: 0,
  });
}
