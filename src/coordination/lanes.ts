/**
 * A lane is the right to work on one conversation. At most one holder per key in all processes that share the same
 * lanes; the SQL fence (`conversations.fence`) is the truth should a lease be lost unnoticed.
 */
export interface Lanes {
  /** Waits its turn. Rejects only when the signal aborts. */
  acquire(key: string, signal: AbortSignal): Promise<Lease>;
  /** Tokens handed out from now on are greater than this one: for a clock that was set back while nothing ran. */
  raise(token: number): void;
  close(): Promise<void>;
}

export interface Lease {
  /** Greater than every token handed out before for any key: what the transaction compares with the fence. */
  readonly token: number;
  release(): Promise<void>;
}
