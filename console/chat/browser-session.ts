import type { SocketLike } from './model/link.ts';
import type { KeyValueStore } from './model/outbox.ts';
import { createSession, type Session } from './model/session.ts';

/** A session over this browser's WebSocket, storage, clock and randomness. `server` is any address of the server. */
export function createBrowserSession(server: string, site: string | undefined, languages: readonly string[]): Session {
  const address = new URL('/chat/socket', server);
  address.protocol = address.protocol === 'http:' ? 'ws:' : 'wss:';
  const session = createSession({
    connect: () => new WebSocket(address) as SocketLike,
    store: openStore(),
    site,
    languages,
    now: Date.now,
    after(ms, task) {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    newKey,
  });
  const wakeIfOpen = (): void => {
    if (session.state().connection !== 'idle') session.wake();
  };
  addEventListener('online', wakeIfOpen);
  addEventListener('offline', wakeIfOpen); // the ping finds out, or that it was a false alarm
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wakeIfOpen();
  });
  return session;
}

/** `crypto.randomUUID` is missing on pages without TLS; this is not. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Storage that a browser setting or a full disk takes away costs the memory over reloads, not the chat. */
function openStore(): KeyValueStore {
  try {
    const probe = 'warmline/probe';
    localStorage.setItem(probe, probe);
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    const memory = new Map<string, string>();
    return {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => memory.set(key, value),
      removeItem: (key) => memory.delete(key),
    };
  }
}
