import type { Analysis, View } from './analyse.ts';
import { type Asked, askedCode, askedOfCode } from './asked-for.ts';
import { bagOf } from './feature-bag.ts';
import type { LeftOut } from './signals.ts';
import { cosineWeighing, openTextIndex, type TextIndex } from './text-index.ts';
import { buildTextIndex, type TextIndexData } from './text-index-data.ts';

/** Everything that a base says in the form of a question: each way to ask is a text that belongs to an entry. */
export interface PhrasingsData {
  /** The entry of each phrasing. */
  owners: Uint32Array;
  /** The phrasings of entry `e` are the numbers from `firstOf[e]` up to `firstOf[e + 1]`. */
  firstOf: Uint32Array;
  index: Readonly<Record<View, TextIndexData>>;
  /** The letters of all phrasings as UTF-16 code units, one after the other; those of phrasing `p` start at `letterStarts[p]`. */
  letters: Uint16Array;
  letterStarts: Uint32Array;
  /** What each phrasing asks for, as `askedCode`. */
  asked: Uint8Array;
  /** The length of the sum of an entry's unit vectors, per view: what turns a sum of cosines into a centroid's cosine. */
  spread: Readonly<Record<View, Float32Array>>;
}

export interface Phrasings extends Omit<PhrasingsData, 'index' | 'asked'> {
  readonly count: number;
  readonly index: Readonly<Record<View, TextIndex>>;
  lettersOf(phrasing: number): Uint16Array;
  askedOf(phrasing: number): Asked;
}

/** `texts[e]` are the analysed phrasings of entry `e`; an entry may have none. */
export function buildPhrasings(texts: readonly (readonly Analysis[])[]): PhrasingsData {
  const firstOf = new Uint32Array(texts.length + 1);
  texts.forEach((each, entry) => {
    firstOf[entry + 1] = (firstOf[entry] ?? 0) + each.length;
  });
  const owners = new Uint32Array(firstOf[texts.length] ?? 0);
  texts.forEach((_, entry) => {
    owners.fill(entry, firstOf[entry], firstOf[entry + 1]);
  });
  const all = texts.flat();
  const index = perView((view) => {
    const bags = all.map((analysis) => bagOf(analysis.views[view]));
    return buildTextIndex(bags, owners, cosineWeighing);
  });
  const letterStarts = new Uint32Array(all.length + 1);
  all.forEach(({ letters }, i) => {
    letterStarts[i + 1] = (letterStarts[i] ?? 0) + letters.length;
  });
  const letters = new Uint16Array(letterStarts[all.length] ?? 0);
  all.forEach((analysis, i) => {
    const start = letterStarts[i] ?? 0;
    for (let at = 0; at < analysis.letters.length; at += 1) letters[start + at] = analysis.letters.charCodeAt(at);
  });
  return {
    owners,
    firstOf,
    index,
    letters,
    letterStarts,
    asked: Uint8Array.from(all, (analysis) => askedCode(analysis.asked)),
    spread: perView((view) => spreadsOf(index[view], firstOf)),
  };
}

export function openPhrasings(data: PhrasingsData): Phrasings {
  const { owners, letters, letterStarts, asked } = data;
  return {
    ...data,
    count: owners.length,
    index: perView((view) => openTextIndex(data.index[view], cosineWeighing)),
    lettersOf: (phrasing) => letters.subarray(letterStarts[phrasing], letterStarts[phrasing + 1]),
    askedOf: (phrasing) => askedOfCode(asked[phrasing] ?? 0),
  };
}

export function perView<T>(make: (view: View) => T): Record<View, T> {
  return {
    word: make('word'),
    content: make('content'),
    pair: make('pair'),
    gram: make('gram'),
    sound: make('sound'),
  };
}

/** Whether a phrasing is to be treated as if it were not in the base. */
export function isHidden(owners: Uint32Array, number: number, leftOut: LeftOut): boolean {
  return number === leftOut.phrasing || owners[number] === leftOut.entry;
}

export function spreadsOf({ texts, table }: TextIndexData, firstOf: Uint32Array): Float32Array {
  const sums = new Float64Array(table.size);
  const spreads = new Float32Array(firstOf.length - 1).fill(1);
  for (let entry = 0; entry < spreads.length; entry += 1) {
    const first = firstOf[entry] ?? 0;
    const end = firstOf[entry + 1] ?? 0;
    if (end - first <= 1) continue;
    const from = texts.starts[first] ?? 0;
    const to = texts.starts[end] ?? 0;
    for (let at = from; at < to; at += 1) {
      const feature = texts.others[at] ?? 0;
      sums[feature] = (sums[feature] ?? 0) + (texts.weights[at] ?? 0);
    }
    let squares = 0;
    for (let at = from; at < to; at += 1) {
      const feature = texts.others[at] ?? 0;
      squares += (sums[feature] ?? 0) ** 2;
      sums[feature] = 0;
    }
    spreads[entry] = Math.sqrt(squares) || 1;
  }
  return spreads;
}
