import type { EntryId } from '../../core/index.ts';
import type { Retrieval } from '../retrieval/retrieval.ts';
import type { EvaluationQuery } from './evaluation-set.ts';
import {
  areaUnderRoc,
  coverageAtRisk,
  isRight,
  meanReciprocalRank,
  type Outcome,
  percentile,
  recallAt,
} from './metrics.ts';

/** Shares are 0..1 of all questions unless said otherwise; NaN or null where a set has no question of the kind. */
export interface QualityReport {
  questions: number;
  answerable: number;
  recallAt1: number;
  recallAt3: number;
  mrrAt10: number;
  auroc: number | null;
  /** Share that could be answered with at most 2, 5 and 10 % of the answers wrong, had one known the threshold. */
  coverageAtRisk: { 2: number; 5: number; 10: number };
  /** What the shipped threshold did. `wrong` is a share of the answered ones. */
  answered: number;
  wrong: number;
  clarified: number;
  none: number;
  /** Milliseconds. */
  queryMs: { p50: number; p99: number };
}

/** One line of `--out`. */
export interface QueryResult {
  id: string;
  decision: Retrieval['decision'];
  ranked: EntryId[];
  confidence: number;
}

/** Asks every question, one after the other, and counts. */
export async function evaluate(
  ask: (text: string) => Promise<Retrieval>,
  queries: readonly EvaluationQuery[],
): Promise<{ quality: QualityReport; results: QueryResult[] }> {
  const results: QueryResult[] = [];
  const outcomes: Outcome[] = [];
  const times: number[] = [];
  for (const query of queries) {
    const start = performance.now();
    const { decision, ranked, confidence } = await ask(query.text);
    times.push(performance.now() - start);
    const ids = ranked.map(({ id }) => id);
    results.push({ id: query.id, decision, ranked: ids, confidence });
    outcomes.push({ decision, confidence, rank: rankOf(ids, query.gold), answerable: query.gold.length > 0 });
  }
  return { quality: qualityOf(outcomes, times), results };
}

function qualityOf(outcomes: readonly Outcome[], times: readonly number[]): QualityReport {
  const answered = outcomes.filter((each) => each.decision === 'answer');
  const share = (decision: Outcome['decision']) =>
    outcomes.filter((each) => each.decision === decision).length / outcomes.length;
  return {
    questions: outcomes.length,
    answerable: outcomes.filter((each) => each.answerable).length,
    recallAt1: recallAt(1, outcomes),
    recallAt3: recallAt(3, outcomes),
    mrrAt10: meanReciprocalRank(outcomes),
    auroc: areaUnderRoc(outcomes),
    coverageAtRisk: {
      2: coverageAtRisk(0.02, outcomes),
      5: coverageAtRisk(0.05, outcomes),
      10: coverageAtRisk(0.1, outcomes),
    },
    answered: share('answer'),
    wrong: answered.length === 0 ? 0 : answered.filter((each) => !isRight(each)).length / answered.length,
    clarified: share('clarify'),
    none: share('none'),
    queryMs: { p50: percentile(times, 0.5), p99: percentile(times, 0.99) },
  };
}

function rankOf(ranked: readonly EntryId[], gold: readonly EntryId[]): number | null {
  const at = ranked.findIndex((id) => gold.includes(id));
  return at < 0 ? null : at + 1;
}
