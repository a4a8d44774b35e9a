import type { Locale } from '../../core/index.ts';
import { type Analysis, createAnalyser } from './analyse.ts';
import { createBaseIndex } from './base-index.ts';
import { createJudge, type Judgement } from './confidence.ts';
import fitted from './confidence-weights.generated.json' with { type: 'json' };
import type { IndexEntry } from './entry.ts';
import { createIdentifierIndex } from './identifier-index.ts';
import { type Ranked, rank } from './ranking.ts';
import type { Retrieval } from './retrieval.ts';
import { learnAboutSelf } from './self-knowledge.ts';
import type { Evidence } from './signals.ts';
import { answerThreshold } from './threshold.ts';
import { createVectorIndex } from './vector-index.ts';
import type { EngineSettings, ModelVectors } from './worker-messages.ts';

/** The search itself, without a thread around it. */
export interface Engine {
  /** `vector` is a model's, of the question, when one is configured and answered. */
  search(text: string, locale: Locale | null, vector?: Float32Array | null): Retrieval;
}

/** Below this chance that one of the three nearest is it, they are not worth a customer's look. */
const CLARIFY_FROM = 0.6;
/** What the customer's language is worth beside scores that differ by tenths between unlike entries. */
const LOCALE_BONUS = 0.05;
/** An entry about another model than the one that was asked is at best a suggestion. */
const OTHER_IDENTIFIER = 0.5;
/** What a model's cosine adds to a score, for the entries that it finds nearest. Set by judgement, not measured. */
const MODEL_WEIGHT = 1.5;
const NEAREST_BY_MODEL = 20;
const LONGEST_RANKING = 10;

export function createEngine(
  entries: readonly IndexEntry[],
  settings: EngineSettings,
  model: ModelVectors | null = null,
): Engine {
  const analyse = createAnalyser(settings.synonyms);
  const base = createBaseIndex(entries, analyse);
  const identifiers = createIdentifierIndex(entries);
  const modelIndex = model && model.vectors.length > 0 ? createVectorIndex(model.vectors, model.dimensions) : null;
  const { self, hidden } = learnAboutSelf(base, entries.length);
  const judge = createJudge(base, self, fitted);
  const threshold = answerThreshold(
    settings.maxWrong,
    hidden.map((probe) => assess(probe.question, probe.evidence, probe.ranked).first),
  );

  return {
    search(text, locale, vector = null) {
      const question = analyse(text);
      const naming = identifiers.naming(question.identifiers);
      const meant = meantBy(vector);
      const evidence = base.gather(question, undefined, new Set([...naming.keys(), ...meant.keys()]));
      const bonus = (entry: number) =>
        (entries[entry]?.locale === locale ? LOCALE_BONUS : 0) + MODEL_WEIGHT * (meant.get(entry) ?? 0);
      const order = rank(evidence, base.shape, bonus).sort(
        (a, b) => (naming.get(b.candidate.entry) ?? 0) - (naming.get(a.candidate.entry) ?? 0),
      );
      const { first, three } = assess(question, evidence, order);
      const ranked = order.slice(0, LONGEST_RANKING).flatMap(({ candidate, score }) => {
        const entry = entries[candidate.entry];
        return entry ? [{ id: entry.id, score }] : [];
      });
      return { decision: decide(first, three), ranked, confidence: first };
    },
  };

  /** The entries that a model's vector is nearest to, with the cosine of their best phrasing. */
  function meantBy(vector: Float32Array | null): Map<number, number> {
    const meant = new Map<number, number>();
    if (!vector || !modelIndex) return meant;
    for (const number of modelIndex.nearest(vector, NEAREST_BY_MODEL)) {
      const entry = base.phrasings.owners[number] ?? 0;
      meant.set(entry, Math.max(meant.get(entry) ?? 0, modelIndex.cosine(vector, number)));
    }
    return meant;
  }

  function assess(question: Analysis, evidence: Evidence, order: readonly Ranked[]): Judgement {
    const { first, three } = judge(evidence, order);
    const isOther = identifiers.isAboutAnother(order[0]?.candidate.entry ?? -1, question.identifiers);
    return { first: first * (isOther ? OTHER_IDENTIFIER : 1), three };
  }

  function decide(first: number, three: number): Retrieval['decision'] {
    if (first >= threshold && first > 0) return 'answer';
    return three >= CLARIFY_FROM ? 'clarify' : 'none';
  }
}
