import * as z from 'zod';

/** What the channel and its bridge process say to each other. Both sides parse what they hear. */

const id = z.string().min(1).max(250);
const text = z.string().max(100_000);

const Person = z.object({ id, name: z.string().max(512).optional() });
const Room = z.object({ id, topic: z.string().max(512).optional() });

/** Wechaty's message types by name (PUPPET.types.Message). */
export const MESSAGE_TYPES = [
  'Unknown',
  'Attachment',
  'Audio',
  'Contact',
  'ChatHistory',
  'Emoticon',
  'Image',
  'Text',
  'Location',
  'MiniProgram',
  'GroupNote',
  'Transfer',
  'RedEnvelope',
  'Recalled',
  'Url',
  'Video',
  'Post',
] as const;

/** Something that happened at WeChat. `at` is milliseconds since the epoch. What the puppet could not tell in time is left out. */
export const PuppetEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    id,
    type: z.enum(MESSAGE_TYPES),
    text,
    at: z.number().int(),
    talker: Person,
    room: Room.optional(),
    /** Who is called upon by "@", as the puppet says. */
    mentions: z.array(z.string()).default([]),
    /** We, and what we are called here. */
    self: z.object({ id, names: z.array(z.string()).default([]) }),
    /** Written by an official account: news, not a person. */
    official: z.boolean().default(false),
    fileName: z.string().max(1024).optional(),
    place: z.object({ latitude: z.number(), longitude: z.number(), name: z.string().max(2048) }).optional(),
    link: z.object({ url: z.string().max(4096), title: z.string().max(2048) }).optional(),
  }),
  z.object({
    kind: z.literal('membership'),
    change: z.enum(['joined', 'left']),
    at: z.number().int(),
    room: Room,
    people: z.array(Person),
    /** Who did it, where told. */
    by: z.string().optional(),
    self: z.object({ id }),
  }),
  /** A friend request was confirmed; told only where we accept them. */
  z.object({ kind: z.literal('befriended'), id, at: z.number().int(), person: Person }),
]);
export type PuppetEvent = z.infer<typeof PuppetEvent>;
export type MessageEvent = Extract<PuppetEvent, { kind: 'message' }>;

export const FileSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('url'), url: z.url({ protocol: /^https?$/ }) }),
  /** A file that came in a message. */
  z.object({ kind: z.literal('message'), id }),
]);
export type FileSource = z.infer<typeof FileSource>;

export const Outgoing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: text.min(1), mention: id.optional() }),
  z.object({ kind: z.literal('file'), source: FileSource, name: z.string().max(256).optional() }),
]);
export type Outgoing = z.infer<typeof Outgoing>;

const call = z.number().int();

/** From the channel to the bridge. */
export const ToBridge = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    puppet: z.string(),
    token: z.string().optional(),
    endpoint: z.string().optional(),
    tls: z.boolean(),
    dataDirectory: z.string(),
    acceptFriends: z.boolean(),
  }),
  /** The inbox has this event: the bridge may forget it. */
  z.object({ kind: z.literal('taken'), entry: z.string() }),
  z.object({
    kind: z.literal('send'),
    call,
    to: z.object({ kind: z.enum(['contact', 'room']), id }),
    message: Outgoing,
  }),
  z.object({ kind: z.literal('load'), call, message: id, most: z.number().int() }),
  z.object({ kind: z.literal('stop') }),
]);
export type ToBridge = z.infer<typeof ToBridge>;

export const Sent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sent'), id: z.string().optional() }),
  /** Nothing was given to the puppet. */
  z.object({ kind: z.literal('not-sent'), reason: z.enum(['logged-out', 'no-file', 'file-later']), cause: z.string() }),
  /** The puppet had it and did not confirm it. */
  z.object({ kind: z.literal('unsure'), cause: z.string() }),
]);
export type Sent = z.infer<typeof Sent>;

export const Loaded = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('loaded'), bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
  z.object({ kind: z.literal('too-large') }),
  z.object({ kind: z.literal('gone') }),
  z.object({ kind: z.literal('unavailable'), cause: z.string() }),
]);
export type Loaded = z.infer<typeof Loaded>;

export const Standing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('connecting') }),
  z.object({ kind: z.literal('waiting-for-scan'), link: z.string() }),
  z.object({ kind: z.literal('logged-in') }),
  z.object({ kind: z.literal('logged-out') }),
]);
export type Standing = z.infer<typeof Standing>;

/** From the bridge to the channel. */
export const FromBridge = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('standing'), standing: Standing }),
  /** Said now and then: it lives, and so does its puppet. */
  z.object({ kind: z.literal('alive') }),
  /** `entry` names it in the journal, until `taken`. */
  z.object({ kind: z.literal('event'), entry: z.string(), event: PuppetEvent }),
  z.object({ kind: z.literal('sent'), call, outcome: Sent }),
  z.object({ kind: z.literal('loaded'), call, outcome: Loaded }),
  /** An error that it survived. */
  z.object({ kind: z.literal('fault'), where: z.string(), cause: z.string() }),
  /** Its last words. */
  z.object({ kind: z.literal('ending'), cause: z.string() }),
]);
export type FromBridge = z.infer<typeof FromBridge>;
