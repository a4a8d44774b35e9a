import * as z from 'zod';
import type { Choice, MediaRef } from '../../core/index.ts';
import { ChoiceId, MAX_INCOMING_TEXT } from '../../core/index.ts';
import type { Welcome } from './ports.ts';

/**
 * The words between page and server, JSON in text frames. The browser's side is `console/chat/protocol.ts`; a test
 * holds the two together.
 */

/** The page's own name for one message; the same one when it is sent again. Random, 128 bits or more in hex or a UUID. */
const ClientKey = z.string().regex(/^[0-9a-f-]{32,36}$/);

const Revision = z.number().int().nonnegative();

export const ClientMessage = z.discriminatedUnion('type', [
  /** First word on every connection. Without `after` the latest messages are sent, with it what changed since. */
  z.object({
    type: z.literal('resume'),
    visitor: z.string().max(256).optional(),
    after: Revision.optional(),
    site: z.string().max(128).optional(),
    languages: z.array(z.string().max(35)).max(16).optional(),
  }),
  z.object({ type: z.literal('message'), key: ClientKey, text: z.string().max(MAX_INCOMING_TEXT) }),
  z.object({ type: z.literal('choice'), key: ClientKey, id: ChoiceId, label: z.string().max(256) }),
  z.object({ type: z.literal('typing') }),
  z.object({ type: z.literal('seen'), revision: Revision }),
  z.object({ type: z.literal('ping') }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

export type ServerMessage =
  /** `visitor` is to be kept and given at the next resume. It differs from the given one when that was not ours. */
  | { type: 'ready'; visitor: string; locale: string; welcome: Welcome }
  /** `revision` is where the next resume goes on; it may be ahead of every message here. */
  | { type: 'changes'; messages: WireMessage[]; revision: number }
  /** The message is kept for good. */
  | { type: 'ack'; key: string }
  /** `key` is null when the frame was too broken to have one. With `retryAfterMs` it is worth sending again. */
  | { type: 'nack'; key: string | null; reason: NackReason; detail: string; retryAfterMs?: number }
  | { type: 'typing' }
  | { type: 'pong' };

export type NackReason = 'invalid' | 'empty' | 'too-long' | 'too-fast' | 'unavailable' | 'no-resume';

/** One message as the visitor may see it. `key` names the visitor's own message as the page sent it. */
export type WireMessage = { id: string; position: number; at: number } & (
  | { author: 'customer'; key: string; content: WireCustomerContent }
  | { author: 'bot' | 'system'; content: WireReply }
  | { author: 'agent'; name?: string; content: WireReply }
);

export type WireCustomerContent =
  | { kind: 'text'; text: string }
  | { kind: 'choice'; id: string; label?: string }
  | { kind: 'media'; media: WireMedia };

type WireReply =
  | { kind: 'text'; markdown: string }
  | { kind: 'choices'; prompt: string; choices: Array<{ id: Choice['id']; label: string }> }
  | { kind: 'media'; media: WireMedia };

export type WireMedia = Pick<MediaRef, 'kind' | 'ref' | 'name' | 'caption'>;

/** Why the server closed the socket. 4xxx are ours: a page must not come back after the first three. */
export const CLOSE = {
  originNotAllowed: 4403,
  unknownSite: 4404,
  tooManyFrames: 4429,
  slowReader: 4408,
  silent: 4409,
  restarting: 1012,
  fault: 1011,
} as const;

export type ParsedFrame =
  | { kind: 'message'; message: ClientMessage }
  | { kind: 'bad'; key: string | null; reason: NackReason; detail: string };

/** Reads one frame. Whatever is wrong with it comes back as a reason that names the field. */
export function parseFrame(frame: string): ParsedFrame {
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    return { kind: 'bad', key: null, reason: 'invalid', detail: 'Send one JSON object per text frame.' };
  }
  const parsed = ClientMessage.safeParse(json);
  if (parsed.success) return { kind: 'message', message: parsed.data };
  const key = z.object({ key: ClientKey }).safeParse(json);
  const tooLong = parsed.error.issues.some((issue) => issue.code === 'too_big' && issue.path[0] === 'text');
  return {
    kind: 'bad',
    key: key.success ? key.data.key : null,
    reason: tooLong ? 'too-long' : 'invalid',
    detail: tooLong ? `At most ${MAX_INCOMING_TEXT} characters.` : z.prettifyError(parsed.error).slice(0, 500),
  };
}

/**
 * What databases can hold and a person has said: no NUL, no half surrogate pairs, no blank ends. Empty when
 * nothing is left.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '').trim();
}
