import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeTags } from '../../../src/customers/corp/merge-tags.ts';

const tags = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')).map((list) => new Set(list));

function apply(side: ReadonlySet<string>, give: readonly string[], take: readonly string[]): Set<string> {
  return new Set([...side, ...give].filter((tag) => !take.includes(tag)));
}

test('after a merge both sides have the same: what was given anywhere and taken nowhere', () => {
  fc.assert(
    fc.property(tags, tags, tags, (agreed, there, here) => {
      const merge = mergeTags({ agreed, there, here });
      const thereNow = apply(there, merge.giveThere, merge.takeThere);
      const hereNow = apply(here, merge.giveHere, merge.takeHere);
      expect(thereNow).toEqual(new Set(thereNow));
      expect([...thereNow].sort()).toEqual([...hereNow].sort());
      for (const tag of ['a', 'b', 'c', 'd']) {
        const wanted = agreed.has(tag) ? there.has(tag) && here.has(tag) : there.has(tag) || here.has(tag);
        expect(thereNow.has(tag)).toBe(wanted);
      }
      const again = mergeTags({ agreed: thereNow, there: thereNow, here: hereNow });
      expect(Object.values(again).flat()).toEqual([]);
    }),
  );
});
