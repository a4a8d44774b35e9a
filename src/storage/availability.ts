import { type Clock, WarmlineError } from '../core/index.ts';

/** What the last attempts say of the database. `unwritable`: it answers, but keeps nothing (a full or read-only disk). */
export type Availability = 'ready' | 'unreachable' | 'unwritable';

/** Told once when the database goes and once when it is back, however often it is asked meanwhile. */
export type AvailabilityNews = { kind: 'away'; cause: WarmlineError } | { kind: 'back'; awayMs: number };

export interface AvailabilityWatch {
  state(): Availability;
  /** Notes the outage and returns the fault to throw. */
  away(state: Exclude<Availability, 'ready'>, message: string, cause: unknown): WarmlineError;
  /** A connection was had. */
  connected(): void;
  /** A transaction was committed. */
  written(): void;
}

/** On a full disk a small write fits now and then: only when none has failed for this long is it over. */
const STEADY_MS = 10_000;

export function watchAvailability(clock: Clock, tell: (news: AvailabilityNews) => void): AvailabilityWatch {
  let state: Availability = 'ready';
  let since = 0;
  let failedAt = 0;

  function back(): void {
    state = 'ready';
    tell({ kind: 'back', awayMs: clock.now() - since });
  }

  return {
    state: () => state,
    away(how, message, cause) {
      const fault = new WarmlineError('STORAGE_UNAVAILABLE', message, { cause });
      failedAt = clock.now();
      if (state === 'ready') {
        since = failedAt;
        tell({ kind: 'away', cause: fault });
      }
      state = how;
      return fault;
    },
    connected() {
      if (state === 'unreachable') back();
    },
    written() {
      if (state === 'unreachable' || (state === 'unwritable' && Math.abs(clock.now() - failedAt) >= STEADY_MS)) back();
    },
  };
}
