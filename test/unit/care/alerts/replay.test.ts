import { describe, expect, test } from 'vitest';
import { delayRulesOf } from '../../../../src/care/index.ts';
import { delayFile } from '../../../support/delays/alert-shop.ts';
import { parcelWorld } from '../../../support/delays/parcel-world.ts';
import { replay } from '../../../support/delays/replay.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 5, 1);

describe('delays on a replayed history whose causes the detector cannot see', () => {
  test.each([11, 12])(
    'world %i: nine of ten are told half an hour before the promise passes, one of ten in vain at most',
    (seed) => {
      const all = parcelWorld({ seed, parcels: 1_200, days: 80, start: START });
      const history = all.filter((parcel) => parcel.deliveredAt < START + 50 * DAY);
      const world = all.filter((parcel) => parcel.placedAt >= START + 50 * DAY);
      const told = replay(history, world, delayRulesOf(delayFile()), () => 0);
      expect(told.delayed).toBeGreaterThan(20);
      expect(told.inTime / told.delayed).toBeGreaterThanOrEqual(0.9);
      expect(told.falseAlerts / told.alerts).toBeLessThanOrEqual(0.1);
      expect(told.leadTenthH).toBeGreaterThanOrEqual(0.5);
    },
  );
});
