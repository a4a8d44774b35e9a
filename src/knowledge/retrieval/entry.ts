import type { EntryId, Locale } from '../../core/index.ts';

/**
 * What the retriever knows of one entry. Every field may be empty: an entry without a question is prose that is found
 * by its title and its answer. `answer` is the plain text of the markdown.
 */
export interface IndexEntry {
  id: EntryId;
  locale: Locale;
  question: string;
  alternatives: readonly string[];
  title: string;
  tags: readonly string[];
  answer: string;
}
