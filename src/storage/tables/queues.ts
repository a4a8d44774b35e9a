import type { Generated } from 'kysely';

/** One row per accepted platform event; unique by (channel, account, message_key). */
export interface InboxTable {
  id: Generated<number>;
  channel: string;
  account: string;
  message_key: string;
  address_key: string;
  /** `IncomingMessage` as JSON. */
  message: string;
  state: Generated<'pending' | 'done' | 'parked'>;
  attempts: Generated<number>;
  error: string | null;
  /** The platform's own order within the account, 0 where it tells none. */
  platform_order: Generated<number>;
  received_at: number;
  settled_at: number | null;
}

/** Everything that is to be sent. The only way out. */
export interface OutboxTable {
  id: Generated<number>;
  conversation_id: string | null;
  /** The transcript row that shows this send, if any. */
  message_id: string | null;
  channel: string;
  account: string;
  peer: string;
  address_key: string;
  is_group: Generated<number>;
  /** Rows with the same queue leave one after the other, in order of id; null: no order wanted. */
  queue: string | null;
  author: 'bot' | 'agent' | 'system';
  /** 0 agent, 1 answer, 2 alert, 3 care: lower goes first. */
  priority: number;
  epoch: number;
  send_key: string;
  /** `Reply` as JSON. */
  reply: string;
  state: Generated<'due' | 'sending' | 'sent' | 'refused' | 'unsure' | 'dead' | 'expired' | 'withdrawn' | 'discarded'>;
  due_at: number;
  expires_at: number;
  attempts: Generated<number>;
  /** The process that is sending it. */
  sender: string | null;
  platform_id: string | null;
  detail: string | null;
  created_at: number;
  settled_at: number | null;
}

/** Who is alive. A row in 'sending' whose process is dead is settled by the next one. */
export interface ProcessesTable {
  id: string;
  host: string;
  pid: number;
  started_at: number;
  seen_at: number;
}

/** What a channel has to know after a restart, committed with the messages that it belongs to. */
export interface ChannelNotesTable {
  channel: string;
  account: string;
  name: string;
  value: string;
  at: number;
}

/** Secrets and marks that all processes of one installation share, such as the key that signs visitor ids. */
export interface SettingsTable {
  name: string;
  value: string;
}
