import type { Locale } from '../../core/index.ts';

/** A question whose answer the shop relies on. */
export interface GoldenQuestion {
  /** The talk; the last text is the question, the ones before it are its context. */
  turns: readonly string[];
  locale: Locale;
  /** The entry that has to answer, as written; null when nothing may be answered. */
  expected: string | null;
  path: string;
  line: number;
}

/**
 * `answered`: the right entry. `offered`: asked back with the right entry among the choices. `silent`: rightly no
 * answer. `wrong`: another entry, or an answer where none is wanted. `missed`: no answer. `unknown`: the expected
 * entry does not exist.
 */
export type GoldenOutcome = 'answered' | 'offered' | 'silent' | 'wrong' | 'missed' | 'unknown';

export interface GoldenResult {
  golden: GoldenQuestion;
  outcome: GoldenOutcome;
  passed: boolean;
  /** "path#name" of the entry that was given or nearest; null when there was none. */
  got: string | null;
  markdown: string | null;
  confidence: number;
}
