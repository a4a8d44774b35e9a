import type { Generated } from 'kysely';

/** A conversation that needs a person. JSON columns are text. */
export interface CasesTable {
  id: string;
  conversation_id: string;
  customer_id: string;
  state: 'waiting' | 'held' | 'snoozed' | 'resolved';
  /** Reason codes as a JSON array, the first is the one that opened it. */
  reasons: string;
  /** 0..100, higher goes first. */
  priority: number;
  tier: string;
  mood_score: number;
  mood_level: string;
  skill: string | null;
  fast_lane: number;
  /** 1: the customer left a message while nobody was there; the bot keeps the conversation until the office opens. */
  callback: number;
  locale: string;
  channel: string;
  agent_id: string | null;
  summary: string;
  opened_at: number;
  queued_at: number;
  held_since: number | null;
  /** Since when the customer has been waiting for a person's word. */
  waiting_since: number | null;
  first_due: number | null;
  /** 0 running, 1 at risk, 2 breached. */
  first_state: number;
  next_due: number | null;
  next_state: number;
  resolution_due: number | null;
  resolution_state: number;
  first_responded_at: number | null;
  silent_due: number | null;
  snoozed_until: number | null;
  /** When the sweep has to look next; null for resolved cases. */
  look_at: number | null;
  /** What the customer was last told about their place in the queue. */
  told_place: number | null;
  told_at: number | null;
  disposition: string | null;
  resolved_at: number | null;
  resolved_by: string | null;
}

export interface CaseEventsTable {
  id: string;
  case_id: string;
  conversation_id: string;
  kind: string;
  /** An agent's id, 'customer' or 'system'. */
  actor: string;
  detail: string;
  at: number;
}

/** One judged customer message, with the signals that led to it. */
export interface MoodsTable {
  id: string;
  conversation_id: string;
  message_key: string;
  score: number;
  level: string;
  /** `Reason[]` as JSON. */
  reasons: string;
  hand_off: string;
  /** `Signals` as JSON: the decision can be repeated from it. */
  signals: string;
  at: number;
}

/** What handoff remembers of a conversation between turns. */
export interface HandoffMarksTable {
  conversation_id: string;
  /** `Mood` as JSON. */
  mood: string;
  /** Nothing up to this message position leads to a handoff again. */
  returned_position: number;
  thumbs_down: number;
  misses: number;
}

/** A person at the desk; signs in with the sign-in record of the same id. */
export interface AgentsTable {
  id: string;
  name: string;
  email: string;
  role: 'agent' | 'supervisor' | 'operator' | 'admin';
  active: number;
  /** 0 until they have followed their invitation. */
  joined: number;
  locale: string;
  skills: string;
  locales: string;
  capacity: number;
  limit_coupon: number;
  limit_refund: number;
  limit_points: number;
  hours: string | null;
  presence: 'on-duty' | 'away' | 'off';
  presence_since: number;
  /** 'silence': the desk set them away because a customer had waited too long for their word. */
  presence_cause: 'chosen' | 'silence';
  /** Since when they have held nothing. */
  idle_since: number;
  /** Their Telegram user id. */
  telegram: string | null;
  /** Their user id in WeCom. */
  wecom: string | null;
  created_at: number;
}

/** Who looks after a customer: by agreement (VIP), and who helped first. */
export interface CustomerDeskTable {
  customer_id: string;
  own_agent: string | null;
  first_agent: string | null;
}

export interface CannedRepliesTable {
  id: string;
  shortcut: string;
  locale: string;
  title: string;
  text: string;
  /** Null: for everybody. */
  owner: string | null;
}

export interface CompensationsTable {
  id: string;
  /** The client's key: the same wish twice is one row. */
  request_key: string;
  case_id: string;
  conversation_id: string;
  customer_id: string;
  kind: 'coupon' | 'refund' | 'points';
  amount: number;
  reason: string;
  state: 'requested' | 'granted' | 'refused';
  agent_id: string;
  decided_by: string | null;
  at: number;
  decided_at: number | null;
}

export interface WebhooksTable {
  id: string;
  url: string;
  secret: string;
  events: string;
  active: number;
  created_at: number;
}

export interface WebhookDeliveriesTable {
  id: string;
  webhook_id: string;
  event: string;
  payload: string;
  state: 'due' | 'sent' | 'dead';
  attempts: number;
  status: number | null;
  detail: string | null;
  due_at: number;
  created_at: number;
  settled_at: number | null;
}

/** Events of complaints that other systems have been told of. */
export interface ComplaintNewsTable {
  event_id: string;
  at: number;
}

/** Who did what; only ever added to. */
export interface AuditLogTable {
  id: Generated<number>;
  at: number;
  actor: string;
  action: string;
  object: string;
  detail: string;
  ip: string;
}

/** "This changed", for live consoles; swept after an hour. */
export interface DeskEventsTable {
  id: Generated<number>;
  /** `DeskEvent` of the API contract as JSON. */
  event: string;
  /** Only for this agent; null for everybody who may see the conversation. */
  agent_id: string | null;
  conversation_id: string | null;
  at: number;
}

export interface DeskViewersTable {
  conversation_id: string;
  agent_id: string;
  seen_at: number;
  typing_until: number;
}

export interface UploadsTable {
  id: string;
  name: string;
  mime_type: string;
  bytes: number;
  agent_id: string;
  at: number;
  /** `{channel, account, media}` of a file that is read from its platform when somebody first wants it; null: on the disk. */
  source: string | null;
}

/** The forum topic in which the staff meets one customer. */
export interface StaffTopicsTable {
  conversation_id: string;
  /** `addressKey` of the topic; empty while it is to be created. */
  topic_key: string;
  peer: string | null;
  /** The platform's id of the pinned card. */
  card_id: string | null;
  /** What the card showed last; it is edited when that changes. */
  card_text: string;
  /** Everything up to this revision is in the topic. */
  relayed_revision: number;
  state: 'wanted' | 'open' | 'gone';
  look_at: number;
  attempts: number;
}

/** Which message of the topic is which message of the talk: for edits and quotes. */
export interface StaffRelaysTable {
  message_id: string;
  conversation_id: string;
  /** The outbox row's key that carries it into the topic. */
  send_key: string;
}

export interface ApiKeysTable {
  id: string;
  name: string;
  role: string;
  /** SHA-256 of the key. */
  hash: string;
  created_at: number;
  used_at: number | null;
}

/** One-time links: the first admin, invitations, new passwords. */
export interface StaffLinksTable {
  /** SHA-256 of the token. */
  hash: string;
  kind: 'setup' | 'join' | 'reset';
  agent_id: string | null;
  expires_at: number;
  used_at: number | null;
}

/** Tables of better-auth; times are its own business. */
export interface StaffUserTable {
  id: string;
  email: string;
}
export interface StaffSessionTable {
  id: string;
  userId: string;
  token: string;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: unknown;
  updatedAt: unknown;
  expiresAt: unknown;
}
