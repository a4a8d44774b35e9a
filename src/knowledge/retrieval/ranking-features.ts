import { type Evidence, SIGNALS } from './signals.ts';

/** What is known of the base as a whole: the rank of a signal depends on how much of its kind there is. */
export interface BaseShape {
  /** Mean number of phrasings per entry that has any. */
  meanPhrasings: number;
}

const GATES = 6;
export const RANKING_FEATURES = SIGNALS.length * 2 + GATES;

/** For each candidate: its signals, the same relative to the best candidate's, and what tells which of them count. */
export function rankingFeatures(evidence: Evidence, shape: BaseShape): Float32Array[] {
  const best = new Float32Array(SIGNALS.length);
  for (const { signals } of evidence.candidates) {
    signals.forEach((value, i) => {
      best[i] = Math.max(best[i] ?? 0, value);
    });
  }
  const passages = best[SIGNALS.indexOf('passageGram')] ?? 0;
  return evidence.candidates.map(({ signals, phrasings }) => {
    const features = new Float32Array(RANKING_FEATURES);
    features.set(signals);
    signals.forEach((value, i) => {
      const top = best[i] ?? 0;
      features[SIGNALS.length + i] = top > 0 ? value / top : 0;
    });
    const own = Math.log1p(phrasings) / 3;
    const mean = Math.log1p(shape.meanPhrasings) / 3;
    const gates = [
      own,
      phrasings > 0 ? 1 : 0,
      mean,
      Math.log1p(evidence.words) / 4,
      evidence.unknownWords,
      passages > 0 ? 1 : 0,
    ];
    features.set(gates, SIGNALS.length * 2);
    return features;
  });
}
