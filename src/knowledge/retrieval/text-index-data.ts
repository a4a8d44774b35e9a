import type { FeatureBag } from './feature-bag.ts';
import { createFeatureTable, type FeatureTable, numberFor } from './feature-table.ts';

/** Rows of (other number, weight) pairs: row `r` is what lies from `starts[r]` up to `starts[r + 1]`. */
export interface Rows {
  starts: Uint32Array;
  others: Uint32Array;
  weights: Float32Array;
}

/** An inverted index as flat arrays alone: it is handed between threads and kept in a file as it is. */
export interface TextIndexData {
  table: FeatureTable;
  /** In how many groups each feature occurs. A group is an entry with all its phrasings. */
  frequency: Uint32Array;
  groups: number;
  /** The features of each text. */
  texts: Rows;
  /** The texts of each feature. */
  postings: Rows;
}

/** Weights of a text's features. `frequency` says, feature by feature, in how many of the `groups` it occurs; 0: unknown. */
export type Weighing = (bag: FeatureBag, frequency: Uint32Array, groups: number) => Float32Array;

/** `groups` tells which texts belong together: a feature counts once per group, and those of a group stand together. */
export function buildTextIndex(
  bags: readonly FeatureBag[],
  groups: ArrayLike<number>,
  weighing: Weighing,
): TextIndexData {
  const starts = new Uint32Array(bags.length + 1);
  bags.forEach((bag, number) => {
    starts[number + 1] = (starts[number] ?? 0) + bag.features.length;
  });
  const all = starts[bags.length] ?? 0;
  const texts: Rows = { starts, others: new Uint32Array(all), weights: new Float32Array(all) };
  const table = createFeatureTable(Math.ceil(all / 8));
  bags.forEach((bag, number) => {
    let at = starts[number] ?? 0;
    for (const feature of bag.features) {
      texts.others[at] = numberFor(table, feature);
      at += 1;
    }
  });
  const { frequency, groupCount } = countGroups(texts, groups, table.size);
  let known = new Uint32Array(256);
  bags.forEach((bag, number) => {
    const from = starts[number] ?? 0;
    const size = bag.features.length;
    if (known.length < size) known = new Uint32Array(2 * size);
    for (let i = 0; i < size; i += 1) known[i] = frequency[texts.others[from + i] ?? 0] ?? 0;
    texts.weights.set(weighing(bag, known.subarray(0, size), groupCount), from);
  });
  return { table, frequency, groups: groupCount, texts, postings: invert(texts, table.size) };
}

function countGroups(texts: Rows, groups: ArrayLike<number>, features: number) {
  const frequency = new Uint32Array(features);
  const lastGroup = new Int32Array(features).fill(-1);
  let groupCount = 0;
  let before = -1;
  for (let number = 0; number + 1 < texts.starts.length; number += 1) {
    const group = groups[number] ?? 0;
    if (group !== before) groupCount += 1;
    before = group;
    const end = texts.starts[number + 1] ?? 0;
    for (let at = texts.starts[number] ?? 0; at < end; at += 1) {
      const feature = texts.others[at] ?? 0;
      if (lastGroup[feature] === group) continue;
      lastGroup[feature] = group;
      frequency[feature] = (frequency[feature] ?? 0) + 1;
    }
  }
  return { frequency, groupCount };
}

/** The postings of rows: the same pairs by the other number. */
export function invert(texts: Rows, features: number): Rows {
  const starts = new Uint32Array(features + 1);
  for (const feature of texts.others) starts[feature + 1] = (starts[feature + 1] ?? 0) + 1;
  for (let feature = 0; feature < features; feature += 1) {
    starts[feature + 1] = (starts[feature + 1] ?? 0) + (starts[feature] ?? 0);
  }
  const next = starts.slice();
  const others = new Uint32Array(texts.others.length);
  const weights = new Float32Array(texts.others.length);
  for (let number = 0; number + 1 < texts.starts.length; number += 1) {
    const end = texts.starts[number + 1] ?? 0;
    for (let at = texts.starts[number] ?? 0; at < end; at += 1) {
      const feature = texts.others[at] ?? 0;
      const to = next[feature] ?? 0;
      next[feature] = to + 1;
      others[to] = number;
      weights[to] = texts.weights[at] ?? 0;
    }
  }
  return { starts, others, weights };
}
