import { type Analysis, VIEWS, type View } from './analyse.ts';
import { agreement } from './asked-for.ts';
import { bagOf, type FeatureBag } from './feature-bag.ts';
import { createLikeness } from './letter-likeness.ts';
import { bestMixOf, type Match, matchOf, writeMeaning } from './match.ts';
import type { Meaning } from './meaning.ts';
import { mixed, OVERALL } from './mixture.ts';
import { regressNeighbours } from './neighbour-regression.ts';
import { isHidden, type Phrasings, perView } from './phrasings.ts';
import { type Evidence, type LeftOut, SIGNALS } from './signals.ts';
import type { TextIndex, WeightedText } from './text-index.ts';
import { topOf } from './top-of.ts';
import { clearTouched, createTouched, type Touched } from './touched.ts';

/** Looks a question up in every way and says what speaks for which entry; `include` are entries to look at anyway. */
export type GatherEvidence = (question: Analysis, leftOut?: LeftOut, include?: Iterable<number>) => Evidence;

/** How answers and sections are searched: which part of them, and in which view. */
export const PASSAGE_FIELDS = ['word', 'content', 'gram', 'sound', 'openingContent', 'openingGram'] as const;
export type PassageField = (typeof PASSAGE_FIELDS)[number];
export type Passages = Readonly<Record<PassageField, TextIndex>>;
export const VIEW_OF_FIELD: Readonly<Record<PassageField, View>> = {
  word: 'word',
  content: 'content',
  gram: 'gram',
  sound: 'sound',
  openingContent: 'content',
  openingGram: 'gram',
};

export function perField<T>(make: (field: PassageField) => T): Record<PassageField, T> {
  return {
    word: make('word'),
    content: make('content'),
    gram: make('gram'),
    sound: make('sound'),
    openingContent: make('openingContent'),
    openingGram: make('openingGram'),
  };
}

const NEIGHBOURS = 30;
/** Texts that are scored whole after a cut, before the neighbours are chosen among them. */
const PROMISING = 150;
const MOST_CANDIDATES = 24;
const NEAREST_MEANINGS = 8;

/** One question after the other: the scratch space is shared between them. */
export function createEvidence(phrasings: Phrasings, passages: Passages, meaning: Meaning): GatherEvidence {
  const { owners } = phrasings;
  const entryCount = phrasings.firstOf.length - 1;
  const scores = perView(() => new Float32Array(phrasings.count));
  const mix = new Float32Array(phrasings.count);
  const touched = createTouched(phrasings.count);
  const touchedByView = createTouched(phrasings.count);
  const entrySums = new Float32Array(entryCount);
  const touchedEntries = createTouched(entryCount);
  const touchedPassages = createTouched(entryCount);
  const touchedByKind = createTouched(entryCount);
  const isTouched = new Uint8Array(entryCount);
  const passageScores = perField(() => new Float32Array(entryCount));
  const likeness = createLikeness();

  return (question, leftOut, include = []) => {
    const bags = perView((view) => bagOf(question.views[view]));
    const asked = perView((view) => phrasings.index[view].weigh(bags[view]));
    scorePhrasings(asked, leftOut);
    const neighbours = topOf(touched, mix, NEIGHBOURS);
    scorePassages(bags, leftOut);
    const place = meaning.place(question);
    const chosen = chooseEntries(neighbours, place, leftOut, include);
    const ridges = regressNeighbours(phrasings, neighbours, scores);
    likeness.ask(question.letters);
    const matches = chosen.map((entry) => matchOf(entry, phrasings, scores, mix, leftOut));
    const signals = matches.map((match) => signalsOf(match, ridges, question, asked, place, leftOut));
    writeCoverage(matches, signals, asked);
    clearTouched(touched, [...VIEWS.map((view) => scores[view]), mix]);
    clearTouched(
      touchedPassages,
      PASSAGE_FIELDS.map((field) => passageScores[field]),
    );
    isTouched.fill(0);
    return {
      candidates: matches.map((match, i) => ({
        entry: match.entry,
        phrasings: match.phrasings,
        signals: signals[i] ?? new Float32Array(SIGNALS.length),
      })),
      unknownWords: unknownShare(asked.word),
      unknownGrams: unknownShare(asked.gram),
      unknownContent: unknownShare(asked.content),
      words: question.words.length,
    };
  };

  function scorePhrasings(asked: Record<View, WeightedText>, leftOut: LeftOut | undefined): void {
    const cut: View[] = [];
    for (const view of VIEWS) {
      const ofView = scores[view];
      const share = OVERALL[view];
      touchedByView.size = 0;
      if (phrasings.index[view].score(asked[view], ofView, touchedByView).isCut) cut.push(view);
      for (let i = 0; i < touchedByView.size; i += 1) {
        const number = touchedByView.numbers[i] ?? 0;
        if (leftOut !== undefined && isHidden(owners, number, leftOut)) {
          ofView[number] = 0;
          continue;
        }
        const before = mix[number] ?? 0;
        if (before === 0) add(touched, number);
        mix[number] = before + share * (ofView[number] ?? 0);
      }
    }
    if (cut.length === 0) return;
    const promising = topOf(touched, mix, PROMISING);
    for (const view of cut) phrasings.index[view].rescore(asked[view], promising, scores[view]);
    for (const number of promising) mix[number] = mixed(OVERALL, (view) => scores[view][number] ?? 0);
  }

  function scorePassages(bags: Record<View, FeatureBag>, leftOut: LeftOut | undefined): void {
    for (const kind of PASSAGE_FIELDS) {
      const ofKind = passageScores[kind];
      const index = passages[kind];
      touchedByKind.size = 0;
      index.score(index.weigh(bags[VIEW_OF_FIELD[kind]]), ofKind, touchedByKind);
      for (let i = 0; i < touchedByKind.size; i += 1) {
        const entry = touchedByKind.numbers[i] ?? 0;
        if (entry === leftOut?.entry) ofKind[entry] = 0;
        else if (isTouched[entry] === 0) {
          isTouched[entry] = 1;
          add(touchedPassages, entry);
        }
      }
    }
  }

  /** The entries worth a closer look: what any way of looking puts first, cut to the likeliest. */
  function chooseEntries(
    neighbours: readonly number[],
    place: Float32Array,
    leftOut: LeftOut | undefined,
    include: Iterable<number>,
  ): number[] {
    const entries = new Set<number>();
    const addOwner = (number: number) => entries.add(owners[number] ?? 0);
    neighbours.forEach(addOwner);
    topOf(touched, scores.word, 5).forEach(addOwner);
    topOf(touched, scores.gram, 5).forEach(addOwner);
    for (const entry of topCentres()) entries.add(entry);
    for (const number of meaning.nearest(place, NEAREST_MEANINGS)) {
      if (leftOut === undefined || !isHidden(owners, number, leftOut)) addOwner(number);
    }
    for (const kind of PASSAGE_FIELDS) {
      for (const entry of topOf(touchedPassages, passageScores[kind], 10)) entries.add(entry);
    }
    const first = new Map<number, number>();
    for (const entry of entries) first.set(entry, bestMixOf(entry, phrasings, mix) + (passageScores.gram[entry] ?? 0));
    const chosen = [...entries]
      .sort((a, b) => (first.get(b) ?? 0) - (first.get(a) ?? 0) || a - b)
      .slice(0, MOST_CANDIDATES);
    for (const entry of include) if (!chosen.includes(entry)) chosen.push(entry);
    return chosen;
  }

  function topCentres(): number[] {
    for (let i = 0; i < touched.size; i += 1) {
      const number = touched.numbers[i] ?? 0;
      const owner = owners[number] ?? 0;
      const before = entrySums[owner] ?? 0;
      if (before === 0) add(touchedEntries, owner);
      entrySums[owner] = before + (mix[number] ?? 0) / (phrasings.spread.gram[owner] ?? 1);
    }
    const best = topOf(touchedEntries, entrySums, 10);
    clearTouched(touchedEntries, [entrySums]);
    return best;
  }

  /** All signals but those that `writeCoverage` adds. */
  function signalsOf(
    match: Match,
    ridges: readonly Map<number, number>[],
    question: Analysis,
    asked: Record<View, WeightedText>,
    place: Float32Array,
    leftOut: LeftOut | undefined,
  ): Float32Array {
    const { entry, best, max, centre } = match;
    const signals = new Float32Array(SIGNALS.length);
    VIEWS.forEach((view, i) => {
      signals[AT.max + i] = max[view];
      signals[AT.centre + i] = centre[view];
    });
    signals[AT.maxMix] = match.bestMix;
    signals[AT.secondMix] = match.secondMix;
    signals[AT.ridgeForm] = ridges[0]?.get(entry) ?? 0;
    signals[AT.ridgeSound] = ridges[1]?.get(entry) ?? 0;
    const first = phrasings.firstOf[entry] ?? 0;
    const end = phrasings.firstOf[entry + 1] ?? 0;
    signals[AT.entryWord] = phrasings.index.word.unionCoverage(asked.word, first, end);
    signals[AT.entryContent] = phrasings.index.content.unionCoverage(asked.content, first, end);
    writeMeaning(entry, phrasings, meaning, place, leftOut, signals, AT.meaning);
    if (best >= 0) {
      likeness.compare(phrasings.lettersOf(best), signals, AT.letters);
      signals[AT.askedAgrees] = agreement(question.asked, phrasings.askedOf(best));
    }
    PASSAGE_FIELDS.forEach((field, i) => {
      signals[AT.passages + i] = passageScores[field][entry] ?? 0;
    });
    return signals;
  }

  /** Shares of weight: of the question found in the best phrasing and the other way round. */
  function writeCoverage(
    matches: readonly Match[],
    signals: readonly Float32Array[],
    asked: Record<View, WeightedText>,
  ): void {
    const withPhrasing = matches.flatMap(({ best }, i) => (best < 0 ? [] : [i]));
    const numbers = withPhrasing.map((i) => matches[i]?.best ?? 0);
    COVERED.forEach((view, place) => {
      phrasings.index[view]
        .coverage(asked[view], numbers)
        .forEach(({ asked, phrasing, ranked, askedMissing, phrasingMissing }, at) => {
          const into = signals[withPhrasing[at] ?? 0];
          if (into === undefined) return;
          into[AT.coverage + 2 * place] = asked;
          into[AT.coverage + 2 * place + 1] = phrasing;
          if (view === 'content') {
            into[AT.missing] = askedMissing;
            into[AT.missing + 1] = phrasingMissing;
          } else into[AT.ranked + place] = ranked;
        });
    });
  }
}

/** The views whose coverage is a signal, in the order of the signals. */
const COVERED = ['word', 'gram', 'content'] as const;

/** Where groups of signals begin. */
const AT = {
  max: SIGNALS.indexOf('maxWord'),
  maxMix: SIGNALS.indexOf('maxMix'),
  secondMix: SIGNALS.indexOf('secondMix'),
  centre: SIGNALS.indexOf('centreWord'),
  ridgeForm: SIGNALS.indexOf('ridgeForm'),
  ridgeSound: SIGNALS.indexOf('ridgeSound'),
  coverage: SIGNALS.indexOf('askedCovered'),
  missing: SIGNALS.indexOf('askedMissing'),
  ranked: SIGNALS.indexOf('rankedWord'),
  entryWord: SIGNALS.indexOf('entryWordCovered'),
  entryContent: SIGNALS.indexOf('entryContentCovered'),
  letters: SIGNALS.indexOf('letterDice'),
  meaning: SIGNALS.indexOf('maxMeaning'),
  askedAgrees: SIGNALS.indexOf('askedAgrees'),
  passages: SIGNALS.indexOf('passageWord'),
} as const;

function add(touched: Touched, number: number): void {
  touched.numbers[touched.size] = number;
  touched.size += 1;
}

function unknownShare({ ids, weights }: WeightedText): number {
  let all = 0;
  let unknown = 0;
  for (let i = 0; i < ids.length; i += 1) {
    const weight = weights[i] ?? 0;
    all += weight;
    if ((ids[i] ?? 0) < 0) unknown += weight;
  }
  return all === 0 ? 1 : unknown / all;
}
