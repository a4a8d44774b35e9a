/**
 * What page and server say to each other, seen from the browser. The server's side is `src/channels/web/protocol.ts`;
 * test/unit/channels/web/protocol.test.ts fails to compile when the two drift apart.
 */
export type ClientMessage =
  | {
      type: 'resume';
      visitor?: string | undefined;
      after?: number | undefined;
      site?: string | undefined;
      languages?: string[] | undefined;
    }
  | { type: 'message'; key: string; text: string }
  | { type: 'choice'; key: string; id: string; label: string }
  | { type: 'typing' }
  | { type: 'seen'; revision: number }
  | { type: 'ping' };

export type ServerMessage =
  | { type: 'ready'; visitor: string; locale: string; welcome: Welcome }
  | { type: 'changes'; messages: WireMessage[]; revision: number }
  | { type: 'ack'; key: string }
  | { type: 'nack'; key: string | null; reason: NackReason; detail: string; retryAfterMs?: number }
  | { type: 'typing' }
  | { type: 'pong' };

export type NackReason = 'invalid' | 'empty' | 'too-long' | 'too-fast' | 'unavailable' | 'no-resume';

export interface Welcome {
  name: string;
  greeting: string;
  starters: readonly string[];
}

export type WireMessage = { id: string; position: number; at: number } & (
  | { author: 'customer'; key: string; content: CustomerContent }
  | { author: 'bot' | 'system'; content: StaffContent }
  | { author: 'agent'; name?: string; content: StaffContent }
);

export type CustomerContent =
  | { kind: 'text'; text: string }
  | { kind: 'choice'; id: string; label?: string }
  | { kind: 'media'; media: Media };

export type StaffContent =
  | { kind: 'text'; markdown: string }
  | { kind: 'choices'; prompt: string; choices: Array<{ id: string; label: string }> }
  | { kind: 'media'; media: Media };

export interface Media {
  kind: 'image' | 'video' | 'audio' | 'file' | 'sticker' | 'location';
  ref: string;
  name?: string | undefined;
  caption?: string | undefined;
}

/** Longest text the server takes, in UTF-16 code units. */
export const MAX_TEXT = 8_000;

/** Closed for good: this page may not use the chat, or names a site that is not there. */
export const FINAL_CLOSE_CODES: readonly number[] = [4403, 4404];
