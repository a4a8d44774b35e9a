import type { Clock } from '../core/index.ts';
import { type ArticleParser, openArticleParser } from './articles/article-parser.ts';
import { type IndexBuilder, openIndexBuilder } from './retrieval/index-builder.ts';
import { openSearcher, type Searcher } from './retrieval/searcher.ts';

/**
 * Where knowledge bases are made: a process that reads articles, one that builds indexes, and the thread that searches.
 * They start when they are first needed, which takes seconds; several bases may share one workshop.
 */
export interface Workshop {
  readonly parser: ArticleParser;
  readonly builder: IndexBuilder;
  readonly searcher: Searcher;
  /** After the bases that use it are closed. */
  close(): Promise<void>;
}

export function openWorkshop(clock: Clock): Workshop {
  const parser = openArticleParser(clock);
  const builder = openIndexBuilder();
  const searcher = openSearcher();
  return {
    parser,
    builder,
    searcher,
    async close() {
      await parser.close();
      await builder.close();
      await searcher.close();
    },
  };
}
