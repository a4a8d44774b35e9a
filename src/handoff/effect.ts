import type { ConversationId, CustomerId } from '../core/index.ts';

/** A sentence of the desk to the customer; the words themselves are the bot's, in the customer's language. */
export type Telling =
  | { word: 'queued'; place: number; minutes: number }
  | { word: 'queuedFirst' }
  | { word: 'queuedNobodyThere' }
  | { word: 'placeNow'; place: number; minutes: number }
  | { word: 'deskClosed'; opensAt: number }
  | { word: 'deskClosedUnknown' }
  | { word: 'messageKept'; opensAt: number }
  | { word: 'callbackNow' }
  | { word: 'agentJoined'; agent: string }
  | { word: 'passedTo'; agent: string }
  | { word: 'passedToQueue' }
  | { word: 'agentSilent' }
  | { word: 'agentSilentNobodyThere' }
  | { word: 'backToBot' }
  | { word: 'leftQueue' }
  | { word: 'compensation'; what: 'coupon' | 'refund' | 'points'; amount: number };

/** What else has to happen in the same transaction; the bot does it, because the words and the outbox are its own. */
export type HandoffEffect =
  /** `fenced`: not said any more once the conversation has yet another owner. */
  | { kind: 'tell'; conversation: ConversationId; telling: Telling; fenced: boolean }
  /** What the bot has not begun to say under the old owner is not said. */
  | { kind: 'withdraw'; conversation: ConversationId }
  | { kind: 'offer-survey'; conversation: ConversationId; customer: CustomerId; occasion: string };
