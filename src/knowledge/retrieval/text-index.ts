import type { Analysis, View } from './analyse.ts';

/**
 * An inverted index of one view over numbered texts, held in typed arrays. Weights are sublinear TF-IDF of unit
 * length, so a score is a cosine.
 */
export interface TextIndex {
  /** Adds the cosine of every text that shares a feature into `scores`, and its number into `touched`, once. */
  score(query: Analysis, scores: Float32Array, touched: number[]): void;
}

export function createTextIndex(texts: readonly Analysis[], view: View): TextIndex {
  const ids = new Map<number, number>();
  const frequency: number[] = [];
  const bags = texts.map((text) => {
    const bag = countFeatures(text.views[view]);
    for (const feature of bag.keys()) {
      const id = ids.get(feature);
      if (id === undefined) {
        ids.set(feature, frequency.length);
        frequency.push(1);
      } else frequency[id] = (frequency[id] ?? 0) + 1;
    }
    return bag;
  });
  const idf = Float32Array.from(frequency, (count) => Math.log((texts.length + 1) / (count + 1)) + 1);
  const unknownIdf = Math.log(texts.length + 1) + 1;
  const starts = new Uint32Array(frequency.length + 1);
  frequency.forEach((count, id) => {
    starts[id + 1] = (starts[id] ?? 0) + count;
  });
  const filled = starts.slice();
  const postings = new Uint32Array(starts.at(-1) ?? 0);
  const weights = new Float32Array(postings.length);
  bags.forEach((bag, number) => {
    const length = lengthOf(bag, (feature) => idf[ids.get(feature) ?? 0] ?? 0);
    for (const [feature, count] of bag) {
      const id = ids.get(feature) ?? 0;
      const at = filled[id] ?? 0;
      filled[id] = at + 1;
      postings[at] = number;
      weights[at] = ((1 + Math.log(count)) * (idf[id] ?? 0)) / length;
    }
  });

  return {
    score(query, scores, touched) {
      const bag = countFeatures(query.views[view]);
      const idfOf = (feature: number) => {
        const id = ids.get(feature);
        return id === undefined ? unknownIdf : (idf[id] ?? 0);
      };
      const length = lengthOf(bag, idfOf);
      for (const [feature, count] of bag) {
        const id = ids.get(feature);
        if (id === undefined) continue;
        const weight = ((1 + Math.log(count)) * (idf[id] ?? 0)) / length;
        const end = starts[id + 1] ?? 0;
        for (let at = starts[id] ?? 0; at < end; at += 1) {
          const number = postings[at] ?? 0;
          const before = scores[number] ?? 0;
          if (before === 0) touched.push(number);
          scores[number] = before + weight * (weights[at] ?? 0);
        }
      }
    },
  };
}

export function countFeatures(features: Int32Array): Map<number, number> {
  const bag = new Map<number, number>();
  for (const feature of features) bag.set(feature, (bag.get(feature) ?? 0) + 1);
  return bag;
}

function lengthOf(bag: Map<number, number>, idfOf: (feature: number) => number): number {
  let sum = 0;
  for (const [feature, count] of bag) sum += ((1 + Math.log(count)) * idfOf(feature)) ** 2;
  return Math.sqrt(sum) || 1;
}
