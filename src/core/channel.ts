import type { Address } from './address.ts';
import type { AccountId, ChannelId, SendKey } from './ids.ts';
import type { MediaSource } from './media-source.ts';
import type { IncomingMessage } from './message.ts';
import type { Reply } from './reply.ts';

/**
 * One platform. A channel translates: platform events to `IncomingMessage`, `Reply` to platform calls. It decides
 * nothing else: no retries, no queues, no memory of who said what. `send` is called by the outbox alone.
 */
export interface Channel {
  readonly id: ChannelId;
  readonly account: AccountId;
  readonly abilities: ChannelAbilities;
  /** Routes that the server mounts for it: a webhook, a socket. Empty for a channel that polls. */
  readonly endpoints: readonly Endpoint[];
  /** Begins to receive, until the signal aborts; resolves when it has let go of the platform. */
  start(inbox: Inbox, signal: AbortSignal): Promise<void>;
  /** Expected outcomes are values. It throws only on a defect of our own; the outbox then treats the row as refused. */
  send(to: Address, reply: Reply, key: SendKey, signal: AbortSignal): Promise<SendResult>;
  /**
   * Splits a reply into the platform messages that it needs, in order. The turn stores each as a row of its own, so
   * that a send which fails half-way never repeats what has arrived. A channel without it takes every reply whole.
   */
  prepare?(reply: Reply): readonly Reply[];
  /** Rooms that are divided into topics, where the staff can meet each customer in a topic of their own. */
  readonly topics?: Topics;
  /** Reads the files that customers sent; without it there is nothing to read. */
  readonly media?: MediaSource;
  /** Shows "typing…" where the platform can; best effort, may do nothing. */
  typing?(to: Address): Promise<void>;
}

/** What a platform with topics can do besides sending. Nothing here is tried again by the channel. */
export interface Topics {
  /** The room that a topic belongs to; the room itself for a room. The platform's limits count the room as a whole. */
  roomOf(address: Address): Address;
  /** Whether the detail of a refused send means that the topic is not there any more. */
  isGone(detail: string): boolean;
  open(room: Address, title: string, signal: AbortSignal): Promise<TopicResult<{ topic: Address }>>;
  /** Keeps a message at the top of its topic. `platformId` is that of a `sent` result. */
  pin(topic: Address, platformId: string, signal: AbortSignal): Promise<TopicResult<object>>;
  /** Changes the words and buttons of a message of ours. */
  edit(topic: Address, platformId: string, reply: Reply, signal: AbortSignal): Promise<TopicResult<object>>;
}

export type TopicResult<T> =
  | ({ kind: 'done' } & T)
  | { kind: 'later'; afterMs: number | null }
  | { kind: 'refused'; detail: string };

/** The door into the durable path. Resolves after the row is committed: only then may the platform get its ack. */
export interface Inbox {
  /** `notes` are committed with the messages, so that a cursor never runs ahead of what it stands for. */
  accept(messages: readonly IncomingMessage[], notes?: readonly ChannelNote[]): Promise<void>;
}

/** Something that a channel has to know after a restart, such as how far it has read. The newest value of a name counts. */
export interface ChannelNote {
  channel: ChannelId;
  account: AccountId;
  name: string;
  value: string;
}

/** A channel's own notes, as they were committed. */
export interface ChannelNotes {
  read(name: string): Promise<string | null>;
  /** Names with this beginning. */
  names(prefix: string): Promise<readonly string[]>;
  /** Reads it and takes it away: of several who ask, one gets it. */
  take(name: string): Promise<string | null>;
}

export interface ChannelAbilities {
  choices: 'buttons' | 'numbered';
  /** Longest text of one platform message, in UTF-16 code units; the channel splits what is longer. */
  maxText: number;
  /** The platform drops a second send with the same `SendKey`, so a send of unknown outcome may be repeated. */
  idempotentSend: boolean;
  proactive:
    | { kind: 'free' }
    | { kind: 'window'; hours: number; messages: number }
    | { kind: 'task' }
    /** What is said waits until the person comes back and looks. */
    | { kind: 'visit' }
    | { kind: 'none' };
  limits: SendLimits;
}

/** How fast the platform lets us send. A missing limit is none. */
export interface SendLimits {
  global?: Rate;
  chat?: Rate;
  group?: Rate;
}

/** At most `count` sends in a window of `perMs` milliseconds. Windows are fixed: around the end of one it may be twice as many. */
export interface Rate {
  count: number;
  perMs: number;
}

export type SendResult =
  | { kind: 'sent'; platformId: string }
  /** Not taken now. `afterMs` is the platform's wish (Retry-After), or null to leave it to our backoff. `scope` says what must wait. */
  | { kind: 'later'; afterMs: number | null; scope: 'chat' | 'channel'; cause: string }
  | { kind: 'refused'; reason: RefusedReason; detail: string }
  /** It may or may not have arrived: a time-out or a broken connection after the request went out. */
  | { kind: 'unsure'; cause: string };

export type RefusedReason =
  | { kind: 'unreachable' } // blocked, deactivated, left: stop writing to this address
  | { kind: 'moved'; to: Address } // the chat has a new address: the outbox re-addresses the row
  | { kind: 'invalid' } // the platform will never take this content
  | { kind: 'forbidden' }; // no right to write here

/** An HTTP route without a web framework in its type: the server adapts it. */
export interface HttpEndpoint {
  kind: 'http';
  method: 'GET' | 'POST';
  path: string;
  maxBodyBytes: number;
  handle(request: HttpRequest): Promise<HttpResponse>;
}

export interface HttpRequest {
  headers: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
  /** Path parameters, for a path such as "/files/:name". */
  params: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
  ip: string;
}

export interface HttpResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/** A WebSocket route. `connect` is called once per connection, after the upgrade. */
export interface SocketEndpoint {
  kind: 'socket';
  path: string;
  maxMessageBytes: number;
  connect(socket: ServerSocket, request: Omit<HttpRequest, 'body'>): void;
}

export interface ServerSocket {
  send(text: string): void;
  close(code: number, reason: string): void;
  onMessage(listener: (text: string) => void): void;
  onClose(listener: () => void): void;
  /** Bytes not yet handed to the network; a slow reader is closed when this grows. */
  bufferedBytes(): number;
}

export type Endpoint = HttpEndpoint | SocketEndpoint;
