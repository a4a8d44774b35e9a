/**
 * Time is handed in, so that a test can move it and a simulated week takes seconds.
 * Milliseconds since the epoch are used for storage and arithmetic, `Temporal.Instant` where calendars begin.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `ms`, or at once (without an error) when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Uniform in [0, 1). Handed in wherever jitter or sampling is wanted. */
export type Random = () => number;
