import type { MediaRef } from './message.ts';

/**
 * Files that lie with us: what agents uploaded, and what was copied for a channel that cannot read another's files. A
 * channel whose platform takes bytes uploads them, so that the platform needs no way to us.
 */
export interface OwnFiles {
  /** The file on this machine; null for a reference that is none of ours. */
  find(media: MediaRef): Promise<OwnFile | null>;
}

export type OwnFile =
  | { kind: 'file'; path: string; bytes: number }
  /** It was ours and is not there any more. */
  | { kind: 'gone' }
  /** Not now: the database, the disk, or the platform from which it has to be fetched first does not answer. */
  | { kind: 'unavailable'; cause: string };

/** The reference of an upload; `base` is the public address of the server, or empty. */
export function uploadRef(base: string, id: string): string {
  return `${base.replace(/\/$/, '')}/uploads/${id}`;
}

/** The id in a reference that `uploadRef` made, under whatever address the server had then; null for any other. */
export function uploadIdOf(ref: string): string | null {
  return /^(?:https?:\/\/[^/\s]+(?:\/[^\s]*)?)?\/uploads\/([\w-]{32})$/.exec(ref)?.[1] ?? null;
}
