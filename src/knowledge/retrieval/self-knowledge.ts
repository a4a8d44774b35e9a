import type { Analyse, Analysis } from './analyse.ts';
import type { BaseIndex } from './base-index.ts';
import type { SelfKnowledge } from './confidence-features.ts';
import type { IndexEntry } from './entry.ts';
import { type Ranked, rank } from './ranking.ts';
import type { Evidence } from './signals.ts';
import { wordingsOf } from './wordings.ts';

/** Questions that a base is asked about itself while it is built: enough for shares within a few points. */
const PROBES = 200;
/** Fewer of its own phrasings tell nothing of how well the base finds them. */
const LEAST_OWN = 10;

export interface SelfExamination {
  self: SelfKnowledge;
  /** What was found for each probe while its entry was hidden: every first entry is wrong. */
  hidden: Probe[];
  /** What was found while only the phrasing was hidden, where its entry has others: the first entry may be right. */
  own: (Probe & { isRight: boolean })[];
}

interface Probe {
  question: Analysis;
  evidence: Evidence;
  ranked: Ranked[];
}

/**
 * Asks the base its own phrasings, evenly spread over it: once with the entry hidden, which tells how high a wrong
 * entry scores here, and once with only the phrasing hidden where the entry has others, which tells how well it finds.
 */
export function learnAboutSelf(base: BaseIndex, entries: readonly IndexEntry[], analyse: Analyse): SelfExamination {
  const hidden: SelfExamination['hidden'] = [];
  const own: SelfExamination['own'] = [];
  const { owners, firstOf } = base.phrasings;
  for (const number of spreadOver(base.phrasings.count, PROBES)) {
    const entry = owners[number] ?? 0;
    const first = firstOf[entry] ?? 0;
    const asked = entries[entry];
    const question = analyse(asked === undefined ? '' : (wordingsOf(asked)[number - first] ?? ''));
    const evidence = base.gather(question, { entry });
    hidden.push({ question, evidence, ranked: rank(evidence, base.shape) });
    if ((firstOf[entry + 1] ?? 0) - first < 2) continue;
    const withoutIt = base.gather(question, { phrasing: number });
    const ranked = rank(withoutIt, base.shape);
    own.push({ question, evidence: withoutIt, ranked, isRight: ranked[0]?.candidate.entry === entry });
  }
  const found = own.filter(({ isRight }) => isRight).length;
  return {
    self: {
      strangers: Float32Array.from(hidden, ({ ranked }) => ranked[0]?.score ?? 0).sort(),
      ownRecall: own.length < LEAST_OWN ? null : found / own.length,
      entries: entries.length,
    },
    hidden,
    own,
  };
}

/** At most `wanted` numbers below `count`, evenly spread. */
function spreadOver(count: number, wanted: number): number[] {
  const step = Math.max(1, count / wanted);
  const numbers: number[] = [];
  for (let at = 0; at < count; at += step) numbers.push(Math.floor(at));
  return numbers;
}
