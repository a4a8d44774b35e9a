import type { EntryId } from '../../core/index.ts';

/** What was found. `confidence` is the calibrated chance (0..1) that the first of `ranked` answers the question. */
export interface Retrieval {
  decision: 'answer' | 'clarify' | 'none';
  /** Best first, at most ten. */
  ranked: readonly { id: EntryId; score: number }[];
  confidence: number;
}
