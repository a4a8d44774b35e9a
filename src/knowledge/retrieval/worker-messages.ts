import type { Locale } from '../../core/index.ts';
import type { IndexEntry } from './entry.ts';
import type { Patch } from './patch.ts';
import type { Retrieval } from './retrieval.ts';

/** A model's unit vectors of the phrasings, one after the other. */
export interface ModelVectors {
  vectors: Float32Array;
  dimensions: number;
}

/** To the process that builds: entries come in portions, then one `build`. Each is answered before the next is sent. */
export type BuildRequest =
  | { kind: 'entries'; entries: readonly IndexEntry[] }
  /** The finished `EngineData` goes to the file. */
  | { kind: 'build'; synonyms: readonly (readonly string[])[]; model: ModelVectors | null; file: string };

export type BuildReply = { kind: 'done' } | { kind: 'failed'; message: string };

/** To the thread that searches. An index is known by a number that the asking side gives. */
export type SearchRequest =
  /** An index with texts in this language is about to come. */
  | { kind: 'prepare'; locale: Locale }
  /** `warmUp`: how many of its own questions the thread asks before the index is called open; the rest in its spare time. */
  | { kind: 'open'; index: number; file: string; maxWrong: number; warmUp: number }
  /** A new index beside an open one. `missing`: it cannot be patched. */
  | { kind: 'patch'; index: number; of: number; patch: Patch }
  | { kind: 'search'; index: number; text: string; locale: Locale | null; vector: Float32Array | null }
  | { kind: 'drop'; index: number };

export type SearchReply =
  | { kind: 'done' }
  /** There is no such file, or none that can be used. */
  | { kind: 'missing' }
  | { kind: 'found'; retrieval: Retrieval }
  | { kind: 'failed'; message: string };
