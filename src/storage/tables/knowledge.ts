import type { Generated } from 'kysely';

/** A question that found no answer, until an operator has dealt with it. */
export interface KnowledgeGapsTable {
  id: Generated<number>;
  conversation_id: string;
  question: string;
  locale: string;
  /** 0..1, the calibrated chance that the nearest entry would have answered it. */
  confidence: number;
  /** Entry ids as a JSON array, best first. */
  nearest: string;
  state: Generated<'open' | 'closed'>;
  at: number;
  closed_at: number | null;
}

/** Whether an answer helped. One row per conversation, entry and question; the last word counts. */
export interface AnswerFeedbackTable {
  id: Generated<number>;
  conversation_id: string;
  entry_id: string;
  /** What was asked; the empty text when it is no longer known. */
  question: string;
  locale: string;
  helpful: number;
  at: number;
}
