import type { FeatureBag } from './feature-bag.ts';
import { numberOf } from './feature-table.ts';
import type { TextIndexData, Weighing } from './text-index-data.ts';
import type { Touched } from './touched.ts';

/** A text as weighted features: `ids` are the index's own numbers, -1 for a feature that the index does not know. */
export interface WeightedText {
  ids: Int32Array;
  weights: Float32Array;
}

/** Searches an inverted index over numbered texts. Not for two questions at once: scratch space is shared. */
export interface TextIndex {
  readonly vocabularySize: number;
  weigh(bag: FeatureBag): WeightedText;
  /** Adds the inner product with every text that shares a (not too common) feature to `scores`; newly met ones join `touched`. */
  score(query: WeightedText, scores: Float32Array, touched: Touched): { isCut: boolean };
  /** Sets the whole inner product for each of the given texts: for the promising ones after a `score` that was cut. */
  rescore(query: WeightedText, numbers: readonly number[], scores: Float32Array): void;
  /** Adds `factor` times the inner products of the given texts to the lower half of `kernel`, row by row, without the diagonal. */
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
  /** The heaviest feature of the question that the text lacks, and the other way round. */
  askedMissing: number;
  phrasingMissing: number;
}

/** Opens an index; `weighing` weighs the features of questions. */
export function openTextIndex(data: TextIndexData, weighing: Weighing): TextIndex {
  const { table, frequency, groups, texts, postings } = data;
  /** Scratch: one text spread over the vocabulary, all zeroes between calls. */
  const dense = new Float32Array(table.size);
  const meanLength = texts.others.length / (texts.starts.length - 1 || 1) || 1;

  function rarestFirst(wanted: Int32Array): Uint32Array {
    const order = new Float64Array(wanted.length);
    let known = 0;
    for (let i = 0; i < wanted.length; i += 1) {
      const id = wanted[i] ?? 0;
      if (id < 0) continue;
      order[known] = ((postings.starts[id + 1] ?? 0) - (postings.starts[id] ?? 0)) * PLACES + i;
      known += 1;
    }
    return Uint32Array.from(order.subarray(0, known).sort(), (place) => place % PLACES);
  }

  function spread(query: WeightedText): number {
    let all = 0;
    for (let i = 0; i < query.ids.length; i += 1) {
      const id = query.ids[i] ?? 0;
      const weight = query.weights[i] ?? 0;
      all += weight;
      if (id >= 0) dense[id] = weight;
    }
    return all;
  }

  function unspread(ids: Int32Array): void {
    for (const id of ids) if (id >= 0) dense[id] = 0;
  }

  /** The inner product of a stored text with what is spread out. */
  function product(number: number): number {
    const end = texts.starts[number + 1] ?? 0;
    let sum = 0;
    for (let at = texts.starts[number] ?? 0; at < end; at += 1) {
      sum += (texts.weights[at] ?? 0) * (dense[texts.others[at] ?? 0] ?? 0);
    }
    return sum;
  }

  return {
    vocabularySize: table.size,
    weigh(bag) {
      const ids = new Int32Array(bag.features.length);
      const known = new Uint32Array(bag.features.length);
      for (let i = 0; i < ids.length; i += 1) {
        const id = numberOf(table, bag.features[i] ?? 0);
        ids[i] = id;
        if (id >= 0) known[i] = frequency[id] ?? 0;
      }
      return { ids, weights: weighing(bag, known, groups) };
    },
    score(query, scores, touched) {
      const { numbers } = touched;
      let size = touched.size;
      let effort = 0;
      let isCut = false;
      for (const i of rarestFirst(query.ids)) {
        const id = query.ids[i] ?? 0;
        const weight = query.weights[i] ?? 0;
        const end = postings.starts[id + 1] ?? 0;
        const start = postings.starts[id] ?? 0;
        effort += end - start;
        if (effort > MOST_POSTINGS && size > 0) {
          isCut = true;
          break;
        }
        for (let at = start; at < end; at += 1) {
          const number = postings.others[at] ?? 0;
          const before = scores[number] ?? 0;
          if (before === 0) {
            numbers[size] = number;
            size += 1;
          }
          scores[number] = before + weight * (postings.weights[at] ?? 0);
        }
      }
      touched.size = size;
      return { isCut };
    },
    rescore(query, numbers, scores) {
      spread(query);
      for (const number of numbers) scores[number] = product(number);
      unspread(query.ids);
    },
    addKernel(numbers, factor, kernel) {
      const size = numbers.length;
      for (let i = 1; i < size; i += 1) {
        const number = numbers[i] ?? 0;
        const from = texts.starts[number] ?? 0;
        const to = texts.starts[number + 1] ?? 0;
        for (let at = from; at < to; at += 1) dense[texts.others[at] ?? 0] = texts.weights[at] ?? 0;
        for (let j = 0; j < i; j += 1) {
          const cell = i * size + j;
          kernel[cell] = (kernel[cell] ?? 0) + factor * product(numbers[j] ?? 0);
        }
        for (let at = from; at < to; at += 1) dense[texts.others[at] ?? 0] = 0;
      }
    },
    coverage(query, numbers) {
      const asked = spread(query);
      const shares: Coverage[] = [];
      for (const number of numbers) {
        const start = texts.starts[number] ?? 0;
        const end = texts.starts[number + 1] ?? 0;
        let found = 0;
        let own = 0;
        let shared = 0;
        let phrasingMissing = 0;
        for (let at = start; at < end; at += 1) {
          const id = texts.others[at] ?? 0;
          const weight = dense[id] ?? 0;
          const ownWeight = texts.weights[at] ?? 0;
          own += ownWeight;
          if (weight > 0) {
            found += weight;
            shared += ownWeight;
            // Marked as met, for the look at what is missing.
            dense[id] = -weight;
          } else if (ownWeight > phrasingMissing) phrasingMissing = ownWeight;
        }
        let askedMissing = 0;
        for (let i = 0; i < query.ids.length; i += 1) {
          const id = query.ids[i] ?? -1;
          const weight = query.weights[i] ?? 0;
          const isMet = id >= 0 && (dense[id] ?? 0) < 0;
          if (isMet) dense[id] = weight;
          else if (weight > askedMissing) askedMissing = weight;
        }
        const covered = asked === 0 ? 0 : found / asked;
        shares.push({
          asked: covered,
          phrasing: own === 0 ? 0 : shared / own,
          ranked: covered / (1 - LENGTH_SHARE + (LENGTH_SHARE * (end - start)) / meanLength),
          askedMissing,
          phrasingMissing,
        });
      }
      unspread(query.ids);
      return shares;
    },
    unionCoverage(query, first, end) {
      const asked = spread(query);
      let found = 0;
      const last = texts.starts[end] ?? 0;
      for (let at = texts.starts[first] ?? 0; at < last; at += 1) {
        const id = texts.others[at] ?? 0;
        found += dense[id] ?? 0;
        dense[id] = 0;
      }
      unspread(query.ids);
      return asked === 0 ? 0 : found / asked;
    },
    vector(number) {
      const start = texts.starts[number] ?? 0;
      const end = texts.starts[number + 1] ?? 0;
      return { ids: new Int32Array(texts.others.subarray(start, end)), weights: texts.weights.subarray(start, end) };
    },
  };
}

/**
 * Postings that one question may walk through, rarest features first: what is left out then are the commonest features
 * of a large base, which weigh least; the promising texts are then scored whole.
 */
const MOST_POSTINGS = 12_000;

/** More features than a text can have, so that a sort by number of postings and place is one sort of numbers. */
const PLACES = 65_536;

/** How much a longer text than the mean is held back: k1·b / (1 + k1) of BM25 with k1 = 1.2 and b = 0.75. */
const LENGTH_SHARE = 0.41;

/** Sublinear TF-IDF of unit length: products are cosines. The idf is smooth, so that few texts give sane weights. */
export function cosineWeighing(bag: FeatureBag, frequency: Uint32Array, groups: number): Float32Array {
  const weights = new Float32Array(frequency.length);
  const all = Math.log(groups + 1) + 1;
  let sum = 0;
  for (let i = 0; i < weights.length; i += 1) {
    const count = bag.counts[i] ?? 1;
    const idf = all - Math.log((frequency[i] ?? 0) + 1);
    const weight = count === 1 ? idf : (1 + Math.log(count)) * idf;
    weights[i] = weight;
    sum += weight * weight;
  }
  const length = Math.sqrt(sum) || 1;
  for (let i = 0; i < weights.length; i += 1) weights[i] = (weights[i] ?? 0) / length;
  return weights;
}
