import type { ConversationId } from '../../core/index.ts';
import { EntryId, Locale } from '../../core/index.ts';
import type { Database, Tx } from '../../storage/index.ts';

export interface NewFeedback {
  conversation: ConversationId;
  entry: EntryId;
  /** What was asked, or null when it is no longer known. */
  question: string | null;
  helpful: boolean;
  locale: Locale;
  at: number;
}

/** An answer that did not help, with the question it was given to. */
export interface UnhelpfulAnswer {
  entry: EntryId;
  question: string;
  locale: Locale;
  at: number;
}

/** Stores 👍 or 👎; a second word on the same answer replaces the first. */
export async function recordFeedback(tx: Tx, feedback: NewFeedback): Promise<void> {
  const said = { locale: feedback.locale, helpful: feedback.helpful ? 1 : 0, at: feedback.at };
  await tx
    .insertInto('answer_feedback')
    .values({
      conversation_id: feedback.conversation,
      entry_id: feedback.entry,
      question: feedback.question ?? '',
      ...said,
    })
    .onConflict((conflict) => conflict.columns(['conversation_id', 'entry_id', 'question']).doUpdateSet(said))
    .execute();
}

/** 👎 whose question is known, newest first. */
export async function listUnhelpful(
  db: Database | Tx,
  wanted: { since?: number; limit?: number } = {},
): Promise<UnhelpfulAnswer[]> {
  const rows = await db
    .selectFrom('answer_feedback')
    .selectAll()
    .where('helpful', '=', 0)
    .where('question', '!=', '')
    .where('at', '>=', wanted.since ?? 0)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(wanted.limit ?? 10_000)
    .execute();
  return rows.map((row) => ({
    entry: EntryId.parse(row.entry_id),
    question: row.question,
    locale: Locale.parse(row.locale),
    at: row.at,
  }));
}
