import type { Address } from '../../core/index.ts';

/** A message that makes its turn throw this often is parked, so that the next one can go on. */
export const MAX_ATTEMPTS = 3;

/** What came of one look into a conversation's inbox. */
export type TurnOutcome =
  | { kind: 'idle' }
  /** An obvious fragment: look again when more arrives, at the latest after `ms`. */
  | { kind: 'wait'; ms: number }
  | {
      kind: 'done';
      how: 'answered' | 'relayed' | 'parked';
      waitedMs: number;
      address: Address;
      /** Something was left for the next turn. */
      more: boolean;
    }
  /**
   * The conversation moved on meanwhile: do it again with a new lease. `fence`: the newest token it has seen, when ours
   * was not above it.
   */
  | { kind: 'stale'; fence?: number }
  /** The turn threw; the attempt is counted. */
  | { kind: 'failed'; cause: unknown };
