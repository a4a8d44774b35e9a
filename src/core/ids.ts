import * as z from 'zod';

/**
 * Ids are branded: a `CustomerId` cannot be passed where a `CaseId` is wanted, although both are strings at run time.
 * Mixing two people's ids is the classic defect of this field, so the compiler is asked to see it.
 */
export const ChannelId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/)
  .brand<'ChannelId'>();
export type ChannelId = z.infer<typeof ChannelId>;

/** One account of a platform: a bot's user name, a WeCom corp, the name of a web site. */
export const AccountId = z.string().min(1).max(128).brand<'AccountId'>();
export type AccountId = z.infer<typeof AccountId>;

/** Whom the platform delivers to: a chat id, an external user id, a visitor id. Unique within channel and account. */
export const PeerId = z.string().min(1).max(256).brand<'PeerId'>();
export type PeerId = z.infer<typeof PeerId>;

/** The platform's own name for one inbound event; redeliveries carry the same key. */
export const MessageKey = z.string().min(1).max(256).brand<'MessageKey'>();
export type MessageKey = z.infer<typeof MessageKey>;

/** Our name for one outbound send, at most 32 bytes because WeCom's `msgid` takes no more. */
export const SendKey = z.string().min(1).max(32).brand<'SendKey'>();
export type SendKey = z.infer<typeof SendKey>;

/** What a pressed button sends back. At most 48 ASCII characters, so that it fits Telegram's 64 bytes with a prefix. */
export const ChoiceId = z
  .string()
  .regex(/^[\x21-\x7e]{1,48}$/)
  .brand<'ChoiceId'>();
export type ChoiceId = z.infer<typeof ChoiceId>;

export const ConversationId = z.string().min(1).max(64).brand<'ConversationId'>();
export type ConversationId = z.infer<typeof ConversationId>;

export const CustomerId = z.string().min(1).max(64).brand<'CustomerId'>();
export type CustomerId = z.infer<typeof CustomerId>;

export const CaseId = z.string().min(1).max(64).brand<'CaseId'>();
export type CaseId = z.infer<typeof CaseId>;

export const AgentId = z.string().min(1).max(64).brand<'AgentId'>();
export type AgentId = z.infer<typeof AgentId>;

/** One question-and-answer of an article. Stable over edits of the answer. Short enough to ride in a `ChoiceId`. */
export const EntryId = z.string().min(1).max(128).brand<'EntryId'>();
export type EntryId = z.infer<typeof EntryId>;
