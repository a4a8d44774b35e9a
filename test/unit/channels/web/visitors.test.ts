import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createVisitors } from '../../../../src/channels/web/index.ts';

const SECRET = 'a secret for tests only, 32 characters and more';

describe('visitor tokens', () => {
  const visitors = createVisitors(SECRET);

  test('a token gives back the visitor whom it was issued to', () => {
    const visitor = visitors.issue('shop');
    expect(visitors.verify('shop', visitor.token)).toEqual(visitor);
    expect(visitor.token).toMatch(/^v1\./);
  });

  test('every visitor is another one', () => {
    expect(visitors.issue('shop').peer).not.toBe(visitors.issue('shop').peer);
  });

  test('a token of another site or another installation is nobody', () => {
    const { token } = visitors.issue('shop');
    expect(visitors.verify('other', token)).toBeNull();
    expect(createVisitors(SECRET.toUpperCase()).verify('shop', token)).toBeNull();
  });

  test('no text made up by somebody else is a visitor, least of all the known id with another signature', () => {
    const { token, peer } = visitors.issue('shop');
    const [version, id, mac] = token.split('.');
    const forged = [
      `${version}.${peer}.${'A'.repeat(43)}`,
      `${version}.${id}x.${mac}`,
      `v2.${id}.${mac}`,
      `${token}=`,
      `${version}.${id}.`,
      `${token}.${mac}`,
      '',
    ];
    for (const text of forged) expect(visitors.verify('shop', text)).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => visitors.verify('shop', text) === null));
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.constantFrom(...'Aa0-_.'), (at, letter) => {
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        // The last character of 32 bytes in base64url carries two bits only; equal bits are the same token.
        const verified = visitors.verify('shop', changed);
        return verified === null || verified.peer === peer;
      }),
    );
  });
});
