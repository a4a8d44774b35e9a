import { bagOf, type FeatureBag } from './feature-bag.ts';
import { createTextIndex, type TextIndex } from './text-index.ts';

/** BM25's usual saturation and length normalisation. */
const K1 = 1.2;
const B = 0.75;

/**
 * An index over long texts (answers, sections). A score is BM25 divided by what a text with all of the question's
 * words, each saturated, would reach: 0..1, comparable between questions.
 */
export function createPassageIndex(features: readonly Int32Array[]): TextIndex {
  const meanLength = features.reduce((sum, each) => sum + each.length, 0) / (features.length || 1) || 1;
  const groups = features.map((_, i) => i);
  return createTextIndex(features.map(bagOf), groups, (bag, frequencies, groups, isQuery) =>
    isQuery ? questionWeights(bag, frequencies, groups) : passageWeights(bag, meanLength),
  );
}

function passageWeights(bag: FeatureBag, meanLength: number): Float32Array {
  const length = bag.counts.reduce((sum, count) => sum + count, 0);
  return Float32Array.from(bag.counts, (count) => count / (count + K1 * (1 - B + (B * length) / meanLength)));
}

function questionWeights(bag: FeatureBag, frequencies: Uint32Array, groups: number): Float32Array {
  const weights = new Float32Array(frequencies.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i += 1) {
    const frequency = frequencies[i] ?? 0;
    const idf = Math.log(1 + (groups - frequency + 0.5) / (frequency + 0.5));
    weights[i] = idf * Math.sqrt(bag.counts[i] ?? 1);
    sum += weights[i] ?? 0;
  }
  return sum === 0 ? weights : weights.map((weight) => weight / sum);
}
