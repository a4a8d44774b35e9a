import type { KeyValueStore } from '../../../console/chat/model/outbox.ts';
import { createSession, type Session } from '../../../console/chat/model/session.ts';
import type { ChannelBench } from './channel-bench.ts';
import { createWire, type Wire } from './wire.ts';

/** A page without a browser: the chat's own session, wired to a channel, on the channel's clock. */
export interface SessionBench {
  session: Session;
  store: KeyValueStore;
  /** The socket in use, if there is one. */
  wire(): Wire | null;
  /** While false, every attempt to connect fails. */
  setNetwork(isUp: boolean): void;
}

let keys = 0;

export function createSessionBench(bench: ChannelBench, store: KeyValueStore = createStore()): SessionBench {
  const { clock } = bench;
  let current: Wire | null = null;
  let isUp = true;
  const session = createSession({
    connect() {
      current = isUp ? bench.connect() : createWire();
      if (!isUp) current.cut();
      return current.client;
    },
    store,
    site: undefined,
    languages: ['en'],
    now: clock.now,
    after(ms, task) {
      const cancelled = new AbortController();
      void clock.sleep(ms, cancelled.signal).then(() => {
        if (!cancelled.signal.aborted) task();
      });
      return () => cancelled.abort();
    },
    random: () => 0.5,
    newKey() {
      keys += 1;
      return keys.toString(16).padStart(32, '0');
    },
  });
  return {
    session,
    store,
    wire: () => current,
    setNetwork(next) {
      isUp = next;
      if (!isUp) current?.cut();
    },
  };
}

export function createStore(): KeyValueStore {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}
