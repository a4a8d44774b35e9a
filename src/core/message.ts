import * as z from 'zod';
import { Address } from './address.ts';
import { ChoiceId, MessageKey } from './ids.ts';

/** A file that a platform holds or that we stored. `ref` means something only to the channel that made it. */
export const MediaRef = z.object({
  kind: z.enum(['image', 'video', 'audio', 'file', 'sticker', 'location']),
  ref: z.string().min(1).max(2048),
  name: z.string().max(256).optional(),
  mimeType: z.string().max(128).optional(),
  bytes: z.number().int().nonnegative().optional(),
  caption: z.string().max(4096).optional(),
});
export type MediaRef = z.infer<typeof MediaRef>;

/** Longest customer text that is kept. Telegram sends at most 4,096; the web chat is held to the same order. */
export const MAX_INCOMING_TEXT = 8_000;

export const IncomingContent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    text: z.string().min(1).max(MAX_INCOMING_TEXT),
    /** The words that it replies to, where the platform tells and they were picked; shortened. */
    quoted: z.string().min(1).max(300).optional(),
  }),
  /** A pressed button. `label` is what the person saw on it, for the transcript. */
  z.object({ kind: z.literal('choice'), id: ChoiceId, label: z.string().max(256).optional() }),
  z.object({ kind: z.literal('media'), media: MediaRef }),
  /** `self`: it is the bot that came into the room or left it, not the person. */
  z.object({
    kind: z.literal('presence'),
    event: z.enum(['joined', 'left', 'blocked']),
    self: z.literal(true).optional(),
  }),
  /** The group moved to another address (Telegram's upgrade to a supergroup). */
  z.object({ kind: z.literal('moved'), to: Address }),
  /** Not from a platform: something of ours fell due in this conversation and takes its turn like a message. */
  z.object({
    kind: z.literal('due'),
    what: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('timer'), key: z.string() }),
      z.object({ kind: z.literal('survey'), invite: z.string(), flow: z.string() }),
      z.object({
        kind: z.literal('complaint-news'),
        event: z.string(),
        number: z.string(),
        change: z.enum(['assigned', 'responded', 'resolved', 'made-complex']),
        detail: z.string(),
      }),
      /** A wish about an order was settled; `detail` is what was said to it. */
      z.object({
        kind: z.literal('order-news'),
        request: z.string(),
        order: z.string(),
        wish: z.enum(['urge', 'address', 'cancel']),
        outcome: z.enum(['done', 'refused']),
        detail: z.string(),
      }),
    ]),
  }),
  /** Said by nobody: what the platform tells about the talk itself. `colleague` is one of ours, by their id there. */
  z.object({
    kind: z.literal('platform'),
    news: z.discriminatedUnion('kind', [
      /** A message of ours that the platform had taken did not arrive. `refused`: the person takes nothing from us. */
      z.object({
        kind: z.literal('undelivered'),
        platformId: z.string().min(1).max(256),
        refused: z.boolean(),
        detail: z.string().max(500),
      }),
      /** A colleague took the talk over in the platform's own client. */
      z.object({ kind: z.literal('taken'), colleague: z.string().min(1).max(128) }),
      z.object({
        kind: z.literal('said'),
        colleague: z.string().min(1).max(128),
        content: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('text'), text: z.string().min(1).max(MAX_INCOMING_TEXT) }),
          z.object({ kind: z.literal('media'), media: MediaRef }),
        ]),
      }),
      /** The colleague, or the platform, has ended it. */
      z.object({ kind: z.literal('ended'), colleague: z.string().max(128) }),
    ]),
  }),
  z.object({ kind: z.literal('unsupported'), platformType: z.string().min(1).max(64) }),
]);
export type IncomingContent = z.infer<typeof IncomingContent>;

/** One inbound event of a platform, parsed. `sentAt` is milliseconds since the epoch by the platform's clock. */
export const IncomingMessage = z.object({
  key: MessageKey,
  from: Address,
  sentAt: z.number().int(),
  content: IncomingContent,
  /** What the platform tells about the person: used for a greeting and to guess the language, never for identity. */
  profile: z.object({ name: z.string().max(256).optional(), languageTag: z.string().max(35).optional() }).optional(),
  /** Set when it was said in a room; `from` is then still the person. */
  group: Address.optional(),
  /** What the room is called, where the platform tells. */
  roomTitle: z.string().min(1).max(256).optional(),
  /** Their own phone, in any form, which the platform itself vouches for; never what they say. */
  verifiedPhone: z.string().min(1).max(40).optional(),
  /** In a room: the bot was addressed (mentioned, replied to, or given a command). */
  mentioned: z.boolean().optional(),
  /** The platform's own rising number of its events (Telegram's `update_id`), to restore the order of a shuffled redelivery. */
  order: z.number().int().nonnegative().optional(),
  /** The key of the message that this one replaces, when the person edited it. */
  edits: MessageKey.optional(),
});
export type IncomingMessage = z.infer<typeof IncomingMessage>;
