import type { Locale } from '../../core/index.ts';
import type { Entry } from '../articles/article.ts';
import { buildRetriever, type Retrieval, type Retriever } from '../retrieval/retriever.ts';
import { isVisible, type Shelf } from './shelf.ts';

/**
 * One state of the knowledge base with the indexes over it. Customers who may see different entries get indexes of
 * their own, because confidence is calibrated on what an index holds; the one for everybody is built first.
 */
export interface Generation {
  shelf: Shelf;
  /** The calendar day it was built for. */
  day: string;
  search(text: string, locale: Locale, audience: readonly string[]): Promise<Retrieval>;
  /** Lets go of the indexes as soon as no search is under way. */
  retire(): void;
}

const NOTHING: Retrieval = { decision: 'none', ranked: [], confidence: 0 };
/** More kinds of customers than this at a time make the oldest index give way. */
const MOST_INDEXES = 12;

export async function buildGeneration(shelf: Shelf, day: string, maxWrong: number): Promise<Generation> {
  const indexes = new Map<string, Promise<Index>>();
  const words = new Set(shelf.snapshot.entries.flatMap((entry) => entry.audience));
  let retired = false;

  function indexFor(audience: readonly string[]): Promise<Index> {
    const known = [...new Set(audience)].filter((word) => words.has(word)).sort();
    const key = JSON.stringify(known);
    const existing = indexes.get(key);
    if (existing !== undefined) return existing;
    const visible = shelf.snapshot.entries.filter((entry) => isVisible(entry, day, known));
    const index = buildIndex(visible, shelf.snapshot.synonyms, maxWrong);
    indexes.set(key, index);
    index.catch(() => indexes.delete(key));
    const oldest = [...indexes.keys()][1];
    if (indexes.size > MOST_INDEXES && oldest !== undefined) {
      indexes.get(oldest)?.then(retire, () => undefined);
      indexes.delete(oldest);
    }
    return index;
  }

  await indexFor([]);
  return {
    shelf,
    day,
    async search(text, locale, audience) {
      const index = await indexFor(audience);
      if (index.retriever === null) return NOTHING;
      index.searches += 1;
      try {
        return await index.retriever.search(text, { locale });
      } finally {
        index.searches -= 1;
        if (index.retired || retired) closeWhenIdle(index);
      }
    },
    retire() {
      retired = true;
      for (const index of indexes.values()) index.then(retire, () => undefined);
    },
  };
}

interface Index {
  /** Null when there is nothing to search. */
  retriever: Retriever | null;
  searches: number;
  retired: boolean;
}

async function buildIndex(
  entries: readonly Entry[],
  synonyms: readonly (readonly string[])[],
  maxWrong: number,
): Promise<Index> {
  if (entries.length === 0) return { retriever: null, searches: 0, retired: false };
  const retriever = await buildRetriever(
    entries.map((entry) => ({
      id: entry.id,
      locale: entry.locale,
      question: entry.question,
      alternatives: entry.alternatives,
      title: entry.article,
      tags: entry.tags,
      answer: entry.text,
    })),
    { maxWrong, synonyms },
  );
  return { retriever, searches: 0, retired: false };
}

function retire(index: Index): void {
  index.retired = true;
  closeWhenIdle(index);
}

function closeWhenIdle(index: Index): void {
  if (index.searches === 0) void index.retriever?.close().catch(() => undefined);
}
