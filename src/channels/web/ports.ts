import type { Address, IncomingContent, Locale, MessageKey, Rate, Reply } from '../../core/index.ts';

/**
 * What was said, as the web channel reads it. The committed transcript is the visitor's mailbox: a socket shows what
 * changed after the revision it saw last, so a lost connection or a lost event costs time and never a message.
 */
export interface WebTranscript {
  /**
   * Messages of one conversation whose last change is after revision `after`, ordered by revision, at most `limit`.
   * Revisions of a conversation must become visible in rising order: a reader never returns to a lower one.
   * An address that nobody has written from has an empty transcript.
   */
  since(address: Address, after: number, limit: number): Promise<readonly TranscriptChange[]>;
  /** The `limit` messages with the highest position, in any order, for a page that was opened anew. */
  latest(address: Address, limit: number): Promise<readonly TranscriptChange[]>;
  /** Calls back when the conversation may have changed, in whatever process. Returns the end of the subscription. */
  subscribe(address: Address, listener: () => void): () => void;
  /** Calls back while the bot or an agent is writing. Returns the end of the subscription. */
  onTyping(address: Address, listener: () => void): () => void;
  /** Tells every process that somebody is writing: 'staff' reaches `onTyping`, 'customer' is for the agents' desk. */
  announceTyping(address: Address, who: 'staff' | 'customer'): void;
  /** The visitor has had everything up to this revision on the screen. Best effort. */
  markSeen(address: Address, revision: number): Promise<void>;
}

/** One message in its present state. An edit or a new delivery state gives it a higher revision, never another place. */
export type TranscriptChange = {
  id: string;
  revision: number;
  /** Place in the conversation: rising, with gaps, and never changed. */
  position: number;
  /** Milliseconds since the epoch. */
  at: number;
} & TranscriptAuthor;

type TranscriptAuthor =
  | { author: 'customer'; key: MessageKey; content: IncomingContent }
  | { author: 'bot' | 'system'; content: Reply; delivery: TranscriptDelivery }
  | { author: 'agent'; agentName?: string; content: Reply; delivery: TranscriptDelivery };

/** Only 'sent' is shown: a reply that still waits may be withdrawn by a takeover. */
type TranscriptDelivery = 'pending' | 'sent' | 'refused' | 'unsure' | 'withdrawn';

/** Shared allowances; 0 when granted, else the milliseconds to wait. Takes the shape of `coordination`'s `Limits`. */
export interface WebLimits {
  take(key: string, rate: Rate): Promise<number>;
}

/** What a visitor reads before the first word: asked at every connect, so that an edit shows at once. */
export interface WebShop {
  welcome(locale: Locale): Welcome;
}

export interface Welcome {
  /** The shop's name, shown in the head of the chat. */
  name: string;
  /** One or two sentences, plain text. */
  greeting: string;
  /** Questions that can be asked with one press, at most six are shown. */
  starters: readonly string[];
}
