import type { Insertable } from 'kysely';
import { addressKey, type ChannelNote, type Clock, type Inbox, IncomingMessage } from '../core/index.ts';
import { type InboxTable, prepared, type Storage } from '../storage/index.ts';
import { writeNotes } from './channel-notes.ts';

const MAX_ROWS_PER_COMMIT = 500;
/** Rows go in by the largest power of two that is left, up to this many: few shapes of one statement, each compiled once. */
const MOST_ROWS_PER_STATEMENT = 64;

export interface InboxOptions {
  storage: Storage;
  clock: Clock;
  /** Called after the commit, once per conversation that got something new. */
  onAccepted: (addressKey: string) => void;
}

interface Waiting {
  messages: readonly IncomingMessage[];
  notes: readonly ChannelNote[];
  resolve: () => void;
  reject: (cause: unknown) => void;
}

/**
 * The durable door. `accept` resolves when the rows are committed, so the platform's ack may follow it. A message
 * that is already there (same channel, account and key) changes nothing. Calls that arrive together share a commit.
 */
export function createInbox({ storage, clock, onAccepted }: InboxOptions): Inbox {
  let waiting: Waiting[] = [];
  let flushing = false;

  async function flush(): Promise<void> {
    flushing = true;
    while (waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve)); // lets in the requests that the sockets already hold
      const batch = takeBatch();
      try {
        const messages = batch.flatMap((call) => call.messages);
        const notes = batch.flatMap((call) => call.notes);
        for (const key of await insert(messages, notes)) onAccepted(key);
        for (const call of batch) call.resolve();
      } catch (cause) {
        for (const call of batch) call.reject(cause);
      }
    }
    flushing = false;
  }

  function takeBatch(): Waiting[] {
    let rows = 0;
    let calls = 0;
    for (const call of waiting) {
      if (calls > 0 && rows + call.messages.length > MAX_ROWS_PER_COMMIT) break;
      rows += call.messages.length;
      calls += 1;
    }
    const batch = waiting.slice(0, calls);
    waiting = waiting.slice(calls);
    return batch;
  }

  /** Returns the conversations for which at least one row was new. */
  async function insert(
    messages: readonly IncomingMessage[],
    notes: readonly ChannelNote[],
  ): Promise<ReadonlySet<string>> {
    const rows = messages.map((message) => ({
      channel: message.from.channel,
      account: message.from.account,
      message_key: message.key,
      address_key: addressKey(message.group ?? message.from),
      message: JSON.stringify(message),
      platform_order: message.order ?? 0,
      received_at: clock.now(),
    }));
    return storage.transact(async (tx) => {
      const fresh = new Set<string>();
      for (let start = 0; start < rows.length; ) {
        const some = Math.min(MOST_ROWS_PER_STATEMENT, 2 ** Math.floor(Math.log2(rows.length - start)));
        const inserted = await insertNew(tx, { rows: rows.slice(start, start + some) });
        for (const row of inserted.rows) fresh.add(row.address_key);
        start += some;
      }
      await writeNotes(tx, notes, clock.now());
      return fresh;
    });
  }

  return {
    accept(messages, notes = []) {
      if (messages.length + notes.length === 0) return Promise.resolve();
      const parsed = messages.map((message) => IncomingMessage.parse(message));
      return new Promise((resolve, reject) => {
        waiting.push({ messages: parsed, notes, resolve, reject });
        if (!flushing) void flush();
      });
    },
  };
}

type NewRow = Omit<Insertable<InboxTable>, 'error' | 'settled_at'>;

const insertNew = prepared((db, { rows }: { rows: readonly NewRow[] }) =>
  db
    .insertInto('inbox')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['channel', 'account', 'message_key']).doNothing())
    .returning('address_key'),
);
