import type { IndexEntry } from './entry.ts';

/** The question and the other ways to ask it, each once. Their order over a base numbers its phrasings. */
export function wordingsOf(entry: IndexEntry): string[] {
  return [...new Set([entry.question, ...entry.alternatives].map((text) => text.trim()))].filter((text) => text !== '');
}
