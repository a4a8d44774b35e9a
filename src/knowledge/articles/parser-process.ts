import type { ParsedArticle } from './article.ts';
import { parseArticle } from './parse-article.ts';

export interface ParserRequest {
  number: number;
  path: string;
  source: string;
}

export interface ParserReply {
  number: number;
  parsed: ParsedArticle;
}

/** The process that parses articles. It ends with the one that started it. */
process.on('message', ({ number, path, source }: ParserRequest) => {
  const reply: ParserReply = { number, parsed: parseArticle(path, source) };
  process.send?.(reply);
});
// Ctrl-C goes to the whole group; the one that started this decides when it is over.
process.on('SIGINT', () => undefined);
// Only now an article's time begins.
process.send?.('ready');
