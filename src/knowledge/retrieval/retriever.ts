import { type Locale, WarmlineError } from '../../core/index.ts';
import { editOf } from './edit-of.ts';
import type { Embedder } from './embedder.ts';
import type { IndexEntry } from './entry.ts';
import { indexKey } from './index-key.ts';
import type { Indexes, OpenIndex } from './indexes.ts';
import { embedPhrasings, embedQuestion } from './model-vectors.ts';
import type { Retrieval } from './retrieval.ts';

export type { Retrieval } from './retrieval.ts';

export interface RetrieverOptions {
  /** The operator's KNOWLEDGE_MAX_WRONG: the share of wrong answers among given answers that is accepted, 0..1. */
  maxWrong: number;
  /** Groups of words that mean the same, as the operator wrote them. */
  synonyms?: readonly (readonly string[])[];
  /** A model's embeddings, when one is configured. They add to the base's own; a failing call is done without. */
  embed?: Embedder;
  /** Told when the model did not answer while an index was built: this index does without it. */
  onDegraded?: (cause: unknown) => void;
  /** Where the index is kept and opened. */
  indexes: Indexes;
}

export interface Retriever {
  /** How many entries it knows. */
  readonly size: number;
  /** `locale` is a preference, not a filter: it decides between equals. Never throws on any text. */
  search(text: string, options?: { locale?: Locale }): Promise<Retrieval>;
  /**
   * A retriever over other entries of the same base, made from this one in a fraction of a build, with its calibration.
   * Null where that cannot be done or much has changed: then one has to be built. Both are closed on their own.
   */
  patched(entries: readonly IndexEntry[]): Promise<Retriever | null>;
  /** Lets go of the index. Searches still under way are rejected. */
  close(): Promise<void>;
}

/**
 * Opens the index over the entries that was kept, or builds it, and answers from it. Neither a build nor a burst of
 * questions holds up the event loop; an old retriever goes on answering until it is closed. Throws KNOWLEDGE_INVALID
 * when two entries share an id, INTERNAL when a thread dies.
 */
export async function buildRetriever(entries: readonly IndexEntry[], options: RetrieverOptions): Promise<Retriever> {
  refuseRepeatedIds(entries);
  const { index, embed } = await openIndex(entries, options);
  return retrieverOver(index, entries, embed);
}

/** `entries` in the order in which the index has them. */
function retrieverOver(index: OpenIndex, entries: readonly IndexEntry[], embed: Embedder | null): Retriever {
  let isClosed = false;
  return {
    size: entries.length,
    async search(text, searchOptions) {
      if (isClosed) throw new WarmlineError('INTERNAL', 'The retriever is closed');
      const vector = embed ? await embedQuestion(text, embed) : null;
      return index.search(text, searchOptions?.locale ?? null, vector);
    },
    async patched(wanted) {
      refuseRepeatedIds(wanted);
      const edit = editOf(entries, wanted);
      const other = edit === null ? null : await index.patched(edit.patch);
      return edit === null || other === null ? null : retrieverOver(other, edit.entries, embed);
    },
    async close() {
      isClosed = true;
      await index.drop();
    },
  };
}

/** With the model's vectors where there is a model and it answers, else without. */
async function openIndex(
  entries: readonly IndexEntry[],
  options: RetrieverOptions,
): Promise<{ index: OpenIndex; embed: Embedder | null }> {
  const { maxWrong, synonyms = [], indexes } = options;
  const keyWith = async (model: string) => indexKey(entries, synonyms, model, await indexes.codeVersion());
  if (options.embed !== undefined) {
    const { embed } = options;
    const key = await keyWith(embed.name);
    const kept = await indexes.load(key, maxWrong);
    if (kept !== null) return { index: kept, embed };
    const model = await embedPhrasings(entries, embed).catch((cause: unknown) => {
      options.onDegraded?.(cause);
      return null;
    });
    if (model !== null) return { index: await indexes.build(key, maxWrong, { entries, synonyms, model }), embed };
  }
  const key = await keyWith('');
  const kept = await indexes.load(key, maxWrong);
  return { index: kept ?? (await indexes.build(key, maxWrong, { entries, synonyms, model: null })), embed: null };
}

function refuseRepeatedIds(entries: readonly IndexEntry[]): void {
  const seen = new Set<string>();
  for (const { id } of entries) {
    if (seen.has(id)) throw new WarmlineError('KNOWLEDGE_INVALID', `Two entries have the id "${id}"; ids are unique`);
    seen.add(id);
  }
}
