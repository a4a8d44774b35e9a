import type { Analysis, View } from './analyse.ts';
import type { Asked } from './asked-for.ts';
import { bagOf } from './feature-bag.ts';
import type { LeftOut } from './signals.ts';
import { cosineWeighing, createTextIndex, type TextIndex } from './text-index.ts';

/** Everything that a base says in the form of a question: each way to ask is a text that belongs to an entry. */
export interface Phrasings {
  readonly count: number;
  /** The entry of each phrasing. */
  readonly owners: Uint32Array;
  /** The phrasings of entry `e` are the numbers from `firstOf[e]` up to `firstOf[e + 1]`. */
  readonly firstOf: Uint32Array;
  readonly index: Readonly<Record<View, TextIndex>>;
  readonly letters: readonly string[];
  /** What each phrasing asks for. */
  readonly asked: readonly Asked[];
  /** The length of the sum of an entry's unit vectors, per view: what turns a sum of cosines into a centroid's cosine. */
  readonly spread: Readonly<Record<View, Float32Array>>;
}

/** `texts[e]` are the analysed phrasings of entry `e`; an entry may have none. */
export function createPhrasings(texts: readonly (readonly Analysis[])[]): Phrasings {
  const firstOf = new Uint32Array(texts.length + 1);
  texts.forEach((each, entry) => {
    firstOf[entry + 1] = (firstOf[entry] ?? 0) + each.length;
  });
  const count = firstOf[texts.length] ?? 0;
  const owners = new Uint32Array(count);
  texts.forEach((_, entry) => {
    owners.fill(entry, firstOf[entry], firstOf[entry + 1]);
  });
  const all = texts.flat();
  const index = perView((view) => {
    const bags = all.map((analysis) => bagOf(analysis.views[view]));
    return createTextIndex(bags, owners, cosineWeighing);
  });
  const spread = perView((view) =>
    Float32Array.from(texts, (_, entry) => spreadOf(index[view], firstOf[entry] ?? 0, firstOf[entry + 1] ?? 0)),
  );
  return {
    count,
    owners,
    firstOf,
    index,
    spread,
    letters: all.map((analysis) => analysis.letters),
    asked: all.map((analysis) => analysis.asked),
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
export function isHidden(phrasings: Phrasings, number: number, leftOut: LeftOut | undefined): boolean {
  return leftOut !== undefined && (number === leftOut.phrasing || phrasings.owners[number] === leftOut.entry);
}

function spreadOf(index: TextIndex, first: number, end: number): number {
  if (end - first <= 1) return 1;
  const sums = new Map<number, number>();
  for (let number = first; number < end; number += 1) {
    const { ids, weights } = index.vector(number);
    ids.forEach((id, i) => {
      sums.set(id, (sums.get(id) ?? 0) + (weights[i] ?? 0));
    });
  }
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  return Math.sqrt(squares) || 1;
}
