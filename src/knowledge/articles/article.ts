import type { EntryId, Locale } from '../../core/index.ts';

/** What is wrong in a file of the knowledge base, and where. An error keeps the text from customers, a warning does not. */
export interface Problem {
  severity: 'error' | 'warning';
  /** Relative to the knowledge base, with forward slashes. */
  path: string;
  /** From 1. */
  line: number;
  message: string;
}

/** A link or an image in an answer, as written. */
export interface Reference {
  kind: 'link' | 'image';
  url: string;
  line: number;
}

/** A link or picture in an answer that only means something inside the knowledge base. */
export interface RelativeLink {
  /** Where it stands in the markdown of the answer. */
  start: number;
  end: number;
  /** What a reader sees of it. */
  label: string;
  /** Of a picture: its path from the root of the knowledge base; null for links, and pictures that lie outside. */
  picture: string | null;
}

/** One thing that customers ask, with its answer. `section` entries come from prose that has no questions in it. */
export interface Entry {
  id: EntryId;
  kind: 'question' | 'section';
  locale: Locale;
  /** Title of the article. */
  article: string;
  path: string;
  line: number;
  question: string;
  /** The `{#name}` after the heading: keeps the id over a rewording, and pairs an entry with its translation. */
  anchor: string | null;
  alternatives: readonly string[];
  /** The answer as written. */
  markdown: string;
  /** The answer without markup, for search and for drafts. */
  text: string;
  tags: readonly string[];
  /** Customers who may see it, by tier or tag. Empty: everyone. */
  audience: readonly string[];
  /** Calendar days of the shop's zone, both included. */
  validFrom: string | null;
  validUntil: string | null;
  references: readonly Reference[];
  /** The links in `markdown` that have to be rewritten for a reader outside the knowledge base. */
  relativeLinks: readonly RelativeLink[];
  /** Changes when anything that a customer or the search would notice changes. */
  hash: string;
}

export interface Article {
  path: string;
  title: string;
  locale: Locale;
  entries: readonly Entry[];
}

/** `article` is null when nothing of the file can be used; then at least one problem is an error. */
export interface ParsedArticle {
  article: Article | null;
  problems: readonly Problem[];
}
