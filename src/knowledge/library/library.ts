import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EntryId, errorText, WarmlineError } from '../../core/index.ts';
import type { Article, Entry, Problem } from '../articles/article.ts';
import type { ArticleParser } from '../articles/article-parser.ts';
import { entryIdOf } from '../articles/entry-id.ts';
import { LIMITS } from '../articles/limits.ts';
import { type ArticleReader, openArticleReader } from './article-reader.ts';
import { exists, type FoundFile, findFiles, isGoldenFile } from './find-files.ts';
import { parseSynonyms, type SynonymGroup } from './synonyms.ts';

/** The whole knowledge base at one moment. Never changed; a reload makes a new one. */
export interface LibrarySnapshot {
  /** Counts up with every change. */
  version: number;
  articles: readonly Article[];
  entries: readonly Entry[];
  synonyms: readonly SynonymGroup[];
  /** In order of path and line. */
  problems: readonly Problem[];
}

/** What a reload brought. */
export interface LibraryChange {
  snapshot: LibrarySnapshot;
  added: readonly EntryId[];
  changed: readonly EntryId[];
  removed: readonly EntryId[];
}

export interface Library {
  snapshot(): LibrarySnapshot;
  /** Looks at the folder; null when nothing has changed. Calls are served one after the other. */
  refresh(): Promise<LibraryChange | null>;
  close(): Promise<void>;
}

export interface LibraryOptions {
  directory: string;
  /** Where articles are kept as they were read, for the next start. */
  cacheDirectory?: string | null;
  /** Shared with other libraries, and closed by whoever opened it. */
  parser: ArticleParser;
  /** Called before an article is parsed: it is not as it was kept. */
  onParse?: () => void;
}

const SYNONYMS = 'words/synonyms.md';
const EMPTY: LibrarySnapshot = { version: 0, articles: [], entries: [], synonyms: [], problems: [] };

/**
 * Opens a knowledge base: its articles are the markdown files in `directory/articles`, or in `directory` itself where
 * there is no such folder. A broken file keeps answering with its last good text; a new broken file gives what is whole
 * in it. Throws KNOWLEDGE_INVALID when the directory is missing.
 */
export async function openLibrary(options: LibraryOptions): Promise<Library> {
  const { directory } = options;
  if (!(await exists(directory))) {
    throw new WarmlineError(
      'KNOWLEDGE_INVALID',
      `There is no folder ${directory}. Set KNOWLEDGE_DIR to the knowledge base.`,
    );
  }
  const reader = openArticleReader(
    options.parser,
    options.cacheDirectory ?? null,
    options.onParse ?? (() => undefined),
  );
  let loaded: Loaded = { files: new Map(), synonyms: null, listing: [] };
  let snapshot = EMPTY;
  let queue: Promise<unknown> = Promise.resolve();

  async function refreshNow(): Promise<LibraryChange | null> {
    const next = await load(directory, loaded, reader);
    if (next === null) return null;
    loaded = next;
    const before = snapshot;
    snapshot = assemble(next, before.version + 1);
    return { snapshot, ...difference(before.entries, snapshot.entries) };
  }

  const library: Library = {
    snapshot: () => snapshot,
    refresh() {
      const result = queue.then(refreshNow);
      queue = result.catch(() => undefined);
      return result;
    },
    async close() {
      await reader.settle();
    },
  };
  await library.refresh();
  return library;
}

/** What is kept of one file: `article` is its last good text. */
interface LoadedFile {
  stamp: string;
  article: Article | null;
  problems: readonly Problem[];
}

interface Loaded {
  files: ReadonlyMap<string, LoadedFile>;
  synonyms: { stamp: string; groups: readonly SynonymGroup[]; problems: readonly Problem[] } | null;
  /** What is wrong with the folder rather than with a text. */
  listing: readonly Problem[];
}

async function load(directory: string, before: Loaded, reader: ArticleReader): Promise<Loaded | null> {
  const folder = (await exists(join(directory, 'articles'))) ? 'articles' : '';
  const { files: all, problems: listing } = await findFiles(directory, folder);
  const found = all.filter((file) => !isGoldenFile(file.path));
  const files = new Map<string, LoadedFile>();
  let same = sameProblems(listing, before.listing);
  for (const file of found) {
    const old = before.files.get(file.path);
    if (old?.stamp === file.stamp) {
      files.set(file.path, old);
    } else {
      same = false;
      files.set(file.path, await loadFile(file, old ?? null, reader));
    }
  }
  same &&= files.size === before.files.size;
  const words = (await findFiles(directory, 'words')).files.find((file) => file.path === SYNONYMS);
  const synonyms = words === undefined ? null : await loadSynonyms(words, before.synonyms);
  same &&= synonyms?.stamp === before.synonyms?.stamp;
  return same && before !== undefined ? null : { files, synonyms, listing };
}

async function loadFile(file: FoundFile, old: LoadedFile | null, reader: ArticleReader): Promise<LoadedFile> {
  const text = await readText(file);
  const parsed = 'text' in text ? await reader.read(file.path, text.text) : { article: null, problems: [text.problem] };
  const broken = parsed.problems.some((problem) => problem.severity === 'error');
  const article = broken && old?.article ? old.article : parsed.article;
  return { stamp: file.stamp, article, problems: parsed.problems };
}

async function loadSynonyms(file: FoundFile, old: Loaded['synonyms']): Promise<Loaded['synonyms']> {
  if (old?.stamp === file.stamp) return old;
  const text = await readText(file);
  if (!('text' in text)) return { stamp: file.stamp, groups: old?.groups ?? [], problems: [text.problem] };
  return { stamp: file.stamp, ...parseSynonyms(file.path, text.text) };
}

/** The file as text, or why it is none. */
async function readText(file: FoundFile): Promise<{ text: string } | { problem: Problem }> {
  const problem = (line: number, message: string) => ({
    problem: { severity: 'error' as const, path: file.path, line, message },
  });
  if (file.bytes > LIMITS.fileBytes) {
    return problem(
      1,
      `The file has ${Math.ceil(file.bytes / 1024)} kB; at most ${LIMITS.fileBytes / 1024} kB. Split it.`,
    );
  }
  let bytes: Buffer;
  try {
    bytes = await readFile(file.absolute);
  } catch (error) {
    return problem(1, `It cannot be read: ${errorText(error)}`);
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const readable = bytes.toString('utf8');
    const line = readable.slice(0, readable.indexOf('\uFFFD')).split('\n').length;
    return problem(line, 'This is not UTF-8 text. Save the article as UTF-8; pictures go in files of their own.');
  }
}

/** Puts the files together in order of path; the rare second entry with an id in use gets another. */
function assemble(loaded: Loaded, version: number): LibrarySnapshot {
  const taken = new Set<EntryId>();
  const articles: Article[] = [];
  const problems: Problem[] = [...loaded.listing, ...(loaded.synonyms?.problems ?? [])];
  for (const file of loaded.files.values()) {
    problems.push(...file.problems);
    if (file.article === null) continue;
    const entries = file.article.entries.map((entry) => {
      const id = taken.has(entry.id) ? entryIdOf(entry, taken) : entry.id;
      taken.add(id);
      return id === entry.id ? entry : { ...entry, id };
    });
    articles.push({ ...file.article, entries });
  }
  problems.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
  return {
    version,
    articles,
    entries: articles.flatMap((article) => article.entries),
    synonyms: loaded.synonyms?.groups ?? [],
    problems,
  };
}

function difference(before: readonly Entry[], after: readonly Entry[]): Omit<LibraryChange, 'snapshot'> {
  const old = new Map(before.map((entry) => [entry.id, entry.hash]));
  const live = new Set(after.map((entry) => entry.id));
  return {
    added: after.filter((entry) => !old.has(entry.id)).map((entry) => entry.id),
    changed: after.filter((entry) => old.has(entry.id) && old.get(entry.id) !== entry.hash).map((entry) => entry.id),
    removed: before.filter((entry) => !live.has(entry.id)).map((entry) => entry.id),
  };
}

function sameProblems(a: readonly Problem[], b: readonly Problem[]): boolean {
  return (
    a.length === b.length &&
    a.every((problem, index) => problem.path === b[index]?.path && problem.message === b[index]?.message)
  );
}
