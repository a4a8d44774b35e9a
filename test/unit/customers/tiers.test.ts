import { describe, expect, test } from 'vitest';
import { LIFECYCLE_SCHEME, MEMBERSHIP_SCHEME, type TierFigures, tierByRules } from '../../../src/customers/index.ts';

const NEVER: TierFigures = { orders: 0, spent: 0, idleDays: null, knownDays: 400 };

describe('tiers by rules', () => {
  test.each<[string, Partial<TierFigures>, string | null]>([
    ['known for long, never ordered', {}, null],
    ['known since last week', { knownDays: 7 }, 'new'],
    ['first order last week', { orders: 1, idleDays: 5, knownDays: 6 }, 'new'],
    ['one order a month ago', { orders: 1, idleDays: 35, knownDays: 60 }, 'potential'],
    ['orders again', { orders: 2, idleDays: 5, knownDays: 20 }, 'potential'],
    ['orders often and much', { orders: 3, spent: 300_000, idleDays: 5 }, 'core'],
    ['orders often, a fen too little', { orders: 3, spent: 299_999, idleDays: 5 }, 'potential'],
    ['89 days of silence', { orders: 5, spent: 900_000, idleDays: 89 }, 'core'],
    ['90 days of silence', { orders: 5, spent: 900_000, idleDays: 90 }, 'dormant'],
  ])('%s', (_name, figures, tier) => {
    expect(tierByRules(LIFECYCLE_SCHEME, { ...NEVER, ...figures })).toBe(tier);
  });

  test.each([
    [299_999, null],
    [300_000, 'silver'],
    [1_000_000, 'gold'],
    [3_000_000, 'platinum'],
  ])('spending %d fen makes the member %s', (spent, tier) => {
    expect(tierByRules(MEMBERSHIP_SCHEME, { ...NEVER, spent })).toBe(tier);
  });
});
