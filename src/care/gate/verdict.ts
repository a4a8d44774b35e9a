import type { ConversationId, CustomerId } from '../../core/index.ts';

/** Why a message is not for this person. Codes, counted by insight. */
export type RefuseReason =
  /** They said no to this topic, or have not said yes where the topic needs it. */
  | 'no-consent'
  /** They asked to be forgotten, or were. */
  | 'leaving'
  /** The customer or the conversation is not there any more. */
  | 'unknown'
  /** They blocked us, left, or their account is gone. */
  | 'unreachable'
  /** The platform takes no message that we begin. */
  | 'channel-silent'
  /** The platform wants a task that a colleague confirms. */
  | 'needs-task'
  /** The platform's window since their last word is over. */
  | 'window-closed'
  /** A person has ended this campaign or incident. */
  | 'stopped'
  /** It waited until it was of no use any more. */
  | 'expired';

/** Why not now. */
export type WaitReason =
  | 'quiet-hours'
  | 'daily-cap'
  | 'weekly-cap'
  | 'complaint-open'
  | 'case-open'
  | 'bad-mood'
  /** What is left of the platform's window is kept for answers. */
  | 'window-full'
  /** A person holds this campaign or incident. */
  | 'held';

/** `until` in milliseconds: when it is worth asking again; never in the customer's night. */
export type Verdict =
  | { kind: 'pass' }
  | { kind: 'wait'; until: number; reason: WaitReason }
  | { kind: 'refuse'; reason: RefuseReason };

/** One message that somebody wants to send first. */
export interface Ask {
  /** Alerts about the customer's own order know no caps of care; everything else is care. */
  kind: 'alert' | 'care';
  /** What the consent is about: 'orders' for alerts; 'care', 'offers' or a topic of the shop's own. */
  topic: string;
  customer: CustomerId;
  /** Where it is to be said; `placesToSay` chooses. */
  conversation: ConversationId;
  /** 'task': a colleague confirms it on the platform, so nothing goes through the outbox. */
  via: 'outbox' | 'task';
  /** The campaign or incident that a person may hold; null: none. */
  batch: string | null;
  /** Of no use after this time, in milliseconds. */
  expiresAt: number;
  /** Its row in the ledger, which does not count against itself; null before it is planned. */
  own: number | null;
  /** 'plan': would it go? Counts what is queued too. 'claim': it goes now. */
  stage: 'plan' | 'claim';
}
