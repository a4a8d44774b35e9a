import type { Journal } from './journal.ts';
import { Refusal, type WireUpdate } from './wire.ts';

/** Updates live 24 hours at Telegram. */
const LIFE_MS = 24 * 3600 * 1000;
/** What a bot gets that never named `allowed_updates`: everything but these. */
const NOT_BY_DEFAULT = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);

export interface QueuedUpdate {
  update: WireUpdate;
  /** The platform keeps order per chat. */
  chatId: number;
  expiresAt: number;
}

/** The bot's queue at Telegram: kept until confirmed, for at most 24 hours. */
export interface UpdateQueue {
  /** Returns the update's id, or null when the bot did not ask for this kind. */
  add(kind: string, chatId: number, body: unknown): number | null;
  /** Puts a copy of an update back, as Telegram does when it did not see the confirmation. */
  addAgain(update: WireUpdate, chatId: number): void;
  /** Unexpired updates in order. */
  pending(): QueuedUpdate[];
  size(): number;
  confirm(queued: QueuedUpdate, by: 'webhook' | 'polling'): void;
  clear(): void;
  allow(kinds: readonly string[] | undefined): void;
  allowed(): readonly string[] | null;
  onAdd(listener: (queued: QueuedUpdate) => void): void;
}

export function createUpdateQueue(now: () => number, journal: Journal): UpdateQueue {
  const queue = new Set<QueuedUpdate>();
  const listeners: ((queued: QueuedUpdate) => void)[] = [];
  let nextId = 700_000_001;
  let allowedKinds: readonly string[] | null = null;

  function push(queued: QueuedUpdate): void {
    queue.add(queued);
    journal.record({ kind: 'update', updateId: queued.update.update_id, chatId: queued.chatId });
    for (const listener of listeners) listener(queued);
  }

  return {
    add(kind, chatId, body) {
      if (allowedKinds === null ? NOT_BY_DEFAULT.has(kind) : !allowedKinds.includes(kind)) return null;
      const update = { update_id: nextId, [kind]: body };
      nextId += 1;
      push({ update, chatId, expiresAt: now() + LIFE_MS });
      return update.update_id;
    },
    addAgain(update, chatId) {
      push({ update, chatId, expiresAt: now() + LIFE_MS });
    },
    pending() {
      const time = now();
      for (const queued of queue) {
        if (queued.expiresAt > time) break;
        queue.delete(queued);
      }
      return [...queue];
    },
    size: () => queue.size,
    confirm(queued, by) {
      if (queue.delete(queued)) journal.record({ kind: 'confirmed', updateId: queued.update.update_id, by });
    },
    clear: () => queue.clear(),
    allow(kinds) {
      if (kinds !== undefined) allowedKinds = kinds.length === 0 ? null : [...kinds];
    },
    allowed: () => allowedKinds,
    onAdd: (listener) => {
      listeners.push(listener);
    },
  };
}

/** Long polling: at most one poller; a newer one ends the older with 409, as at Telegram. */
export interface Polling {
  getUpdates(
    request: { offset?: number | undefined; limit?: number | undefined; timeout?: number | undefined },
    signal: AbortSignal,
  ): Promise<WireUpdate[]>;
  /** Ends a waiting poll, because a webhook was set. */
  interrupt(): void;
}

export function createPolling(queue: UpdateQueue, journal: Journal): Polling {
  let waiting: { wake: () => void; refuse: (error: Refusal) => void } | null = null;
  queue.onAdd(() => waiting?.wake());

  function batch(limit: number): WireUpdate[] {
    return queue
      .pending()
      .slice(0, limit)
      .map(({ update }) => {
        journal.record({ kind: 'delivery', updateId: update.update_id, by: 'polling', status: 200, failure: null });
        return update;
      });
  }

  return {
    async getUpdates({ offset = 0, limit = 100, timeout = 0 }, signal) {
      waiting?.refuse(
        new Refusal(
          409,
          'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
        ),
      );
      const pending = queue.pending();
      const confirmed =
        offset < 0 ? pending.slice(0, offset) : pending.filter(({ update }) => update.update_id < offset);
      for (const queued of confirmed) queue.confirm(queued, 'polling');
      if (queue.size() === 0 && timeout > 0) {
        await new Promise<void>((resolve, reject) => {
          const done = (settle: () => void) => {
            clearTimeout(timer);
            signal.removeEventListener('abort', wake);
            waiting = null;
            settle();
          };
          const wake = () => done(resolve);
          const timer = setTimeout(wake, timeout * 1000);
          signal.addEventListener('abort', wake, { once: true });
          waiting = { wake, refuse: (error) => done(() => reject(error)) };
        });
      }
      return signal.aborted ? [] : batch(limit);
    },
    interrupt() {
      waiting?.refuse(webhookActive());
    },
  };
}

export function webhookActive(): Refusal {
  return new Refusal(
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  );
}
