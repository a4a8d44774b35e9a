import type { Generated } from 'kysely';

/** A person as we know them; they may have several addresses. */
export interface CustomersTable {
  id: string;
  name: string | null;
  /** 'zh-CN' | 'en' | null while unknown. */
  locale: string | null;
  created_at: number;
}

/** The thread with one address. `owner_*` and `epoch` are invariant 3 of the design, `fence` is invariant 5. */
export interface ConversationsTable {
  id: string;
  customer_id: string;
  channel: string;
  account: string;
  peer: string;
  /** `addressKey` of the three columns above; unique. */
  address_key: string;
  is_group: Generated<number>;
  locale: string;
  owner_kind: 'bot' | 'queue' | 'agent';
  owner_case: string | null;
  owner_agent: string | null;
  /** Raised by every change of owner; a bot message written under an older epoch is never sent. */
  epoch: number;
  /** Lane token of the last committed turn; a turn with a token that is not greater cannot commit. */
  fence: number;
  /** Raised by every visible change; readers resume from the last revision they saw. */
  revision: number;
  /** What the bot remembers between turns, as JSON (`ConversationMemory`). */
  memory: string;
  unreachable_since: number | null;
  created_at: number;
  last_message_at: number;
}

/** Everything that was said, in the order in which it was committed. */
export interface MessagesTable {
  id: string;
  conversation_id: string;
  /** Position in the conversation, from 1. */
  position: number;
  /** `conversations.revision` at the last change of this row. */
  revision: number;
  author: 'customer' | 'bot' | 'agent' | 'system';
  agent_id: string | null;
  /** The platform's key of a customer's message, or our send key. */
  message_key: string;
  /** `IncomingContent` or `Reply` as JSON, told apart by `author`. */
  content: string;
  delivery: 'received' | 'pending' | 'sent' | 'refused' | 'unsure' | 'withdrawn';
  at: number;
}
