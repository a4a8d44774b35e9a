import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ParsedArticle } from '../articles/article.ts';
import type { ArticleParser } from '../articles/article-parser.ts';
import { codeVersion } from '../kept/code-version.ts';
import { encodeKept, pruneKept, readKept, writeKept } from '../kept/kept-file.ts';

export interface ArticleReader {
  /** The article in a text: as it was kept from an earlier start, or parsed. */
  read(path: string, source: string): Promise<ParsedArticle>;
  /** Resolves when all that is to be kept has been written. */
  settle(): Promise<void>;
}

/** Packages whose version changes what an article is read as. */
const PACKAGES = ['remark-parse', 'mdast-util-from-markdown', 'micromark', 'remark-gfm', 'yaml', 'zod'];
const FOLDER = join(import.meta.dirname, '..', 'articles');
/** More than any base has; what is left of texts that were changed since is then cleared away. */
const MOST_FILES = 20_000;

/**
 * Parsing thousands of entries takes seconds; reading them back takes a tenth. An article is kept under a digest of its
 * path, its text and the code that reads it. Articles that cannot be used are not kept.
 */
export function openArticleReader(parser: ArticleParser, folder: string | null, onParse: () => void): ArticleReader {
  const parse: ArticleReader['read'] = (path, source) => {
    onParse();
    return parser.parse(path, source);
  };
  if (folder === null) return { read: parse, settle: async () => undefined };
  const version = codeVersion(FOLDER, PACKAGES);
  let writing: Promise<void> = Promise.resolve();
  return {
    async read(path, source) {
      const digest = createHash('sha256').update(JSON.stringify([await version, path, source]));
      const file = join(folder, 'articles', `${digest.digest('hex').slice(0, 32)}.article`);
      const kept = await readKept<ParsedArticle>(file);
      if (kept !== null) return kept;
      const parsed = await parse(path, source);
      if (parsed.article !== null) {
        const bytes = encodeKept(parsed);
        writing = writing.then(() => writeKept(file, bytes));
      }
      return parsed;
    },
    async settle() {
      await writing;
      await pruneKept(join(folder, 'articles', '.article'), MOST_FILES);
    },
  };
}
