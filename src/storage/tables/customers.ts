import type { Generated } from 'kysely';

/** What the customers house adds to a row of `customers`. Dates are "YYYY-MM-DD", times milliseconds. */
export interface CustomerProfileColumns {
  /** The shop's own number of this person, from its shop system. */
  external_id: string | null;
  /** E.164, only when it was verified or an agent or import vouches for it. */
  phone: string | null;
  phone_verified_at: number | null;
  /** "1990-02-29", "--02-29" when the year is not told, "lunar:1990-08-15" by the Chinese calendar. */
  birthday: string | null;
  /** `birthDayKey` of `birthday`, for the index. */
  birth_day: string | null;
  member_since: string | null;
  /** IANA name. */
  time_zone: string | null;
  tier: string | null;
  /** 'rule', 'agent:…' or 'import'; a rule never overwrites what a person set. */
  tier_source: string | null;
  tier_at: number | null;
  /** Figures, brought up to date by `refreshFigures`. Money in the smallest unit (fen, cent). */
  order_count: Generated<number>;
  spent: Generated<number>;
  first_order_at: number | null;
  last_order_at: number | null;
  last_active_at: number | null;
  /** Tags, consents and channels for segments; follows the tables that hold them. */
  marks: Generated<string>;
  /** This identity lives on in another one. */
  joined_into: string | null;
  /** Nothing of a person is left in this row. */
  erased_at: number | null;
}

/** In an exclusive group a customer has one tag at most: the newest. */
export interface TagGroupsTable {
  name: string;
  title_zh: string;
  title_en: string;
  exclusive: number;
}

/** A tag that belongs to a group; tags outside of groups need no row. */
export interface TagDefinitionsTable {
  tag: string;
  tag_group: string;
}

export interface CustomerTagsTable {
  customer_id: string;
  tag: string;
  /** 'flow:home-style', 'survey:…', 'rule', 'agent:…', 'import', 'join'. */
  source: string;
  at: number;
}

/** What holds now; `consent_events` says how it came to be. */
export interface CustomerConsentsTable {
  customer_id: string;
  topic: string;
  granted: number;
  source: string;
  at: number;
}

/** Append-only. */
export interface ConsentEventsTable {
  id: Generated<number>;
  customer_id: string;
  topic: string;
  granted: number;
  source: string;
  at: number;
}

/** What an order was worth, in the smallest unit of the currency. */
export interface OrderValuesTable {
  order_number: string;
  amount: number;
  currency: string;
  at: number;
}

/** One person who was two: `from_id` lives on in `into_id` until it is undone. */
export interface CustomerJoinsTable {
  id: Generated<number>;
  from_id: string;
  into_id: string;
  reason: 'phone' | 'agent' | 'platform';
  source: string;
  at: number;
  undone_at: number | null;
}

/** A row that changed its customer in a join, so that undoing knows what to give back. */
export interface CustomerJoinMovesTable {
  join_id: number;
  table_name: string;
  row_key: string;
}

/** A wish to be forgotten. Once fulfilled, `customer_id` is null and only the times are left. */
export interface CustomerErasuresTable {
  id: Generated<number>;
  customer_id: string | null;
  requested_at: number;
  due_at: number;
  /** 'erased': gone for every query; 'done': gone from the file as well. */
  state: 'requested' | 'erased' | 'done';
  erased_at: number | null;
}

/** A group of people on a platform that the bot is or was in. */
export interface GroupsTable {
  address_key: string;
  channel: string;
  account: string;
  peer: string;
  title: string | null;
  member_count: number | null;
  joined_at: number;
  left_at: number | null;
}

export interface GroupTagsTable {
  /** `groups.address_key`. */
  group_key: string;
  tag: string;
  source: string;
  at: number;
}

/** An employee who looks after a customer (WeCom's 客户联系): tags are given per pair of both. */
export interface CorpContactsTable {
  /** `addressKey` of the customer as a contact of the corp. */
  address_key: string;
  employee: string;
  /** The corp's tag ids that this pair has, as the platform told last. JSON. */
  tags_there: string;
  /** What both sides had when they were last brought in step: what differs from it has changed since. JSON. */
  tags_agreed: string;
  /** When the platform told of it last. */
  at: number;
}

/** Who is in a group, as far as the platform tells. */
export interface GroupMembersTable {
  group_key: string;
  /** `addressKey` of the member in private. */
  address_key: string;
  name: string | null;
  at: number;
}
