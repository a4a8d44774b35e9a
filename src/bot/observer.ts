import type { SendResult } from '../core/index.ts';

/** What the bot tells whoever watches it (logs, metrics). It never waits for the listener. */
export interface BotObserver {
  /** A fault that was survived: what was doing it, and the thrown value. */
  fault(where: string, thrown: unknown): void;
  /** A turn was committed. `waitedMs` counts from the acceptance of its first message. */
  turn(outcome: 'answered' | 'relayed' | 'parked', waitedMs: number): void;
  /** A send came back. `ageMs` counts from the moment at which it was written. */
  sent(channel: string, result: SendResult['kind'], ageMs: number): void;
}
