import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { PeerId } from '../../core/index.ts';

/** A visitor and the token with which the browser proves to be them on the next visit. */
export interface Visitor {
  peer: PeerId;
  token: string;
}

export interface Visitors {
  /** A new identity that nobody had before. */
  issue(site: string): Visitor;
  /** The visitor of a token that we issued for this site, or null: forged, foreign, cut off, of another version. */
  verify(site: string, token: string): Visitor | null;
}

const TOKEN = /^v1\.([\w-]{1,64})\.([\w-]{43})$/;

/**
 * Visitor tokens are `v1.<id>.<mac>`, the mac being HMAC-SHA256 over version, site and id. The site is signed too, so
 * that two sites sharing a secret do not share visitors. `newId` must give ids that nobody can guess.
 */
export function createVisitors(secret: string, newId: () => string = randomUUID): Visitors {
  const macOf = (site: string, id: string): Buffer =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['warmline visitor', 'v1', site, id]))
      .digest();

  return {
    issue(site) {
      const id = newId();
      return { peer: PeerId.parse(id), token: `v1.${id}.${macOf(site, id).toString('base64url')}` };
    },
    verify(site, token) {
      const [, id, mac] = TOKEN.exec(token) ?? [];
      if (id === undefined || mac === undefined) return null;
      const given = Buffer.from(mac, 'base64url');
      return timingSafeEqual(macOf(site, id), given) ? { peer: PeerId.parse(id), token } : null;
    },
  };
}
