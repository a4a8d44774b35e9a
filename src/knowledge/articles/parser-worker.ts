import { parentPort } from 'node:worker_threads';
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

const port = parentPort;
port?.on('message', ({ number, path, source }: ParserRequest) => {
  const reply: ParserReply = { number, parsed: parseArticle(path, source) };
  port.postMessage(reply);
});
