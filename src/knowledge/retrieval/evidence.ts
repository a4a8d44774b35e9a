import { type Analysis, VIEWS, type View } from './analyse.ts';
import { agreement } from './asked-for.ts';
import { bagOf, type FeatureBag } from './feature-bag.ts';
import { createLikeness } from './letter-likeness.ts';
import { coverageOf, type Match, matchOf, meaningOf } from './match.ts';
import type { Meaning } from './meaning.ts';
import { mixed, OVERALL } from './mixture.ts';
import { regressNeighbours } from './neighbour-regression.ts';
import { isHidden, type Phrasings, perView } from './phrasings.ts';
import type { Evidence, LeftOut } from './signals.ts';
import type { TextIndex, WeightedText } from './text-index.ts';
import { topOf } from './top-of.ts';

/** Looks a question up in every way and says what speaks for which entry; `include` are entries to look at anyway. */
export type GatherEvidence = (question: Analysis, leftOut?: LeftOut, include?: Iterable<number>) => Evidence;

/** The views in which answers and sections are searched. */
const PASSAGE_VIEWS = ['word', 'content', 'gram', 'sound'] as const;
type PassageView = (typeof PASSAGE_VIEWS)[number];
export type Passages = Readonly<Record<PassageView, TextIndex>>;
type PassageScores = Record<PassageView, Float32Array>;

const NEIGHBOURS = 30;
/** Texts that are scored whole after a cut, before the neighbours are chosen among them. */
const PROMISING = 150;
const MOST_CANDIDATES = 24;
const NEAREST_MEANINGS = 8;

export function createEvidence(phrasings: Phrasings, passages: Passages, meaning: Meaning): GatherEvidence {
  const entryCount = phrasings.firstOf.length - 1;
  const scores = perView(() => new Float32Array(phrasings.count));
  const mix = new Float32Array(phrasings.count);
  const bestMix = new Float32Array(entryCount);
  const passageScores: PassageScores = {
    word: new Float32Array(entryCount),
    content: new Float32Array(entryCount),
    gram: new Float32Array(entryCount),
    sound: new Float32Array(entryCount),
  };

  return (question, leftOut, include = []) => {
    const bags = perView((view) => bagOf(question.views[view]));
    const asked = perView((view) => phrasings.index[view].weigh(bags[view]));
    const { visible: touched, cut } = scorePhrasings(phrasings, asked, scores, mix, leftOut);
    if (cut.length > 0) rescorePromising(phrasings, asked, scores, mix, topOf(touched, mix, PROMISING), cut);
    const neighbours = topOf(touched, mix, NEIGHBOURS);
    const passageTouched = scorePassages(passages, bags, passageScores, leftOut);

    const entries = new Set<number>();
    for (const number of neighbours) entries.add(phrasings.owners[number] ?? 0);
    for (const view of ['word', 'gram'] as const) {
      for (const n of topOf(touched, scores[view], 5)) entries.add(phrasings.owners[n] ?? 0);
    }
    for (const entry of topCentres(phrasings, touched, mix, bestMix)) entries.add(entry);
    const place = meaning.place(question);
    for (const number of meaning.nearest(place, NEAREST_MEANINGS)) {
      if (!isHidden(phrasings, number, leftOut)) entries.add(phrasings.owners[number] ?? 0);
    }
    for (const kind of PASSAGE_VIEWS) {
      for (const entry of topOf(passageTouched, passageScores[kind], 10)) entries.add(entry);
    }
    const ridges = regressNeighbours(phrasings, neighbours, scores);
    const chosen = [...entries].map((entry) => matchOf(entry, phrasings, scores, mix, leftOut));
    const first = (match: Match) => match.bestMix + (passageScores.gram[match.entry] ?? 0);
    chosen.sort((a, b) => first(b) - first(a) || a.entry - b.entry);
    chosen.splice(MOST_CANDIDATES);
    const have = new Set(chosen.map(({ entry }) => entry));
    for (const entry of include) {
      if (!have.has(entry)) chosen.push(matchOf(entry, phrasings, scores, mix, leftOut));
    }
    const likeness = createLikeness(question.letters);
    const coverage = coverageOf(phrasings, asked, chosen);
    const candidates = chosen.map((match, i) => ({
      entry: match.entry,
      phrasings: match.phrasings,
      signals: Float32Array.of(
        ...VIEWS.map((view) => match.max[view]),
        match.bestMix,
        match.secondMix,
        ...VIEWS.map((view) => match.centre[view]),
        ...ridges.map((ridge) => ridge.get(match.entry) ?? 0),
        ...(coverage[i] ?? []),
        ...entryCoverage(match.entry, phrasings, asked),
        ...likeness(match.best < 0 ? '' : (phrasings.letters[match.best] ?? '')),
        ...meaningOf(match.entry, phrasings, meaning, place, leftOut),
        match.best < 0 ? 0 : agreement(question.asked, phrasings.asked[match.best] ?? null),
        ...PASSAGE_VIEWS.map((view) => passageScores[view][match.entry] ?? 0),
      ),
    }));

    clear([...VIEWS.map((view) => scores[view]), mix], touched);
    clear(
      PASSAGE_VIEWS.map((view) => passageScores[view]),
      passageTouched,
    );
    return {
      candidates,
      unknownWords: unknownShare(asked.word),
      unknownGrams: unknownShare(asked.gram),
      unknownContent: unknownShare(asked.content),
      words: question.words.length,
    };
  };
}

/** Sets the touched places to zero; when they are many, filling everything is faster than jumping about. */
function clear(arrays: readonly Float32Array[], touched: readonly number[]): void {
  for (const array of arrays) {
    if (touched.length * 8 > array.length) array.fill(0);
    else for (const number of touched) array[number] = 0;
  }
}

function scorePhrasings(
  phrasings: Phrasings,
  asked: Record<View, WeightedText>,
  scores: Record<View, Float32Array>,
  mix: Float32Array,
  leftOut: LeftOut | undefined,
): { visible: number[]; cut: View[] } {
  const visible: number[] = [];
  const cut: View[] = [];
  for (const view of VIEWS) {
    const touched: number[] = [];
    if (phrasings.index[view].score(asked[view], scores[view], touched).isCut) cut.push(view);
    for (const number of touched) {
      if (leftOut && isHidden(phrasings, number, leftOut)) scores[view][number] = 0;
      else {
        if (mix[number] === 0) visible.push(number);
        mix[number] = (mix[number] ?? 0) + OVERALL[view] * (scores[view][number] ?? 0);
      }
    }
  }
  return { visible, cut };
}

function rescorePromising(
  phrasings: Phrasings,
  asked: Record<View, WeightedText>,
  scores: Record<View, Float32Array>,
  mix: Float32Array,
  numbers: readonly number[],
  cut: readonly View[],
): void {
  for (const view of cut) phrasings.index[view].rescore(asked[view], numbers, scores[view]);
  for (const number of numbers) mix[number] = mixed(OVERALL, (view) => scores[view][number] ?? 0);
}

/** What all phrasings of the entry together have of the question. Not for questions of the base itself. */
function entryCoverage(entry: number, phrasings: Phrasings, asked: Record<View, WeightedText>): [number, number] {
  const first = phrasings.firstOf[entry] ?? 0;
  const end = phrasings.firstOf[entry + 1] ?? 0;
  const { word, content } = phrasings.index;
  return [word.unionCoverage(asked.word, first, end), content.unionCoverage(asked.content, first, end)];
}

function scorePassages(
  passages: Passages,
  bags: Record<View, FeatureBag>,
  scores: PassageScores,
  leftOut: LeftOut | undefined,
): number[] {
  const found: number[] = [];
  for (const kind of PASSAGE_VIEWS) {
    const touched: number[] = [];
    const index = passages[kind];
    index.score(index.weigh(bags[kind]), scores[kind], touched);
    for (const entry of touched) {
      if (entry === leftOut?.entry) scores[kind][entry] = 0;
      else if (PASSAGE_VIEWS.every((other) => other === kind || scores[other][entry] === 0)) found.push(entry);
    }
  }
  return found;
}

function topCentres(phrasings: Phrasings, touched: readonly number[], mix: Float32Array, sums: Float32Array): number[] {
  const entries: number[] = [];
  for (const number of touched) {
    const owner = phrasings.owners[number] ?? 0;
    if (sums[owner] === 0) entries.push(owner);
    sums[owner] = (sums[owner] ?? 0) + (mix[number] ?? 0) / (phrasings.spread.gram[owner] ?? 1);
  }
  const best = topOf(entries, sums, 10);
  for (const entry of entries) sums[entry] = 0;
  return best;
}

function unknownShare(text: WeightedText): number {
  let all = 0;
  let unknown = 0;
  text.ids.forEach((id, i) => {
    all += text.weights[i] ?? 0;
    if (id < 0) unknown += text.weights[i] ?? 0;
  });
  return all === 0 ? 1 : unknown / all;
}
