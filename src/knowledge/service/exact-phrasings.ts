import type { EntryId } from '../../core/index.ts';
import type { Entry } from '../articles/article.ts';

/** Finds an entry by one of its own phrasings, word for word. */
export type ExactPhrasings = (text: string, mayAnswer: (id: EntryId) => boolean) => EntryId | null;

/**
 * Stands in for entries that no index knows yet: who asks in exactly the words that were just saved gets the answer
 * before the new index is built. Words that two of the entries share find neither.
 */
export function exactPhrasings(entries: readonly Entry[]): ExactPhrasings {
  const byWords = new Map<string, EntryId | null>();
  for (const entry of entries) {
    for (const phrasing of [entry.question, ...entry.alternatives]) {
      const words = wordsOf(phrasing);
      const other = byWords.get(words);
      byWords.set(words, other === undefined || other === entry.id ? entry.id : null);
    }
  }
  return (text, mayAnswer) => {
    const id = byWords.size === 0 ? null : (byWords.get(wordsOf(text)) ?? null);
    return id !== null && mayAnswer(id) ? id : null;
  };
}

function wordsOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim();
}
