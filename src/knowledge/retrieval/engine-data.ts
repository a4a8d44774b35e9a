import type { EntryId, Locale } from '../../core/index.ts';
import type { Analyse } from './analyse.ts';
import { createAssess } from './assess.ts';
import { type BaseIndexData, buildBaseIndex, openBaseIndex } from './base-index.ts';
import type { SelfKnowledge } from './confidence-features.ts';
import type { IndexEntry } from './entry.ts';
import { buildIdentifierIndex, type IdentifierData, openIdentifierIndex } from './identifier-index.ts';
import { learnAboutSelf } from './self-knowledge.ts';
import type { SelfTest } from './threshold.ts';
import { buildVectorIndex, type VectorIndexData } from './vector-index.ts';
import { wordingsOf } from './wordings.ts';
import type { ModelVectors } from './worker-messages.ts';

/** All that a search needs of a base: what one thread builds, another opens, and a file keeps. */
export interface EngineData {
  ids: readonly EntryId[];
  locales: readonly Locale[];
  synonyms: readonly (readonly string[])[];
  base: BaseIndexData;
  identifiers: IdentifierData;
  self: SelfKnowledge;
  /** How the base answered its own questions: what the threshold is taken from. */
  tested: SelfTest;
  /** Some of the base's own questions: a thread that has just opened it asks them to get warm. */
  samples: readonly string[];
  /** A model's vectors of the phrasings, where one is configured. */
  model: VectorIndexData | null;
}

const SAMPLES = 200;
/** Of a section without a question. */
const SAMPLE_LETTERS = 40;

/** `analyse` has to fold the same `synonyms`. */
export function buildEngineData(
  entries: readonly IndexEntry[],
  synonyms: readonly (readonly string[])[],
  analyse: Analyse,
  model: ModelVectors | null,
): EngineData {
  const base = buildBaseIndex(entries, analyse);
  const identifiers = buildIdentifierIndex(entries);
  const opened = openBaseIndex(base);
  const { self, hidden, own } = learnAboutSelf(opened, entries, analyse);
  const assess = createAssess(base.shape, openIdentifierIndex(identifiers), self);
  const step = Math.max(1, entries.length / SAMPLES);
  const samples: string[] = [];
  for (let at = 0; at < entries.length; at += step) {
    const entry = entries[Math.floor(at)];
    if (entry) samples.push(wordingsOf(entry).at(-1) ?? entry.answer.slice(0, SAMPLE_LETTERS));
  }
  return {
    ids: entries.map(({ id }) => id),
    locales: entries.map(({ locale }) => locale),
    synonyms,
    base,
    identifiers,
    self,
    tested: {
      strangers: hidden.map(({ question, evidence, ranked }) => assess(question, evidence, ranked).first),
      own: own.map(({ question, evidence, ranked, isRight }) => ({
        confidence: assess(question, evidence, ranked).first,
        isRight,
      })),
    },
    samples,
    model: model && model.vectors.length > 0 ? buildVectorIndex(model.vectors, model.dimensions) : null,
  };
}
