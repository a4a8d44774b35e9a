/** What the visitor wrote and the server has not kept yet. It survives a reload, and is sent again with the same key. */
export interface PendingMessage {
  key: string;
  content: PendingContent;
  /** Milliseconds since the epoch, by the visitor's clock. */
  at: number;
  /** 'failed' waits for the visitor to retry or remove it. */
  state: 'sending' | 'failed';
  reason?: string;
}

export type PendingContent = { kind: 'text'; text: string } | { kind: 'choice'; id: string; label: string };

/** `localStorage`, or a map where that is blocked. */
export interface KeyValueStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface Outbox {
  list(): readonly PendingMessage[];
  add(message: PendingMessage): void;
  /** Returns the message that was taken out, if it was there. */
  remove(key: string): PendingMessage | undefined;
  mark(key: string, state: PendingMessage['state'], reason?: string): void;
}

/** More than anybody writes while a connection is away; it bounds what one page may store. */
const MAX_PENDING = 50;

/** After a day an unsent message is not sent by itself any more: the visitor decides. */
const STALE_AFTER_MS = 24 * 60 * 60_000;

/**
 * The store is the only truth and is read at every call, because several tabs of one visitor share it. Two tabs may
 * send the same message; the server keeps it once, by its key.
 */
export function openOutbox(store: KeyValueStore, name: string, now: () => number): Outbox {
  function list(): PendingMessage[] {
    const kept = parse(store.getItem(name)).filter(isPending);
    return kept.map((message) =>
      now() - message.at > STALE_AFTER_MS ? { ...message, state: 'failed' as const } : message,
    );
  }

  function save(messages: readonly PendingMessage[]): void {
    if (messages.length === 0) store.removeItem(name);
    else store.setItem(name, JSON.stringify(messages.slice(-MAX_PENDING)));
  }

  return {
    list,
    add(message) {
      save([...list(), message]);
    },
    remove(key) {
      const messages = list();
      save(messages.filter((message) => message.key !== key));
      return messages.find((message) => message.key === key);
    },
    mark(key, state, reason) {
      const at = state === 'sending' ? { at: now() } : {};
      const why = reason === undefined ? {} : { reason };
      save(list().map((message) => (message.key === key ? { ...message, ...at, state, ...why } : message)));
    },
  };
}

function parse(text: string | null): unknown[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value : [];
  } catch {
    return []; // written by something else; what cannot be read cannot be sent
  }
}

function isPending(value: unknown): value is PendingMessage {
  const message = value as Partial<PendingMessage> | null;
  return typeof message?.key === 'string' && typeof message.content === 'object' && typeof message.at === 'number';
}
