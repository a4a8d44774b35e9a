import type { Address, ConversationId, CustomerId, Locale } from '../../core/index.ts';
import type { Json } from '../engine/slots/heard.ts';
import type { PortName } from './catalogue.ts';

/** Who is being talked to. It comes from the channel, never from what was said. */
export interface Party {
  customer: CustomerId;
  address: Address;
  conversation: ConversationId;
  /** It is a room: others read along. */
  inRoom?: boolean;
}

export interface PortCall extends Party {
  /** The same when the same turn is computed again: a change with a key that was seen gives its first outcome. */
  key: string;
  run: string;
  locale: Locale;
  /** Milliseconds since the epoch. */
  now: number;
  /** Aborts when the customer has waited long enough. */
  signal: AbortSignal;
}

export interface PortResult {
  outcome: string;
  data?: Json;
}

/** A function behind a `call` step. It may throw or hang: the flow then goes on with `unavailable`. */
export type Port = (input: Readonly<Record<string, Json>>, call: PortCall) => Promise<PortResult>;
export type Ports = Readonly<Record<PortName, Port>>;
