import type { Locale } from '../../core/index.ts';
import type { Analyse } from './analyse.ts';
import { createAssess } from './assess.ts';
import { openBaseIndex } from './base-index.ts';
import type { EngineData } from './engine-data.ts';
import { openIdentifierIndex } from './identifier-index.ts';
import { namesOtherThing } from './other-thing.ts';
import { rank } from './ranking.ts';
import type { Retrieval } from './retrieval.ts';
import { soundsTheSame } from './same-sound.ts';
import { answerThreshold } from './threshold.ts';
import { openVectorIndex } from './vector-index.ts';

/** The search itself, without a thread around it. */
export interface Engine {
  /** `vector` is a model's, of the question, when one is configured and answered. */
  search(text: string, locale: Locale | null, vector?: Float32Array | null): Retrieval;
}

/** Below this chance that one of the three nearest is it, they are not worth a customer's look. */
const CLARIFY_FROM = 0.6;
/** What the customer's language is worth beside scores that differ by tenths between unlike entries. */
const LOCALE_BONUS = 0.05;
/** What a model's cosine adds to a score, for the entries that it finds nearest. Set by judgement, not measured. */
const MODEL_WEIGHT = 1.5;
const NEAREST_BY_MODEL = 20;
/** The right code on the wrong thing is at best a suggestion. */
const OTHER_THING = 0.5;
/** How likely an entry is right whose own phrasing was typed in other characters of the same sound. A judgement. */
const SAME_SOUND = 0.97;
const LONGEST_RANKING = 10;

/** `analyse` has to fold the synonyms of `data`, as it did when they were built. */
export function openEngine(data: EngineData, maxWrong: number, analyse: Analyse): Engine {
  const { ids, locales } = data;
  const base = openBaseIndex(data.base);
  const identifiers = openIdentifierIndex(data.identifiers);
  const model = data.model === null ? null : openVectorIndex(data.model);
  const assess = createAssess(base.shape, identifiers, data.self);
  const threshold = answerThreshold(maxWrong, data.tested);

  return {
    search(text, locale, vector = null) {
      const question = analyse(text);
      const naming = identifiers.naming(question.identifiers);
      const meant = meantBy(vector);
      const evidence = base.gather(question, undefined, new Set([...naming.keys(), ...meant.keys()]));
      const bonus = (entry: number) =>
        (locales[entry] === locale ? LOCALE_BONUS : 0) + MODEL_WEIGHT * (meant.get(entry) ?? 0);
      const order = rank(evidence, base.shape, bonus);
      if (naming.size > 0) {
        order.sort((a, b) => (naming.get(b.candidate.entry) ?? 0) - (naming.get(a.candidate.entry) ?? 0));
      }
      const { first: likelihood, three } = assess(question, evidence, order);
      const best = order[0]?.candidate.entry ?? -1;
      const isOther = naming.has(best) && namesOtherThing(base.gather, analyse, text, best);
      const own = soundsTheSame(text, order) ? Math.max(likelihood, SAME_SOUND) : likelihood;
      const first = own * (isOther ? OTHER_THING : 1);
      const ranked = order.slice(0, LONGEST_RANKING).flatMap(({ candidate, score }) => {
        const id = ids[candidate.entry];
        return id === undefined ? [] : [{ id, score }];
      });
      return { decision: decide(first, three), ranked, confidence: first };
    },
  };

  /** The entries that a model's vector is nearest to, with the cosine of their best phrasing. */
  function meantBy(vector: Float32Array | null): Map<number, number> {
    const meant = new Map<number, number>();
    if (vector === null || model === null || vector.length !== data.model?.dimensions) return meant;
    for (const number of model.nearest(vector, NEAREST_BY_MODEL)) {
      const entry = base.phrasings.owners[number] ?? 0;
      meant.set(entry, Math.max(meant.get(entry) ?? 0, model.cosine(vector, number)));
    }
    return meant;
  }

  function decide(first: number, three: number): Retrieval['decision'] {
    if (first >= threshold && first > 0) return 'answer';
    return three >= CLARIFY_FROM ? 'clarify' : 'none';
  }
}
