import type { MediaRef } from '../../core/index.ts';
import type { MediaType } from './api.ts';

/** A file at WeCom: "<type>:<media id>". It is there for three days. */
export function mediaRef(type: MediaType, id: string): string {
  return `${type}:${id}`;
}

/** What to fetch or to send again; null when the ref was not made for this channel. */
export function readMediaRef({ ref }: Pick<MediaRef, 'ref'>): { type: MediaType; id: string } | null {
  const match = /^(image|voice|video|file):(.+)$/.exec(ref);
  return match ? { type: match[1] as MediaType, id: match[2] ?? '' } : null;
}
