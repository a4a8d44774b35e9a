import { createHmac, timingSafeEqual } from 'node:crypto';
import { PeerId } from '../../core/index.ts';

/** A visitor and the token with which the browser proves to be them on the next visit. */
export interface Visitor {
  peer: PeerId;
  token: string;
}

export interface Visitors {
  /** A new identity that nobody had before. */
  issue(): Visitor;
  /** The visitor of a token that we issued for this site, or null: forged, foreign, cut off, of another version. */
  verify(token: string): Visitor | null;
}

const TOKEN = /^v1\.([\w-]{1,64})\.([\w-]{43})$/;

/**
 * Visitor tokens are `v1.<id>.<mac>`, the mac being HMAC-SHA256 over version, site and id. The site is signed too, so
 * that two sites sharing a secret do not share visitors. `newId` must be unguessable, such as `crypto.randomUUID`.
 */
export function createVisitors(parts: { secret: string; site: string; newId: () => string }): Visitors {
  const macOf = (id: string): Buffer =>
    createHmac('sha256', parts.secret)
      .update(JSON.stringify(['warmline visitor', 'v1', parts.site, id]))
      .digest();

  return {
    issue() {
      const id = parts.newId();
      return { peer: PeerId.parse(id), token: `v1.${id}.${macOf(id).toString('base64url')}` };
    },
    verify(token) {
      const [, id, mac] = TOKEN.exec(token) ?? [];
      if (id === undefined || mac === undefined) return null;
      return timingSafeEqual(macOf(id), Buffer.from(mac, 'base64url')) ? { peer: PeerId.parse(id), token } : null;
    },
  };
}
