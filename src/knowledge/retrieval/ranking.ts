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
  rankedWord: 0.4,
  rankedGram: 0.8,
  letterDice: 0.9,
  letterOrder: 0.4,
};
const PASSAGE: Partial<Record<Signal, number>> = { passageGram: 0.5, passageSound: 0.3, passageContent: 0.3 };

/** What lifts a section without a question to the scale of entries that have one: half a match there is worth two. */
const PROSE = 4;

const rows = [MANY, ONE, PASSAGE].map((mixture) => Float64Array.from(SIGNALS, (signal) => mixture[signal] ?? 0));

/** The sum for one candidate. Between one and two phrasings per entry, on the mean, the two sums are blended. */
function mixtureScore({ signals, phrasings }: Candidate, { meanPhrasings }: BaseShape): number {
  const many = Math.max(0, Math.min(1, meanPhrasings - 1));
  const shares = [many, 1 - many, phrasings === 0 ? PROSE : 1];
  let sum = 0;
  rows.forEach((row, i) => {
    const share = shares[i] ?? 0;
    signals.forEach((value, signal) => {
      sum += share * (row[signal] ?? 0) * value;
    });
  });
  return sum;
}

/** The candidates by score, best first; equals by their place in the base, so that a base always ranks alike. */
export function rank(evidence: Evidence, shape: BaseShape, bonus: (entry: number) => number = () => 0): Ranked[] {
  return evidence.candidates
    .map((candidate) => ({ candidate, score: mixtureScore(candidate, shape) + bonus(candidate.entry) }))
    .sort((a, b) => b.score - a.score || a.candidate.entry - b.candidate.entry);
}
