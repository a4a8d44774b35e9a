import type { Locale } from '../../core/index.ts';

/** One thing said. `agent` is whoever answers for the business: the bot or a person. */
export interface TalkTurn {
  role: 'user' | 'agent';
  text: string;
}

/** What is known beside the words. Whatever is missing counts as not the case. */
export interface TalkFacts {
  /** Customer questions in a row for which the bot found no answer. */
  botMisses?: number;
  /** 👎 given in this conversation since the bot last had it. */
  thumbsDown?: number;
  /** How long the customer has been waiting for an answer or a person, in milliseconds. */
  waitedMs?: number;
  /** Days by which an open order of this customer is behind its promised date. */
  orderLateDays?: number;
  openComplaint?: boolean;
  tier?: CustomerTier;
}

/** The shop's grades of membership; `vip` is for customers with an agent of their own. */
export type CustomerTier = 'standard' | 'silver' | 'gold' | 'vip';

/** A conversation up to and including the customer's message that is to be judged: the last turn is the customer's. */
export interface Talk {
  turns: readonly TalkTurn[];
  /** The language of the conversation, for messages that do not tell ("??", an order number). */
  locale?: Locale;
  facts?: TalkFacts;
}
