import type { Locale } from '../../core/index.ts';
import { createAnalyser } from './analyse.ts';
import { createBaseIndex } from './base-index.ts';
import { createJudge } from './confidence.ts';
import fitted from './confidence-weights.json' with { type: 'json' };
import type { IndexEntry } from './entry.ts';
import { createIdentifierIndex } from './identifier-index.ts';
import { rank } from './ranking.ts';
import type { Retrieval } from './retrieval.ts';
import { learnAboutSelf } from './self-knowledge.ts';
import { answerThreshold } from './threshold.ts';
import type { EngineSettings } from './worker-messages.ts';

/** The search itself, without a thread around it. */
export interface Engine {
  search(text: string, locale: Locale | null): Retrieval;
}

/** Below this chance that one of the three nearest is it, they are not worth a customer's look. */
const CLARIFY_FROM = 0.6;
/** What the customer's language is worth beside scores that differ by tenths between unlike entries. */
const LOCALE_BONUS = 0.05;
/** An entry about another model than the one that was asked is at best a suggestion. */
const OTHER_IDENTIFIER = 0.5;
const LONGEST_RANKING = 10;

export function createEngine(entries: readonly IndexEntry[], settings: EngineSettings): Engine {
  const analyse = createAnalyser(settings.synonyms);
  const base = createBaseIndex(entries, analyse);
  const identifiers = createIdentifierIndex(entries);
  const { self, hidden } = learnAboutSelf(base, entries.length);
  const judge = createJudge(base, self, fitted);
  const threshold = answerThreshold(
    settings.maxWrong,
    hidden.map(({ evidence, ranked }) => judge(evidence, ranked).first),
  );

  return {
    search(text, locale) {
      const question = analyse(text);
      const naming = identifiers.naming(question.identifiers);
      const evidence = base.gather(question, undefined, naming.keys());
      const bonus = (entry: number) => (entries[entry]?.locale === locale ? LOCALE_BONUS : 0);
      const order = rank(evidence, base.shape, bonus).sort(
        (a, b) => (naming.get(b.candidate.entry) ?? 0) - (naming.get(a.candidate.entry) ?? 0),
      );
      const judged = judge(evidence, order);
      const first = order[0]?.candidate.entry ?? -1;
      const isOther = identifiers.isAboutAnother(first, question.identifiers);
      const confidence = judged.first * (isOther ? OTHER_IDENTIFIER : 1);
      const ranked = order.slice(0, LONGEST_RANKING).flatMap(({ candidate, score }) => {
        const entry = entries[candidate.entry];
        return entry ? [{ id: entry.id, score }] : [];
      });
      return { decision: decide(confidence, judged.three), ranked, confidence };
    },
  };

  function decide(first: number, three: number): Retrieval['decision'] {
    if (first >= threshold && first > 0) return 'answer';
    return three >= CLARIFY_FROM ? 'clarify' : 'none';
  }
}
