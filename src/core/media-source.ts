import type { MediaRef } from './message.ts';

/** Where the files of a platform can be read, for people of ours who look at a conversation. */
export interface MediaSource {
  /** Reads one file, of at most `most` bytes. Nothing is kept and nothing is tried again. */
  load(media: MediaRef, most: number, signal: AbortSignal): Promise<LoadedMedia>;
}

export type LoadedMedia =
  | { kind: 'loaded'; bytes: Uint8Array }
  | { kind: 'too-large' }
  /** The platform does not have it any more, or it is no file. */
  | { kind: 'gone' }
  /** The platform did not answer; later it may. */
  | { kind: 'unavailable'; cause: string };
