import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignArm, assignDay } from '../../../../src/care/experiment/assign.ts';
import { liftOf, wilson } from '../../../../src/care/experiment/lift.ts';

const VARIANTS = [
  { name: 'a', weight: 1 },
  { name: 'b', weight: 3 },
];

function shares(holdout: number, experiment: string) {
  const counts: Record<string, number> = {};
  for (let each = 0; each < 20_000; each += 1) {
    const arm = assignArm(experiment, `customer-${each}`, { holdout, variants: VARIANTS });
    const key = arm.kind === 'holdout' ? 'holdout' : arm.name;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe('an experiment', () => {
  it('puts a customer always into the same arm', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (experiment, customer) => {
        const parts = { holdout: 0.3, variants: VARIANTS };
        expect(assignArm(experiment, customer, parts)).toEqual(assignArm(experiment, customer, parts));
      }),
    );
  });

  it('keeps to the shares that were asked for, within four standard errors', () => {
    const counts = shares(0.1, 'birthday');
    expect(Math.abs((counts['holdout'] ?? 0) - 2_000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.1 * 0.9));
    expect(Math.abs((counts['a'] ?? 0) - 4_500)).toBeLessThan(4 * Math.sqrt(20_000 * 0.225 * 0.775));
  });

  it('moves nobody between the variants when the holdout grows', () => {
    for (let each = 0; each < 500; each += 1) {
      const small = assignArm('x', `c${each}`, { holdout: 0.1, variants: VARIANTS });
      const large = assignArm('x', `c${each}`, { holdout: 0.4, variants: VARIANTS });
      if (small.kind === 'holdout') expect(large.kind).toBe('holdout');
      if (large.kind === 'variant') expect(small).toEqual(large);
    }
  });

  it('gives each customer one day of the range', () => {
    const days = new Set(Array.from({ length: 300 }, (_, each) => assignDay('visit', `o${each}`, { from: 3, to: 7 })));
    expect([...days].sort()).toEqual([3, 4, 5, 6, 7]);
  });
});

describe('intervals', () => {
  // Newcombe 1998, table II, method 10, cases (a) to (f): the worked examples of the paper.
  it.each([
    [{ hits: 56, of: 70 }, { hits: 48, of: 80 }, 0.0524, 0.3339],
    [{ hits: 9, of: 10 }, { hits: 3, of: 10 }, 0.1705, 0.809],
    [{ hits: 6, of: 7 }, { hits: 2, of: 7 }, 0.0582, 0.8062],
    [{ hits: 5, of: 56 }, { hits: 0, of: 29 }, -0.0381, 0.1926],
    [{ hits: 0, of: 10 }, { hits: 0, of: 20 }, -0.1611, 0.2775],
    [{ hits: 10, of: 10 }, { hits: 0, of: 10 }, 0.6075, 1],
  ])('of the difference are those of the paper: %o and %o', (treated, heldOut, low, high) => {
    const lift = liftOf(treated, heldOut);
    expect(lift?.interval.low).toBeCloseTo(low, 4);
    expect(lift?.interval.high).toBeCloseTo(high, 4);
  });

  // Newcombe 1998 (Statistics in Medicine 17, 857–872), table I, method 3.
  it.each([
    [{ hits: 81, of: 263 }, 0.2553, 0.3662],
    [{ hits: 15, of: 148 }, 0.0624, 0.1605],
    [{ hits: 0, of: 20 }, 0, 0.1611],
    [{ hits: 1, of: 29 }, 0.0061, 0.1718],
  ])('of a share are those of the paper: %o', (share, low, high) => {
    expect(wilson(share).low).toBeCloseTo(low, 4);
    expect(wilson(share).high).toBeCloseTo(high, 4);
  });

  it('say nothing when one side is empty', () => {
    expect(liftOf({ hits: 1, of: 2 }, { hits: 0, of: 0 })).toBeNull();
  });
});
