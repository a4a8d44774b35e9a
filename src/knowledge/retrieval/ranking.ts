import { type Candidate, type Evidence, SIGNALS, type Signal } from './signals.ts';

export interface Ranked {
  candidate: Candidate;
  score: number;
}

/** What is known of the base as a whole: which signals count depends on how much the operator wrote. */
export interface BaseShape {
  /** Mean number of phrasings per entry that has any. */
  meanPhrasings: number;
}

/**
 * Plain sums of signals, found by coordinate search over the public sets and checked with each set's family left out.
 * Networks over the same signals were tried: better by a point on the sets they were fitted on, worse by two on others. Where entries have several phrasings, the regression over the
 * neighbours leads; with one phrasing each there is nothing to regress and coverage of the content words leads.
 */
const MANY: Partial<Record<Signal, number>> = {
  ridgeForm: 1,
  ridgeSound: 1,
  maxMix: 1,
  centreGram: 1,
  maxContent: 0.2,
  rankedWord: 0.5,
  entryContentCovered: 0.1,
  letterOrder: 0.2,
};
const ONE: Partial<Record<Signal, number>> = {
  maxWord: -0.3,
  maxContent: 0.2,
  maxGram: -0.2,
  maxSound: 0.2,
  maxMix: 2,
  ridgeForm: -0.9,
  gramPhrasingCovered: 0.2,
  contentAskedCovered: 0.5,
  contentPhrasingCovered: 0.2,
  askedMissing: -0.1,
  rankedWord: 0.4,
  rankedGram: 0.8,
  entryContentCovered: 0.2,
  letterDice: 0.9,
  letterOrder: 0.4,
};
const PASSAGE: Partial<Record<Signal, number>> = {
  passageGram: 0.6,
  passageSound: 0.1,
  passageContent: 0.3,
  openingGram: 0.2,
  openingContent: 0.15,
};

/** What lifts a section without a question to the scale of entries that have one: half a match there is worth two. */
const PROSE = 4;

/** The weights of one sum: between one and two phrasings per entry, on the mean, the two sums are blended. */
function blended({ meanPhrasings }: BaseShape, prose: number): Float64Array {
  const many = Math.max(0, Math.min(1, meanPhrasings - 1));
  return Float64Array.from(
    SIGNALS,
    (signal) => many * (MANY[signal] ?? 0) + (1 - many) * (ONE[signal] ?? 0) + prose * (PASSAGE[signal] ?? 0),
  );
}

/** The candidates by score, best first; equals by their place in the base, so that a base always ranks alike. */
export function rank(evidence: Evidence, shape: BaseShape, bonus: (entry: number) => number = () => 0): Ranked[] {
  const asked = blended(shape, 1);
  const prose = blended(shape, PROSE);
  return evidence.candidates
    .map((candidate) => {
      const weights = candidate.phrasings === 0 ? prose : asked;
      let score = bonus(candidate.entry);
      for (let i = 0; i < weights.length; i += 1) score += (weights[i] ?? 0) * (candidate.signals[i] ?? 0);
      return { candidate, score };
    })
    .sort((a, b) => b.score - a.score || a.candidate.entry - b.candidate.entry);
}
