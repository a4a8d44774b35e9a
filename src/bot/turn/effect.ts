import type { PressedAlert } from '../../care/index.ts';
import type { EntryId, Locale, Reply } from '../../core/index.ts';
import type { TurnEffect } from '../../flows/index.ts';
import type { CaseReason } from '../../handoff/index.ts';
import type { WordKey } from '../words/words.ts';
import type { SubscriptionChange } from './subscription.ts';

/** What a turn wants to happen. Nothing happens until the turn's transaction writes it down. */
export type Effect =
  | { kind: 'say'; reply: Reply }
  /** A question that found no answer. */
  | { kind: 'gap'; question: string; locale: Locale; confidence: number; nearest: readonly EntryId[] }
  /** 👍 or 👎 on an answer. */
  | { kind: 'feedback'; entry: EntryId; question: string | null; helpful: boolean; locale: Locale }
  | { kind: 'unreachable' }
  /** What the customer wants done about a delay. */
  | { kind: 'alert-choice'; pressed: PressedAlert }
  /** Wants no more messages that we begin, or wants them again. */
  | { kind: 'subscription'; change: SubscriptionChange }
  /** What a guided flow wants, beside words. */
  | { kind: 'flow'; effect: Exclude<TurnEffect, { kind: 'say' }> }
  /** An invitation to a survey is used up by this turn. */
  | { kind: 'take-invite'; invite: string }
  /** News of a complaint are told by this turn. */
  | { kind: 'news-told'; event: string }
  /** That a wish about an order was settled is told by this turn. */
  | { kind: 'order-news-told'; request: string }
  /** A person is needed; `intro` is said when one can come. */
  | {
      kind: 'need-person';
      reasons: readonly CaseReason[];
      skill: string | null;
      fastLane: boolean;
      slots: readonly { name: string; value: string }[];
      intro: WordKey;
    }
  /** The customer does not want to wait for a person any longer. */
  | { kind: 'leave-queue' };

export function say(markdown: string): Effect {
  return { kind: 'say', reply: { kind: 'text', markdown } };
}
