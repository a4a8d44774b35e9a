import type { Locale } from '../../core/index.ts';
import type { IndexEntry } from './entry.ts';
import type { Retrieval } from './retrieval.ts';

/** What can be copied to the thread of the options of a retriever. */
export interface EngineSettings {
  maxWrong: number;
  synonyms: readonly (readonly string[])[];
}

/** A model's unit vectors of the phrasings, one after the other. */
export interface ModelVectors {
  vectors: Float32Array;
  dimensions: number;
}

/** Entries come in portions, then one `build`, then any number of searches. */
export type WorkerRequest =
  | { kind: 'entries'; entries: readonly IndexEntry[] }
  | { kind: 'build'; settings: EngineSettings; model: ModelVectors | null }
  | { kind: 'search'; text: string; locale: Locale | null; vector: Float32Array | null };

export type WorkerReply =
  | { kind: 'taken' }
  | { kind: 'built' }
  | { kind: 'found'; retrieval: Retrieval }
  | { kind: 'failed'; message: string };
