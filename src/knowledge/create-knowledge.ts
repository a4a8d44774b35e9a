import { type Clock, type EntryId, errorText, type Locale, WarmlineError } from '../core/index.ts';
import type { Knowledge, Route } from './answer.ts';
import type { Entry, Problem } from './articles/article.ts';
import { createModelEmbedder, type EmbeddingsSettings } from './embeddings/model-embedder.ts';
import { detectLocale } from './language/detect-locale.ts';
import { type LibraryChange, type LibrarySnapshot, openLibrary } from './library/library.ts';
import { watchFolder } from './library/watch-folder.ts';
import { openIndexes } from './retrieval/indexes.ts';
import type { Retrieval } from './retrieval/retriever.ts';
import { answerFrom, answerWith, visibleResults } from './service/answer-from.ts';
import { buildGeneration, type Generation, type IndexMaker } from './service/generation.ts';
import { searchInContext } from './service/in-context.ts';
import { isVisible, shelve } from './service/shelf.ts';
import { createToday } from './service/today.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

export interface KnowledgeOptions {
  /** The knowledge base: articles/, words/, golden/. */
  directory: string;
  clock: Clock;
  /** KNOWLEDGE_MAX_WRONG: the share of wrong answers among given answers that the operator accepts, 0..1. */
  maxWrong: number;
  /** Reload by itself when a file is saved: yes, unless this is false. */
  watch?: boolean;
  /** IANA zone in which `valid_from` and `valid_until` are days. */
  timeZone?: string;
  /** Put before the path of a picture in an answer, such as "https://shop.example/knowledge/". */
  assetBase?: string;
  logger?: KnowledgeLogger;
  /** Where read articles and built indexes are kept for the next start; they may be deleted. Without it nothing is kept. */
  cacheDirectory?: string;
  /** What else a question may lead to; asked again at every rebuild. */
  routes?: () => readonly Route[];
  /** A model whose vectors help with the ranking; it is done without while it does not answer. */
  embeddings?: EmbeddingsSettings;
  /** Shared with other bases, and closed by whoever opened it; without it the base has one of its own. */
  workshop?: Workshop;
}

/** The part of pino that is used here. */
interface KnowledgeLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** The knowledge base as the server, the console and the commands see it. */
export interface KnowledgeService extends Knowledge {
  /** Looks at the folder now; null when nothing has changed. When it resolves, new questions see the new answers. */
  reload(): Promise<LibraryChange | null>;
  /** Resolves when what was patched after a save has been built and calibrated anew, as a start would have it. */
  settled(): Promise<void>;
  /** Builds the index anew over the same articles: the routes have changed. */
  rebuild(): Promise<void>;
  snapshot(): LibrarySnapshot;
  problems(): readonly Problem[];
  entries(): readonly Entry[];
  entry(id: EntryId): Entry | null;
  /** The search alone, as `ask` does it first: for operators who want to see the ranking. */
  search(text: string, options?: { locale?: Locale; audience?: readonly string[] }): Promise<Retrieval>;
  /** Called after a reload has gone live. Returns the way to stop. */
  onChange(listener: (change: LibraryChange) => void): () => void;
  close(): Promise<void>;
}

const DEFAULT_TIME_ZONE = 'Asia/Shanghai';

/**
 * Loads the knowledge base and keeps its index. A reload makes the new index beside the old one and swaps them in one
 * step, so a question is answered from the one or from the other. An edit of a few entries is patched into a copy of the
 * index at once; the build that follows calibrates anew. Throws KNOWLEDGE_INVALID when the folder is missing.
 */
export async function createKnowledge(options: KnowledgeOptions): Promise<KnowledgeService> {
  const { clock, logger } = options;
  const cacheDirectory = options.cacheDirectory ?? null;
  const workshop = options.workshop ?? openWorkshop(clock);
  const indexes = openIndexes(cacheDirectory, workshop);
  const library = await openLibrary({
    directory: options.directory,
    cacheDirectory,
    parser: workshop.parser,
    onParse: indexes.expectBuild,
  });
  const listeners = new Set<(change: LibraryChange) => void>();
  const stop = new AbortController();
  const today = createToday(clock, options.timeZone ?? DEFAULT_TIME_ZONE);
  const routes = options.routes ?? (() => []);
  const maker: IndexMaker = { maxWrong: options.maxWrong, places: indexes, model: modelOf(options) };
  let current = await buildGeneration(shelve(library.snapshot()), routes(), today(), maker);
  let building: Promise<unknown> = Promise.resolve();
  let renewing: Promise<void> | null = null;
  let settling: Promise<void> | null = null;
  let isSettled = true;

  function replace(next: Generation): void {
    const old = current;
    current = next;
    old.retire();
  }

  async function swapIn(snapshot: LibrarySnapshot): Promise<void> {
    replace(await buildGeneration(shelve(snapshot), routes(), today(), maker));
  }

  /** Builds, beside everything else, what was only patched. Saves that come meanwhile are patched into the result. */
  async function settle(): Promise<void> {
    const built = await buildGeneration(current.shelf, routes(), today(), maker);
    const swap = building.then(async () => {
      const newest = current.shelf;
      const next = newest === built.shelf ? built : await built.patched(newest, routes(), today());
      if (next !== built) built.retire();
      if (next !== null) replace(next);
      isSettled = next === built;
    });
    building = swap.catch(() => undefined);
    await swap;
  }

  function settleSoon(): void {
    isSettled = false;
    settling ??= (async () => {
      try {
        while (!isSettled && !stop.signal.aborted) await settle();
      } catch (error) {
        logger?.warn({ error: errorText(error) }, 'The index could not be built anew; the patched one goes on');
      } finally {
        settling = null;
      }
    })();
  }

  function reload(): Promise<LibraryChange | null> {
    const result = building.then(async () => {
      const change = await library.refresh();
      if (change === null) return null;
      const shelf = shelve(change.snapshot);
      // Reworded answers need no new index to be right; a question that went away would leave a hole in the old one.
      if (change.removed.length === 0) current = current.withShelf(shelf);
      const patched = await current.patched(shelf, routes(), today());
      if (patched === null) await swapIn(change.snapshot);
      else {
        replace(patched);
        settleSoon();
      }
      const { added, changed, removed, snapshot } = change;
      const counts = { added: added.length, changed: changed.length, removed: removed.length };
      logger?.info({ ...counts, problems: snapshot.problems.length }, 'The knowledge base was reloaded');
      for (const listener of listeners) listener(change);
      return change;
    });
    building = result.catch(() => undefined);
    return result;
  }

  /** A new index over the same articles: after midnight, or when an index died. Several callers share one. */
  function renew(): Promise<void> {
    renewing ??= building
      .then(() => swapIn(library.snapshot()))
      .finally(() => {
        renewing = null;
      });
    building = renewing.catch(() => undefined);
    return renewing;
  }

  async function find(text: string, locale: Locale, audience: readonly string[]): Promise<Retrieval> {
    if (stop.signal.aborted) throw new WarmlineError('KNOWLEDGE_NOT_READY', 'The knowledge base is closed.');
    if (current.day !== today()) {
      renew().catch((error) =>
        logger?.warn({ error: errorText(error) }, 'The index of the new day could not be built'),
      );
    }
    const generation = current;
    try {
      return await generation.search(text, locale, audience);
    } catch (error) {
      logger?.warn({ error: errorText(error) }, 'A search failed; the index is built again');
      if (generation === current) await renew();
      return current.search(text, locale, audience);
    }
  }

  if (options.watch !== false) {
    void watchFolder(options.directory, clock, stop.signal, async () => {
      try {
        await reload();
      } catch (error) {
        logger?.warn({ error: errorText(error) }, 'The knowledge base could not be reloaded; the last one goes on');
      }
    });
  }
  const service: KnowledgeService = {
    async ask(question) {
      const audience = question.audience ?? [];
      const spoken = detectLocale(question.text) ?? question.locale;
      const base = {
        search: (text: string) => find(text, spoken, audience),
        entry: (id: EntryId) => current.shelf.byId.get(id) ?? null,
      };
      const retrieval = await searchInContext(base, question.text, spoken, question.previous ?? []);
      const { shelf, routes } = current;
      const seen = visibleResults(shelf, routes, retrieval, question, today());
      return answerFrom(seen, retrieval, options.assetBase ?? null);
    },
    answerOf(id, locale, audience = []) {
      const { shelf } = current;
      const entry = shelf.byId.get(id);
      if (entry === undefined || !isVisible(entry, today(), audience)) return null;
      const translated = shelf.inLocale(entry, locale);
      const shown = translated !== null && isVisible(translated, today(), audience) ? translated : entry;
      return answerWith(shown, 1, options.assetBase ?? null);
    },
    status() {
      const { snapshot } = current.shelf;
      const { entries, articles, problems } = snapshot;
      return { ready: true, entries: entries.length, articles: articles.length, problems: problems.length };
    },
    reload,
    async settled() {
      await settling;
      await building;
    },
    rebuild: renew,
    snapshot: () => current.shelf.snapshot,
    problems: () => current.shelf.snapshot.problems,
    entries: () => current.shelf.snapshot.entries,
    entry: (id) => current.shelf.byId.get(id) ?? null,
    search(text, wanted = {}) {
      return find(text, wanted.locale ?? detectLocale(text) ?? 'zh-CN', wanted.audience ?? []);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      stop.abort();
      await settling;
      await building;
      current.retire();
      await library.close();
      if (workshop !== options.workshop) await workshop.close();
    },
  };
  return service;
}

function modelOf({ embeddings, logger }: KnowledgeOptions): IndexMaker['model'] {
  if (embeddings === undefined) return {};
  return {
    embed: createModelEmbedder(embeddings),
    onDegraded: (cause) =>
      logger?.warn({ error: errorText(cause) }, 'The model for embeddings does not answer; going on without it'),
  };
}
