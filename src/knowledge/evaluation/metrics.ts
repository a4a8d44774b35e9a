/** What was found for one question, reduced to what can be counted. */
export interface Outcome {
  decision: 'answer' | 'clarify' | 'none';
  confidence: number;
  /** Place of the first right entry in the ranking, from 1; null when it is not there. */
  rank: number | null;
  /** Something in the base answers it. */
  answerable: boolean;
}

/** Share of the answerable questions whose right entry is among the first `depth`. NaN without answerable questions. */
export function recallAt(depth: number, outcomes: readonly Outcome[]): number {
  return meanOf(outcomes.filter((each) => each.answerable).map(({ rank }) => (rank !== null && rank <= depth ? 1 : 0)));
}

/** Mean reciprocal rank of the right entry among the first ten. */
export function meanReciprocalRank(outcomes: readonly Outcome[]): number {
  return meanOf(
    outcomes.filter((each) => each.answerable).map(({ rank }) => (rank !== null && rank <= 10 ? 1 / rank : 0)),
  );
}

/**
 * The chance that an answerable question gets a higher confidence than an unanswerable one, ties counted half (area
 * under the ROC curve). Null when the questions are all of one kind.
 */
export function areaUnderRoc(outcomes: readonly Outcome[]): number | null {
  const positives = outcomes.filter((each) => each.answerable).length;
  const negatives = outcomes.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const sorted = [...outcomes].sort((a, b) => a.confidence - b.confidence);
  let rankSum = 0;
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    while (end < sorted.length && sorted[end]?.confidence === sorted[start]?.confidence) end += 1;
    const meanRank = (start + 1 + end) / 2;
    rankSum += meanRank * sorted.slice(start, end).filter((each) => each.answerable).length;
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** An answer is wrong when its first entry is not a right one, also when there is no right one. */
export function isRight(outcome: Outcome): boolean {
  return outcome.rank === 1;
}

/**
 * The largest share of all questions that could be answered, most confident first, with at most `risk` of the answers
 * wrong. Equal confidences are taken together.
 */
export function coverageAtRisk(risk: number, outcomes: readonly Outcome[]): number {
  const sorted = [...outcomes].sort((a, b) => b.confidence - a.confidence);
  let wrong = 0;
  let best = 0;
  sorted.forEach((outcome, i) => {
    if (!isRight(outcome)) wrong += 1;
    const isLastOfEquals = sorted[i + 1]?.confidence !== outcome.confidence;
    if (isLastOfEquals && wrong / (i + 1) <= risk) best = i + 1;
  });
  return outcomes.length === 0 ? Number.NaN : best / outcomes.length;
}

/** The value below which the given share of the values lies; the nearest rank, so always one of the values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
