import type { Analysis } from './analyse.ts';
import type { BaseIndex } from './base-index.ts';
import type { SelfKnowledge } from './confidence-features.ts';
import { type Ranked, rank } from './ranking.ts';
import type { Evidence } from './signals.ts';

/** Questions that a base is asked about itself while it is built: enough for shares within a few points. */
const PROBES = 200;

export interface SelfExamination {
  self: SelfKnowledge;
  /** What was found for each probe while its entry was hidden: every first entry is wrong. */
  hidden: { question: Analysis; evidence: Evidence; ranked: Ranked[] }[];
}

/**
 * Asks the base its own phrasings, evenly spread over it: once with the entry hidden, which tells how high a wrong
 * entry scores here, and once with only the phrasing hidden where the entry has others, which tells how well it finds.
 */
export function learnAboutSelf(base: BaseIndex, entries: number): SelfExamination {
  const hidden: SelfExamination['hidden'] = [];
  let tried = 0;
  let found = 0;
  const { phrasings } = base;
  const step = Math.max(1, phrasings.count / PROBES);
  for (let at = 0; at < phrasings.count; at += step) {
    const number = Math.floor(at);
    const question = base.asked(number);
    const entry = phrasings.owners[number] ?? 0;
    const evidence = base.gather(question, { entry });
    hidden.push({ question, evidence, ranked: rank(evidence, base.shape) });
    const siblings = (phrasings.firstOf[entry + 1] ?? 0) - (phrasings.firstOf[entry] ?? 0);
    if (siblings < 2) continue;
    tried += 1;
    if (rank(base.gather(question, { phrasing: number }), base.shape)[0]?.candidate.entry === entry) found += 1;
  }
  return {
    self: {
      strangers: Float32Array.from(hidden, ({ ranked }) => ranked[0]?.score ?? 0).sort(),
      ownRecall: tried < 10 ? null : found / tried,
      entries,
    },
    hidden,
  };
}
