import type { Analyse, Analysis } from './analyse.ts';
import type { BaseIndex } from './base-index.ts';
import type { SelfKnowledge } from './confidence-features.ts';
import type { IndexEntry } from './entry.ts';
import { type Ranked, rank } from './ranking.ts';
import type { Evidence } from './signals.ts';
import { wordingsOf } from './wordings.ts';

/** Questions that a base is asked about itself while it is built: enough for shares within a few points. */
const PROBES = 200;
/** How well the base finds its own takes fewer: one share, of which a tenth more or less makes no difference. */
const OWN_EVERY = 2;

export interface SelfExamination {
  self: SelfKnowledge;
  /** What was found for each probe while its entry was hidden: every first entry is wrong. */
  hidden: { question: Analysis; evidence: Evidence; ranked: Ranked[] }[];
}

/**
 * Asks the base its own phrasings, evenly spread over it: once with the entry hidden, which tells how high a wrong
 * entry scores here, and once with only the phrasing hidden where the entry has others, which tells how well it finds.
 */
export function learnAboutSelf(base: BaseIndex, entries: readonly IndexEntry[], analyse: Analyse): SelfExamination {
  const hidden: SelfExamination['hidden'] = [];
  let tried = 0;
  let found = 0;
  const { owners, firstOf } = base.phrasings;
  for (const number of spreadOver(base.phrasings.count, PROBES)) {
    const entry = owners[number] ?? 0;
    const first = firstOf[entry] ?? 0;
    const asked = entries[entry];
    const question = analyse(asked === undefined ? '' : (wordingsOf(asked)[number - first] ?? ''));
    const evidence = base.gather(question, { entry });
    hidden.push({ question, evidence, ranked: rank(evidence, base.shape) });
    if ((firstOf[entry + 1] ?? 0) - first < 2 || hidden.length % OWN_EVERY !== 0) continue;
    tried += 1;
    if (rank(base.gather(question, { phrasing: number }), base.shape)[0]?.candidate.entry === entry) found += 1;
  }
  return {
    self: {
      strangers: Float32Array.from(hidden, ({ ranked }) => ranked[0]?.score ?? 0).sort(),
      ownRecall: tried < 10 ? null : found / tried,
      entries: entries.length,
    },
    hidden,
  };
}

/** At most `wanted` numbers below `count`, evenly spread. */
function spreadOver(count: number, wanted: number): number[] {
  const step = Math.max(1, count / wanted);
  const numbers: number[] = [];
  for (let at = 0; at < count; at += step) numbers.push(Math.floor(at));
  return numbers;
}
