import type { FeatureBag } from './feature-bag.ts';

/** A text as weighted features: `ids` are the index's own numbers, -1 for a feature that the index does not know. */
export interface WeightedText {
  ids: Int32Array;
  weights: Float32Array;
}

/**
 * An inverted index over numbered texts, in typed arrays. How a text's features are weighted is its maker's matter:
 * `createCosineIndex` and `createPassageIndex` differ only in that.
 */
export interface TextIndex {
  readonly vocabularySize: number;
  weigh(bag: FeatureBag): WeightedText;
  /** Adds the inner product with every text that shares a (not too common) feature to `scores`; newly touched numbers join `touched`. */
  score(query: WeightedText, scores: Float32Array, touched: number[]): { isCut: boolean };
  /** Sets the whole inner product for each of the given texts: for the promising ones after a `score` that was cut. */
  rescore(query: WeightedText, numbers: readonly number[], scores: Float32Array): void;
  /** Adds `factor` times the inner products of the given texts to `kernel`, row by row, without the diagonal. */
  addKernel(numbers: readonly number[], factor: number, kernel: Float64Array): void;
  coverage(query: WeightedText, numbers: readonly number[]): Coverage[];
  /** The share of the query's weight that is in any of the texts from `first` up to `end`. */
  unionCoverage(query: WeightedText, first: number, end: number): number;
  /** The stored features and weights of one text. */
  vector(number: number): WeightedText;
}

/** `asked`: the share of the question's weight that the text has; `phrasing`: the share of the text's that is asked. */
interface Coverage {
  asked: number;
  phrasing: number;
  /** `asked`, divided by the length of the text as BM25 does it. */
  ranked: number;
}

/**
 * Weights of a text's features. `frequencies` says, feature by feature, in how many of the `groups` it occurs, 0 when it
 * is unknown. A group is an entry with all its phrasings.
 */
export type Weighing = (bag: FeatureBag, frequencies: Uint32Array, groups: number, isQuery: boolean) => Float32Array;

/** Builds the index. `groups` tells which texts belong together: a feature counts once per group. */
export function createTextIndex(bags: readonly FeatureBag[], groups: ArrayLike<number>, weighing: Weighing): TextIndex {
  const { ids, frequency, groupCount } = countGroups(bags, groups);
  const idsOf = (bag: FeatureBag) => bag.features.map((feature) => ids.get(feature) ?? -1);
  const frequenciesOf = (known: Int32Array) => Uint32Array.from(known, (id) => (id < 0 ? 0 : (frequency[id] ?? 0)));
  const forward = weighTexts(bags, idsOf, (bag, known) => weighing(bag, frequenciesOf(known), groupCount, false));
  const inverted = invert(forward, ids.size);
  /** Scratch: one text spread over the vocabulary, all zeroes between calls. */
  const dense = new Float32Array(ids.size);
  const meanLength = forward.ids.length / (bags.length || 1) || 1;

  const rarestFirst = (wanted: Int32Array): number[] => {
    const length = (i: number) => {
      const id = wanted[i] ?? 0;
      return (inverted.starts[id + 1] ?? 0) - (inverted.starts[id] ?? 0);
    };
    const known: number[] = [];
    wanted.forEach((id, i) => {
      if (id >= 0) known.push(i);
    });
    return known.sort((a, b) => length(a) - length(b) || a - b);
  };

  return {
    vocabularySize: ids.size,
    weigh(bag) {
      const known = idsOf(bag);
      return { ids: known, weights: weighing(bag, frequenciesOf(known), groupCount, true) };
    },
    score(query, scores, touched) {
      let effort = 0;
      for (const i of rarestFirst(query.ids)) {
        const id = query.ids[i] ?? 0;
        const weight = query.weights[i] ?? 0;
        const end = inverted.starts[id + 1] ?? 0;
        const start = inverted.starts[id] ?? 0;
        effort += end - start;
        if (effort > MOST_POSTINGS && touched.length > 0) return { isCut: true };
        for (let at = start; at < end; at += 1) {
          const number = inverted.texts[at] ?? 0;
          const before = scores[number] ?? 0;
          if (before === 0) touched.push(number);
          scores[number] = before + weight * (inverted.weights[at] ?? 0);
        }
      }
      return { isCut: false };
    },
    rescore(query, numbers, scores) {
      query.ids.forEach((id, i) => {
        if (id >= 0) dense[id] = query.weights[i] ?? 0;
      });
      for (const number of numbers) {
        const end = forward.starts[number + 1] ?? 0;
        let sum = 0;
        for (let at = forward.starts[number] ?? 0; at < end; at += 1) {
          sum += (forward.weights[at] ?? 0) * (dense[forward.ids[at] ?? 0] ?? 0);
        }
        scores[number] = sum;
      }
      for (const id of query.ids) if (id >= 0) dense[id] = 0;
    },
    addKernel(numbers, factor, kernel) {
      numbers.forEach((number, i) => {
        const from = forward.starts[number] ?? 0;
        const to = forward.starts[number + 1] ?? 0;
        for (let at = from; at < to; at += 1) dense[forward.ids[at] ?? 0] = forward.weights[at] ?? 0;
        for (let j = 0; j < i; j += 1) {
          const other = numbers[j] ?? 0;
          const end = forward.starts[other + 1] ?? 0;
          let sum = 0;
          for (let at = forward.starts[other] ?? 0; at < end; at += 1) {
            sum += (forward.weights[at] ?? 0) * (dense[forward.ids[at] ?? 0] ?? 0);
          }
          const cell = i * numbers.length + j;
          const mirrored = j * numbers.length + i;
          kernel[cell] = (kernel[cell] ?? 0) + factor * sum;
          kernel[mirrored] = (kernel[mirrored] ?? 0) + factor * sum;
        }
        for (let at = from; at < to; at += 1) dense[forward.ids[at] ?? 0] = 0;
      });
    },
    coverage(query, numbers) {
      let asked = 0;
      query.ids.forEach((id, i) => {
        asked += query.weights[i] ?? 0;
        if (id >= 0) dense[id] = query.weights[i] ?? 0;
      });
      const shares = numbers.map((number) => {
        const end = forward.starts[number + 1] ?? 0;
        let found = 0;
        let own = 0;
        let shared = 0;
        for (let at = forward.starts[number] ?? 0; at < end; at += 1) {
          const weight = dense[forward.ids[at] ?? 0] ?? 0;
          own += forward.weights[at] ?? 0;
          if (weight > 0) {
            found += weight;
            shared += forward.weights[at] ?? 0;
          }
        }
        const length = end - (forward.starts[number] ?? 0);
        const covered = asked === 0 ? 0 : found / asked;
        return {
          asked: covered,
          phrasing: own === 0 ? 0 : shared / own,
          ranked: covered / (1 - LENGTH_SHARE + (LENGTH_SHARE * length) / meanLength),
        };
      });
      for (const id of query.ids) if (id >= 0) dense[id] = 0;
      return shares;
    },
    unionCoverage(query, first, end) {
      let asked = 0;
      query.ids.forEach((id, i) => {
        asked += query.weights[i] ?? 0;
        if (id >= 0) dense[id] = query.weights[i] ?? 0;
      });
      let found = 0;
      const last = forward.starts[end] ?? 0;
      for (let at = forward.starts[first] ?? 0; at < last; at += 1) {
        const id = forward.ids[at] ?? 0;
        found += dense[id] ?? 0;
        dense[id] = 0;
      }
      for (const id of query.ids) if (id >= 0) dense[id] = 0;
      return asked === 0 ? 0 : found / asked;
    },
    vector(number) {
      const start = forward.starts[number] ?? 0;
      const end = forward.starts[number + 1] ?? 0;
      return { ids: forward.ids.subarray(start, end), weights: forward.weights.subarray(start, end) };
    },
  };
}

/**
 * Postings that one question may walk through, rarest features first: what is left out then are the commonest features
 * of a large base, which weigh least; the promising texts are then scored whole.
 */
const MOST_POSTINGS = 12_000;

/** How much a longer text than the mean is held back: k1·b / (1 + k1) of BM25 with k1 = 1.2 and b = 0.75. */
const LENGTH_SHARE = 0.41;

/** Sublinear TF-IDF of unit length: products are cosines. The idf is smooth, so that few texts give sane weights. */
export function cosineWeighing(bag: FeatureBag, frequencies: Uint32Array, groups: number): Float32Array {
  const weights = new Float32Array(frequencies.length);
  const all = Math.log(groups + 1) + 1;
  let sum = 0;
  for (let i = 0; i < weights.length; i += 1) {
    const count = bag.counts[i] ?? 1;
    const idf = all - Math.log((frequencies[i] ?? 0) + 1);
    const weight = count === 1 ? idf : (1 + Math.log(count)) * idf;
    weights[i] = weight;
    sum += weight * weight;
  }
  const length = Math.sqrt(sum) || 1;
  for (let i = 0; i < weights.length; i += 1) weights[i] = (weights[i] ?? 0) / length;
  return weights;
}

interface Rows {
  starts: Uint32Array;
  ids: Int32Array;
  weights: Float32Array;
}

function countGroups(bags: readonly FeatureBag[], groups: ArrayLike<number>) {
  const ids = new Map<number, number>();
  const frequency: number[] = [];
  const lastGroup: number[] = [];
  const seen = new Set<number>();
  bags.forEach((bag, number) => {
    const group = groups[number] ?? 0;
    seen.add(group);
    for (const feature of bag.features) {
      const id = ids.get(feature);
      if (id === undefined) {
        ids.set(feature, frequency.length);
        frequency.push(1);
        lastGroup.push(group);
      } else if (lastGroup[id] !== group) {
        frequency[id] = (frequency[id] ?? 0) + 1;
        lastGroup[id] = group;
      }
    }
  });
  return { ids, frequency, groupCount: seen.size };
}

function weighTexts(
  bags: readonly FeatureBag[],
  idsOf: (bag: FeatureBag) => Int32Array,
  weigh: (bag: FeatureBag, known: Int32Array) => Float32Array,
): Rows {
  const starts = new Uint32Array(bags.length + 1);
  bags.forEach((bag, number) => {
    starts[number + 1] = (starts[number] ?? 0) + bag.features.length;
  });
  const rows = { starts, ids: new Int32Array(starts.at(-1) ?? 0), weights: new Float32Array(starts.at(-1) ?? 0) };
  bags.forEach((bag, number) => {
    const known = idsOf(bag);
    rows.ids.set(known, starts[number]);
    rows.weights.set(weigh(bag, known), starts[number]);
  });
  return rows;
}

function invert(forward: Rows, size: number): { starts: Uint32Array; texts: Uint32Array; weights: Float32Array } {
  const starts = new Uint32Array(size + 1);
  for (const id of forward.ids) starts[id + 1] = (starts[id + 1] ?? 0) + 1;
  for (let id = 0; id < size; id += 1) starts[id + 1] = (starts[id + 1] ?? 0) + (starts[id] ?? 0);
  const filled = starts.slice();
  const texts = new Uint32Array(forward.ids.length);
  const weights = new Float32Array(forward.ids.length);
  for (let number = 0; number + 1 < forward.starts.length; number += 1) {
    const end = forward.starts[number + 1] ?? 0;
    for (let at = forward.starts[number] ?? 0; at < end; at += 1) {
      const id = forward.ids[at] ?? 0;
      const to = filled[id] ?? 0;
      filled[id] = to + 1;
      texts[to] = number;
      weights[to] = forward.weights[at] ?? 0;
    }
  }
  return { starts, texts, weights };
}
