import type { WireMessage } from './wire.ts';

/** Everything that happened at the peer, in order. `at` is milliseconds by the peer's clock. */
export type JournalEntry = { seq: number; at: number } & JournalEvent;

type JournalEvent =
  /** A call of the bot and what it was told. `fate` differs from `answered` when a scripted fault hid the answer. */
  | {
      kind: 'call';
      method: string;
      chatId: number | null;
      payload: Record<string, unknown>;
      fate: 'answered' | 'dropped' | 'hung';
      error: { code: number; description: string } | null;
    }
  /** A message of the bot arrived in a chat. Two sends of the same text are two entries. */
  | { kind: 'message'; chatId: number; message: WireMessage }
  | { kind: 'edited'; chatId: number; message: WireMessage }
  | { kind: 'update'; updateId: number; chatId: number }
  /** The update left the queue: a 2xx of the webhook, or a higher offset. */
  | { kind: 'confirmed'; updateId: number; by: 'webhook' | 'polling' }
  | { kind: 'delivery'; updateId: number; by: 'webhook' | 'polling'; status: number | null; failure: string | null };

export interface Journal {
  record(event: JournalEvent): void;
  /** Entries with `seq` above `after`; waits up to `waitMs` for the first one. */
  read(after: number, waitMs: number): Promise<JournalEntry[]>;
  last(): number;
}

/** Keeps the newest `limit` entries, so that a long benchmark does not fill the memory. */
export function createJournal(now: () => number, limit: number): Journal {
  let entries: JournalEntry[] = [];
  let seq = 0;
  const waiting = new Set<() => void>();

  return {
    record(event) {
      seq += 1;
      entries.push({ seq, at: now(), ...event });
      if (entries.length > limit * 2) entries = entries.slice(-limit);
      if (waiting.size === 0) return;
      for (const wake of [...waiting]) wake();
    },
    async read(after, waitMs) {
      if (seq <= after && waitMs > 0) {
        await new Promise<void>((resolve) => {
          const wake = () => {
            clearTimeout(timer);
            waiting.delete(wake);
            resolve();
          };
          const timer = setTimeout(wake, waitMs);
          waiting.add(wake);
        });
      }
      const firstSeq = entries[0]?.seq ?? seq + 1;
      return entries.slice(Math.max(0, after + 1 - firstSeq));
    },
    last: () => seq,
  };
}
