import type { TranscriptChange, WebTranscript } from '../../../src/channels/web/index.ts';
import {
  type Address,
  addressKey,
  type IncomingContent,
  type IncomingMessage,
  MessageKey,
  type Reply,
} from '../../../src/core/index.ts';

type StaffChange = Exclude<TranscriptChange, { author: 'customer' }>;

/** A transcript over arrays that a test can write to. Keeps the promises of the port, nothing else. */
export interface ArrayTranscript extends WebTranscript {
  addCustomer(from: Address, key: string, content: IncomingContent, at: number): string;
  addStaff(to: Address, content: Reply, at: number, more?: StaffOptions): string;
  /** Changes a staff message in place, which gives it a new revision. */
  change(to: Address, id: string, change: Partial<Pick<StaffChange, 'content' | 'delivery'>>): void;
  /** All messages of a conversation by position. */
  of(address: Address): readonly TranscriptChange[];
  customerTyping: Address[];
  seen: Array<{ address: Address; revision: number }>;
  /** Makes the next reads fail with this. */
  failWith(fault: Error | null): void;
}

interface StaffOptions {
  author?: 'bot' | 'system' | 'agent';
  agentName?: string;
  delivery?: StaffChange['delivery'];
}

interface Thread {
  revision: number;
  messages: TranscriptChange[];
  watchers: Set<() => void>;
  typingWatchers: Set<() => void>;
}

export function createArrayTranscript(): ArrayTranscript {
  const threads = new Map<string, Thread>();
  const customerTyping: Address[] = [];
  const seen: Array<{ address: Address; revision: number }> = [];
  let fault: Error | null = null;

  function threadOf(address: Address): Thread {
    const key = addressKey(address);
    const thread = threads.get(key) ?? {
      revision: 0,
      messages: [],
      watchers: new Set<() => void>(),
      typingWatchers: new Set<() => void>(),
    };
    threads.set(key, thread);
    return thread;
  }

  function place(thread: Thread, at: number) {
    thread.revision += 1;
    const position = thread.messages.length + 1;
    return { id: `m${position}`, revision: thread.revision, position, at };
  }

  function tell(thread: Thread): void {
    for (const watcher of thread.watchers) watcher();
  }

  return {
    customerTyping,
    seen,
    failWith(next) {
      fault = next;
    },
    async since(address, after, limit) {
      if (fault) throw fault;
      const changed = threadOf(address).messages.filter((message) => message.revision > after);
      return changed.sort((a, b) => a.revision - b.revision).slice(0, limit);
    },
    async latest(address, limit) {
      if (fault) throw fault;
      return threadOf(address).messages.slice(-limit);
    },
    subscribe(address, listener) {
      const { watchers } = threadOf(address);
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
    onTyping(address, listener) {
      const { typingWatchers } = threadOf(address);
      typingWatchers.add(listener);
      return () => void typingWatchers.delete(listener);
    },
    announceTyping(address, who) {
      if (who === 'customer') customerTyping.push(address);
      else for (const watcher of threadOf(address).typingWatchers) watcher();
    },
    async markSeen(address, revision) {
      seen.push({ address, revision });
    },
    addCustomer(from, key, content, at) {
      const thread = threadOf(from);
      const message = { ...place(thread, at), author: 'customer' as const, key: MessageKey.parse(key), content };
      thread.messages.push(message);
      tell(thread);
      return message.id;
    },
    addStaff(to, content, at, { author = 'bot', agentName, delivery = 'sent' } = {}) {
      const thread = threadOf(to);
      const told = { ...place(thread, at), content, delivery };
      if (author !== 'agent') thread.messages.push({ ...told, author });
      else thread.messages.push({ ...told, author, ...(agentName === undefined ? {} : { agentName }) });
      tell(thread);
      return told.id;
    },
    change(to, id, change) {
      const thread = threadOf(to);
      thread.revision += 1;
      thread.messages = thread.messages.map((message) =>
        message.id === id && message.author !== 'customer'
          ? { ...message, ...change, revision: thread.revision }
          : message,
      );
      tell(thread);
    },
    of: (address) => threadOf(address).messages,
  };
}

/** Keeps each message once by its key, as the durable inbox does. True when it was new. */
export function keepOnce(transcript: ArrayTranscript, message: IncomingMessage, at: number): boolean {
  const isKnown = transcript
    .of(message.from)
    .some((change) => change.author === 'customer' && change.key === message.key);
  if (!isKnown) transcript.addCustomer(message.from, message.key, message.content, at);
  return !isKnown;
}
