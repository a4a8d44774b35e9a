import type { ServerMessage, Welcome, WireMessage } from '../protocol.ts';
import { createLink, type SocketLike } from './link.ts';
import { type KeyValueStore, openOutbox, type PendingContent, type PendingMessage } from './outbox.ts';
import { type TimelineItem, timeline } from './timeline.ts';

/** Everything the views draw from. */
interface SessionState {
  connection: 'idle' | 'connecting' | 'ready' | 'lost' | 'refused';
  welcome: Welcome | null;
  items: readonly TimelineItem[];
  /** Somebody on the other side is writing. */
  typing: boolean;
  /** Messages from the other side that were not on the screen yet. */
  unread: number;
}

/** One visitor's chat, without any idea of how it looks. */
export interface Session {
  state(): SessionState;
  /** Called after every change. */
  subscribe(listener: () => void): void;
  /** Whether this browser has talked here before; then it is worth connecting without being asked. */
  returning(): boolean;
  open(): void;
  /** The network or the page is back. */
  wake(): void;
  say(content: PendingContent): void;
  retry(key: string): void;
  remove(key: string): void;
  /** The visitor is writing. */
  writing(): void;
  /** Everything shown so far has been on the screen. */
  seen(): void;
  /** Speaks these languages from now on, best first. */
  speak(languages: readonly string[]): void;
}

export interface SessionParts {
  connect: () => SocketLike;
  store: KeyValueStore;
  site: string | undefined;
  languages: readonly string[];
  now: () => number;
  after: (ms: number, task: () => void) => () => void;
  random: () => number;
  newKey: () => string;
}

/** The indicator goes out by itself when no further sign comes. */
const TYPING_SHOWN_MS = 6_000;
const TYPING_TOLD_EVERY_MS = 3_000;

export function createSession(parts: SessionParts): Session {
  const { store, after, now } = parts;
  const name = (what: string): string => `warmline/${parts.site ?? ''}/${what}`;
  const outbox = openOutbox(store, name('outbox'), now);
  const messages = new Map<string, WireMessage>();
  const listeners: Array<() => void> = [];
  let accepted: PendingMessage[] = [];
  let languages = parts.languages;
  let shownVisitor: string | undefined;
  let revision: number | undefined;
  let connection: SessionState['connection'] = 'idle';
  let welcome: Welcome | null = null;
  let typing = false;
  let stopTyping = () => {};
  let toldTypingAt = 0;

  const link = createLink({
    connect: parts.connect,
    after,
    random: parts.random,
    onOpen() {
      const visitor = store.getItem(name('visitor')) ?? undefined;
      const from = visitor === shownVisitor ? revision : undefined;
      link.send({ type: 'resume', visitor, after: from, site: parts.site, languages: [...languages] });
    },
    onMessage: receive,
    onDown(state) {
      connection = state;
      typing = false; // nobody would tell us that it is over
      changed();
    },
  });

  function receive(message: ServerMessage): void {
    switch (message.type) {
      case 'ready':
        if (message.visitor !== shownVisitor) forget();
        shownVisitor = message.visitor;
        if (store.getItem(name('visitor')) !== shownVisitor) {
          store.setItem(name('visitor'), shownVisitor);
          store.removeItem(name('read'));
        }
        welcome = message.welcome;
        connection = 'ready';
        for (const pending of outbox.list()) if (pending.state === 'sending') transmit(pending);
        break;
      case 'changes':
        for (const told of message.messages) take(told);
        revision = message.revision;
        break;
      case 'ack': {
        const kept = outbox.remove(message.key);
        if (kept) accepted.push(kept);
        break;
      }
      case 'nack':
        refused(message);
        break;
      case 'typing':
        showTyping();
        break;
      case 'pong':
        return;
      default:
        message satisfies never;
    }
    changed();
  }

  /** The first connection, a token that the server did not take, or another tab was given another identity. */
  function forget(): void {
    messages.clear();
    accepted = [];
    revision = undefined;
  }

  function take(told: WireMessage): void {
    messages.set(told.id, told);
    if (told.author === 'customer') {
      outbox.remove(told.key);
      accepted = accepted.filter((message) => message.key !== told.key);
    } else {
      typing = false;
      stopTyping();
    }
  }

  function refused({ key, reason, retryAfterMs }: Extract<ServerMessage, { type: 'nack' }>): void {
    if (key === null) return;
    if (retryAfterMs === undefined) {
      outbox.mark(key, 'failed', reason);
      return;
    }
    after(retryAfterMs, () => {
      const pending = outbox.list().find((message) => message.key === key && message.state === 'sending');
      if (pending) transmit(pending);
    });
  }

  /** Nothing is lost when the line is down: every pending message goes out again after the next `ready`. */
  function transmit({ key, content }: PendingMessage): void {
    if (connection !== 'ready') return;
    if (content.kind === 'text') link.send({ type: 'message', key, text: content.text });
    else link.send({ type: 'choice', key, id: content.id, label: content.label });
  }

  function showTyping(): void {
    typing = true;
    stopTyping();
    stopTyping = after(TYPING_SHOWN_MS, () => {
      typing = false;
      changed();
    });
  }

  function staffPositions(): number[] {
    return [...messages.values()].flatMap((message) => (message.author === 'customer' ? [] : [message.position]));
  }

  function changed(): void {
    for (const listener of listeners) listener();
  }

  return {
    state() {
      const read = Number(store.getItem(name('read')) ?? 0);
      return {
        connection,
        welcome,
        items: timeline(messages.values(), accepted, outbox.list()),
        typing,
        unread: staffPositions().filter((position) => position > read).length,
      };
    },
    subscribe: (listener) => listeners.push(listener),
    returning: () => store.getItem(name('visitor')) !== null,
    open() {
      if (connection === 'idle') connection = 'connecting';
      link.open();
      changed();
    },
    wake: link.wake,
    say(content) {
      const message: PendingMessage = { key: parts.newKey(), content, at: now(), state: 'sending' };
      outbox.add(message);
      transmit(message);
      changed();
    },
    retry(key) {
      outbox.mark(key, 'sending');
      const pending = outbox.list().find((message) => message.key === key);
      if (pending) transmit(pending);
      changed();
    },
    remove(key) {
      outbox.remove(key);
      changed();
    },
    writing() {
      if (now() - toldTypingAt < TYPING_TOLD_EVERY_MS) return;
      toldTypingAt = now();
      link.send({ type: 'typing' });
    },
    seen() {
      const last = Math.max(0, ...staffPositions());
      if (last <= Number(store.getItem(name('read')) ?? 0)) return;
      store.setItem(name('read'), String(last));
      if (revision !== undefined) link.send({ type: 'seen', revision });
      changed();
    },
    speak(wanted) {
      languages = wanted;
      link.restart();
    },
  };
}
