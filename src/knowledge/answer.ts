import type { EntryId, Locale } from '../core/index.ts';

/** Where an answer comes from: one entry of one article. `path` is relative to the knowledge base. */
export interface Source {
  entry: EntryId;
  article: string;
  question: string;
  path: string;
  locale: Locale;
  /** Set when this is no article but the way to something else, such as a guided flow: its name. */
  route?: string;
}

/**
 * Sentences that lead to something else than an article (a guided flow). They are ranked among the articles, because
 * only side by side can "where is my parcel" and "how long does delivery take" be told apart.
 */
export interface Route {
  name: string;
  locale: Locale;
  title: string;
  phrases: readonly string[];
}

/** An earlier turn of the same talk, oldest first: what a follow-up such as "那多少钱?" leans on. */
export interface PreviousTurn {
  text: string;
  entry: EntryId | null;
}

export interface Question {
  text: string;
  /** The language the customer speaks; an answer in it is preferred. */
  locale: Locale;
  previous?: readonly PreviousTurn[];
  /** The customer's tier and tags: entries for an `audience` are seen by those who have one of its words. */
  audience?: readonly string[];
  /** The conversation that asks. A model may help only where there is one, and within its budget. */
  asker?: string;
}

/**
 * What the knowledge base says to a question. `locale` of an answer differs from the customer's where the article exists
 * only in the other language: the bot says so. `confidence` is the calibrated chance (0..1) that the first of the
 * nearest entries answers it. `clarify` and `none` carry the nearest entries, best first, at most three. `phrased`: the markdown is no longer the article's own words.
 */
export type Answer =
  | {
      kind: 'answer';
      entry: EntryId;
      markdown: string;
      sources: readonly Source[];
      confidence: number;
      locale: Locale;
      phrased?: 'shortened' | 'translated';
    }
  | { kind: 'route'; route: string; nearest: readonly Source[]; confidence: number }
  | { kind: 'clarify'; nearest: readonly Source[]; confidence: number }
  | { kind: 'none'; nearest: readonly Source[]; confidence: number };

/** What the chat path asks of the knowledge base. */
export interface Knowledge {
  ask(question: Question): Promise<Answer>;
  /** The answer of one entry, when the customer picked it from a clarification; null when it is gone or expired. */
  answerOf(entry: EntryId, locale: Locale, audience?: readonly string[]): Extract<Answer, { kind: 'answer' }> | null;
  /** For /readyz and the start banner. */
  status(): { ready: boolean; entries: number; articles: number; problems: number };
}
