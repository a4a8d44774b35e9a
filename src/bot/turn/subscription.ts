import type { Address } from '../../core/index.ts';

/** Which messages somebody wants no more, or again. 'care': everything but their own orders; else one topic. */
export interface SubscriptionChange {
  wanted: boolean;
  topics: 'care' | readonly string[];
  /** Who said it: in a room the person, not the room. */
  from: Address;
}
