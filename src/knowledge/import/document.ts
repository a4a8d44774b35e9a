import type { MarkdownBlock } from '../articles/markdown.ts';

/** Something of a file that was not taken, and why: a person decides about it. */
export interface LeftOut {
  what: string;
  why: string;
}

/** A question with its answer, taken from a foreign document. */
export interface ImportedEntry {
  question: string;
  alternatives: readonly string[];
  answer: readonly MarkdownBlock[];
  tags: readonly string[];
}

/** A file to import; `folder` was named when it is one of several in it. */
export interface FoundDocument {
  file: string;
  folder: string | null;
}

/** What a file holds once it is read: running text, or rows of a table with one question each. */
export type DocumentContent =
  | { kind: 'text'; blocks: readonly MarkdownBlock[]; left: readonly LeftOut[]; tags?: readonly string[] }
  | { kind: 'rows'; rows: readonly (readonly string[])[]; left: readonly LeftOut[] };

/** What becomes an article. `prose` is text in which no question was found; `tags` are those of the whole document. */
export interface ImportedArticle {
  title: string;
  tags: readonly string[];
  entries: readonly ImportedEntry[];
  prose: readonly MarkdownBlock[];
  left: readonly LeftOut[];
}
