import * as z from 'zod';
import { Id, Time } from './common.ts';

/** `GET /api/events`, `text/event-stream`, for everybody who is signed in. */
export const EVENTS_PATH = '/api/events';

/**
 * An event says what changed, never the change itself: read it again. Only events about what the reader may see
 * are sent. Each has an `id`; after a reconnect the browser sends it as `Last-Event-ID` and gets what it missed (some
 * twice: they are harmless). `hello` comes first; with `fresh: true` too much was missed: read everything again.
 */
export const DeskEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), fresh: z.boolean(), now: Time }),
  /** Messages, delivery, owner or case of this conversation changed. */
  z.object({ kind: z.literal('conversation'), conversation: Id }),
  /** A case came into the queue or left it: the list and its counts. `alert` asks for a sound. */
  z.object({ kind: z.literal('queue'), conversation: Id, alert: z.boolean() }),
  /** This conversation was given to me: by routing, transfer or a colleague. */
  z.object({ kind: z.literal('assigned'), conversation: Id }),
  /** A clock is at risk or breached. */
  z.object({ kind: z.literal('clock'), conversation: Id, state: z.enum(['at-risk', 'breached']) }),
  /** Who is looking or typing changed; `customer`: the customer is typing now. */
  z.object({ kind: z.literal('viewers'), conversation: Id, customer: z.boolean() }),
  z.object({ kind: z.literal('compensation'), compensation: Id }),
  /** A complaint changed. `alert`: its clock ran out, and I am to see to it. */
  z.object({ kind: z.literal('complaint'), complaint: z.string(), alert: z.boolean().default(false) }),
  /** State or figures of this campaign changed. */
  z.object({ kind: z.literal('campaign'), campaign: Id }),
  /** Presence, load or settings of the team. */
  z.object({ kind: z.literal('team') }),
  /** My session has ended: sign in again. The stream closes. */
  z.object({ kind: z.literal('signed-out') }),
]);
export type DeskEvent = z.infer<typeof DeskEvent>;
