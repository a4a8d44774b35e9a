import { bagOf, type FeatureBag } from './feature-bag.ts';
import { openTextIndex, type TextIndex } from './text-index.ts';
import { buildTextIndex, type TextIndexData, type Weighing } from './text-index-data.ts';

export interface PassageIndexData extends TextIndexData {
  /** Features per text. */
  meanLength: number;
}

/** BM25's usual saturation and length normalisation. */
const K1 = 1.2;
const B = 0.75;

/**
 * An index over long texts (answers, sections), for `openPassageIndex`. A score is BM25 divided by what a text with all
 * of the question's words, each saturated, would reach: 0..1, comparable between questions.
 */
export function buildPassageIndex(features: readonly Int32Array[]): PassageIndexData {
  const meanLength = features.reduce((sum, each) => sum + each.length, 0) / (features.length || 1) || 1;
  const groups = features.map((_, i) => i);
  return { ...buildTextIndex(features.map(bagOf), groups, passageWeighing(meanLength)), meanLength };
}

export function openPassageIndex(data: TextIndexData): TextIndex {
  return openTextIndex(data, questionWeights);
}

export function passageWeighing(meanLength: number): Weighing {
  return (bag) => passageWeights(bag, meanLength);
}

function passageWeights(bag: FeatureBag, meanLength: number): Float32Array {
  let length = 0;
  for (const count of bag.counts) length += count;
  const saturation = K1 * (1 - B + (B * length) / meanLength);
  const weights = new Float32Array(bag.counts.length);
  for (let i = 0; i < weights.length; i += 1) {
    const count = bag.counts[i] ?? 0;
    weights[i] = count / (count + saturation);
  }
  return weights;
}

function questionWeights(bag: FeatureBag, frequency: Uint32Array, groups: number): Float32Array {
  const weights = new Float32Array(frequency.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i += 1) {
    const known = frequency[i] ?? 0;
    const weight = Math.log(1 + (groups - known + 0.5) / (known + 0.5)) * Math.sqrt(bag.counts[i] ?? 1);
    weights[i] = weight;
    sum += weight;
  }
  if (sum > 0) for (let i = 0; i < weights.length; i += 1) weights[i] = (weights[i] ?? 0) / sum;
  return weights;
}
