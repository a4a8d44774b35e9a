import type { Locale } from '../../core/index.ts';
import type { Route } from '../answer.ts';
import type { Entry } from '../articles/article.ts';
import type { IndexEntry } from '../retrieval/entry.ts';
import type { Indexes } from '../retrieval/indexes.ts';
import { buildRetriever, type Retrieval, type Retriever, type RetrieverOptions } from '../retrieval/retriever.ts';
import { exactPhrasings } from './exact-phrasings.ts';
import { createRemembered, type Remembered } from './remembered.ts';
import { claimedBy, indexEntryOf } from './routes.ts';
import { isVisible, type Shelf } from './shelf.ts';

/**
 * One state of the knowledge base with the indexes over it. Customers who may see different entries get indexes of
 * their own, because confidence is calibrated on what an index holds; the one for everybody is built first.
 */
export interface Generation {
  shelf: Shelf;
  routes: readonly Route[];
  /** The calendar day it was built for. */
  day: string;
  search(text: string, locale: Locale, audience: readonly string[]): Promise<Retrieval>;
  /** The same indexes over other texts: what was only reworded is live before the new index is built. */
  withShelf(shelf: Shelf): Generation;
  /** The indexes after an edit, in a fraction of a build; null where they have to be built. */
  patched(shelf: Shelf, routes: readonly Route[], day: string): Promise<Generation | null>;
  /** Lets go of the indexes as soon as no search is under way. */
  retire(): void;
}

/** How indexes are made and where. `model`: vectors that help with the ranking, and who hears of their failing. */
export interface IndexMaker {
  maxWrong: number;
  places: Indexes;
  model: Pick<RetrieverOptions, 'embed' | 'onDegraded'>;
}

const NOTHING: Retrieval = { decision: 'none', ranked: [], confidence: 0 };
/** The entry's own words. */
const SURE: Retrieval = { decision: 'answer', ranked: [], confidence: 1 };
/** More kinds of customers than this at a time make the oldest index give way. */
const MOST_INDEXES = 12;

export async function buildGeneration(
  shelf: Shelf,
  routes: readonly Route[],
  day: string,
  maker: IndexMaker,
): Promise<Generation> {
  const { generation, indexFor } = generationOver(shelf, routes, day, maker, new Map());
  await indexFor([]);
  return generation;
}

/** `indexes`, by the words of the customers they are for, may lie there already; others are built when they are asked for. */
function generationOver(
  shelf: Shelf,
  routes: readonly Route[],
  day: string,
  maker: IndexMaker,
  indexes: Map<string, Promise<Index>>,
) {
  const words = new Set(shelf.snapshot.entries.flatMap((entry) => entry.audience));

  function indexFor(audience: readonly string[]): Promise<Index> {
    const known = [...new Set(audience)].filter((word) => words.has(word)).sort();
    const key = JSON.stringify(known);
    const existing = indexes.get(key);
    if (existing !== undefined) return existing;
    const index = buildIndex(entriesFor(known, shelf, routes, day), shelf.snapshot.synonyms, maker);
    indexes.set(key, index);
    index.catch(() => indexes.delete(key));
    const oldest = [...indexes.keys()][1];
    if (indexes.size > MOST_INDEXES && oldest !== undefined) {
      indexes.get(oldest)?.then(retire, () => undefined);
      indexes.delete(oldest);
    }
    return index;
  }

  async function searchIndex(text: string, locale: Locale, audience: readonly string[]): Promise<Retrieval> {
    const index = await indexFor(audience);
    const { retriever } = index;
    if (retriever === null) return NOTHING;
    index.searches += 1;
    try {
      return await index.remembered.get(`${locale} ${text}`, () => retriever.search(text, { locale }));
    } finally {
      index.searches -= 1;
      if (index.retired) closeWhenIdle(index);
    }
  }

  function over(shown: Shelf): Generation {
    const exact = exactPhrasings(shown.snapshot.entries.filter((entry) => !shelf.byId.has(entry.id)));
    return {
      shelf: shown,
      routes,
      day,
      async search(text, locale, audience) {
        const id = exact(text, (found) => {
          const entry = shown.byId.get(found);
          return entry !== undefined && isVisible(entry, day, audience);
        });
        return id === null ? searchIndex(text, locale, audience) : { ...SURE, ranked: [{ id, score: 1 }] };
      },
      withShelf: over,
      async patched(wanted, wantedRoutes, wantedDay) {
        if (!areSame(shelf.snapshot.synonyms, wanted.snapshot.synonyms)) return null;
        const patched = new Map<string, Promise<Index>>();
        for (const [key, promise] of indexes) {
          const index = await promise.catch(() => null);
          const entries = entriesFor(JSON.parse(key), wanted, wantedRoutes, wantedDay);
          const retriever = entries.length === 0 ? null : ((await index?.retriever?.patched(entries)) ?? null);
          if (retriever !== null) patched.set(key, Promise.resolve(indexOver(retriever)));
        }
        if (patched.has(FOR_EVERYBODY))
          return generationOver(wanted, wantedRoutes, wantedDay, maker, patched).generation;
        for (const index of patched.values()) index.then(retire, () => undefined);
        return null;
      },
      retire() {
        for (const index of indexes.values()) index.then(retire, () => undefined);
      },
    };
  }

  return { generation: over(shelf), indexFor };
}

const FOR_EVERYBODY = JSON.stringify([]);

interface Index {
  /** Null when there is nothing to search. */
  retriever: Retriever | null;
  remembered: Remembered<Retrieval>;
  searches: number;
  retired: boolean;
}

async function buildIndex(
  entries: readonly IndexEntry[],
  synonyms: readonly (readonly string[])[],
  { maxWrong, places, model }: IndexMaker,
): Promise<Index> {
  if (entries.length === 0) return indexOver(null);
  return indexOver(await buildRetriever(entries, { maxWrong, synonyms, indexes: places, ...model }));
}

function indexOver(retriever: Retriever | null): Index {
  return { retriever, remembered: createRemembered(), searches: 0, retired: false };
}

/** What customers with these words may be shown on this day: articles, without the sentences that are a route's, and routes. */
function entriesFor(audience: readonly string[], shelf: Shelf, routes: readonly Route[], day: string): IndexEntry[] {
  const isClaimed = claimedBy(routes);
  const articles = shelf.snapshot.entries
    .filter((entry) => isVisible(entry, day, audience))
    .map(indexEntryOfArticle)
    .map((entry) => ({ ...entry, alternatives: entry.alternatives.filter((sentence) => !isClaimed(sentence)) }));
  return [...articles, ...routes.map(indexEntryOf)];
}

function areSame(a: readonly (readonly string[])[], b: readonly (readonly string[])[]): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

export function indexEntryOfArticle(entry: Entry): IndexEntry {
  return {
    id: entry.id,
    locale: entry.locale,
    question: entry.question,
    alternatives: entry.alternatives,
    title: entry.article,
    tags: entry.tags,
    answer: entry.text,
  };
}

function retire(index: Index): void {
  index.retired = true;
  closeWhenIdle(index);
}

function closeWhenIdle(index: Index): void {
  if (index.searches === 0) void index.retriever?.close().catch(() => undefined);
}
