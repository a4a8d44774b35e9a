import type { BaseShape, Ranked } from './ranking.ts';
import { type Evidence, SIGNALS } from './signals.ts';

/** What the base says about itself when it is asked its own questions with their entries hidden. */
export interface SelfKnowledge {
  /** The score of the first (wrong) entry for each such question, ascending: how high a stranger gets here. */
  strangers: Float32Array;
  /** Share of its own phrasings, each left out in turn, that find their entry; null when entries have one phrasing. */
  ownRecall: number | null;
  entries: number;
}

/** How decided a softmax over the scores is; a middle of the values that were tried. */
const SHARPNESS = 8;
const OWN = 18;
const CONFIDENCE_FEATURES = SIGNALS.length + OWN;
const MIX = SIGNALS.indexOf('maxMix');
const PASSAGE = SIGNALS.indexOf('passageGram');

/** What tells whether the first of a ranking is right. The ranking has at least one candidate. */
export function confidenceFeatures(
  evidence: Evidence,
  ranked: readonly Ranked[],
  shape: BaseShape,
  self: SelfKnowledge,
): Float32Array {
  const features = new Float32Array(CONFIDENCE_FEATURES);
  const [first, second] = ranked;
  if (!first) return features;
  const { signals, phrasings } = first.candidate;
  const chances = softmax(ranked.map(({ score }) => score * SHARPNESS));
  const mix = signals[MIX] ?? 0;
  features.set(signals);
  features.set(
    [
      chances[0] ?? 0,
      (chances[0] ?? 0) - (chances[1] ?? 0),
      entropy(chances),
      second && mix > 0 ? Math.min(2, (second.candidate.signals[MIX] ?? 0) / mix) : 0,
      agreement(ranked),
      Math.log1p(phrasings) / 3,
      phrasings > 0 ? 1 : 0,
      Math.log1p(shape.meanPhrasings) / 3,
      Math.log1p(evidence.words) / 4,
      evidence.unknownWords,
      evidence.unknownGrams,
      evidence.unknownContent,
      (signals[PASSAGE] ?? 0) > 0 ? 1 : 0,
      shareBelow(self.strangers, first.score),
      self.strangers.length > 0 ? 1 : 0,
      first.score / 4,
      self.ownRecall ?? 0.7,
      Math.log1p(self.entries) / 8,
    ],
    SIGNALS.length,
  );
  return features;
}

function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const raised = scores.map((score) => Math.exp(score - highest));
  const total = raised.reduce((sum, value) => sum + value, 0);
  return raised.map((value) => value / total);
}

function entropy(chances: readonly number[]): number {
  return -chances.reduce((sum, chance) => sum + (chance > 0 ? chance * Math.log(chance) : 0), 0) / Math.log(10);
}

/** Share of the signals that say anything in which the first is also the best. */
function agreement(ranked: readonly Ranked[]): number {
  const first = ranked[0]?.candidate.signals;
  const best = new Float32Array(SIGNALS.length);
  for (const { candidate } of ranked) {
    const { signals } = candidate;
    for (let signal = 0; signal < best.length; signal += 1) {
      const value = signals[signal] ?? 0;
      if (value > (best[signal] ?? 0)) best[signal] = value;
    }
  }
  let agreeing = 0;
  let speaking = 0;
  for (let signal = 0; signal < best.length; signal += 1) {
    const highest = best[signal] ?? 0;
    if (highest === 0) continue;
    speaking += 1;
    if ((first?.[signal] ?? 0) >= highest - 1e-6) agreeing += 1;
  }
  return speaking === 0 ? 0 : agreeing / speaking;
}

function shareBelow(ascending: Float32Array, value: number): number {
  if (ascending.length === 0) return 0.5;
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low / ascending.length;
}
