import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterQuiet, beforeQuiet, isQuiet } from '../../../../src/care/gate/quiet-hours.ts';

const NIGHT = { from: '21:00', to: '09:00' };
/** Zones that change their clocks in both halves of the year, at midnight, by half an hour, and never. */
const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
];
const HOUR = 3_600_000;

const moment = fc.integer({ min: Date.UTC(2011, 11, 1), max: Date.UTC(2032, 11, 31) });
const zone = fc.constantFrom(...ZONES);
const wall = fc.tuple(fc.nat(23), fc.nat(59)).map(([h, m]) => `${`${h}`.padStart(2, '0')}:${`${m}`.padStart(2, '0')}`);
const quiet = fc.record({ from: wall, to: wall });

function hourIn(at: number, timeZone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).hour;
}

function at(text: string): number {
  return Temporal.ZonedDateTime.from(text).epochMilliseconds;
}

describe('quiet hours', () => {
  test('nothing leaves between nine in the evening and nine in the morning, in any zone, at any moment', () => {
    fc.assert(
      fc.property(moment, zone, (now, timeZone) => {
        const hour = hourIn(afterQuiet(now, timeZone, NIGHT), timeZone);
        expect(hour >= 9 && hour < 21).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('the moment that is waited for is not quiet, never in the past, and never more than a day and a clock change away', () => {
    fc.assert(
      fc.property(moment, zone, quiet, (now, timeZone, hours) => {
        const until = afterQuiet(now, timeZone, hours);
        expect(isQuiet(until, timeZone, hours)).toBe(false);
        expect(until).toBeGreaterThanOrEqual(now);
        // Apia left out a whole day in 2011.
        expect(until - now).toBeLessThanOrEqual(49 * HOUR);
      }),
      { numRuns: 1_000 },
    );
  });

  test('the last moment before the night is not quiet and not later', () => {
    fc.assert(
      fc.property(moment, zone, quiet, (now, timeZone, hours) => {
        const before = beforeQuiet(now, timeZone, hours);
        expect(isQuiet(before, timeZone, hours)).toBe(false);
        expect(before).toBeLessThanOrEqual(now);
      }),
      { numRuns: 1_000 },
    );
  });

  test('whoever waits until the morning passes then, also when the machine is an hour off before', () => {
    fc.assert(
      fc.property(moment, zone, fc.integer({ min: -HOUR, max: HOUR }), (now, timeZone, jump) => {
        const until = afterQuiet(now + jump, timeZone, NIGHT);
        expect(afterQuiet(until, timeZone, NIGHT)).toBe(until);
      }),
    );
  });

  test.each([
    ['2027-03-28T01:30[Europe/Berlin]', '2027-03-28T09:00[Europe/Berlin]'],
    ['2026-10-25T02:30[Europe/Berlin]', '2026-10-25T09:00[Europe/Berlin]'],
    ['2026-11-30T23:00[Asia/Shanghai]', '2026-12-01T09:00[Asia/Shanghai]'],
    ['2028-02-28T22:00[Asia/Shanghai]', '2028-02-29T09:00[Asia/Shanghai]'],
    ['2028-02-29T22:00[Asia/Shanghai]', '2028-03-01T09:00[Asia/Shanghai]'],
    ['2026-12-31T21:00[America/New_York]', '2027-01-01T09:00[America/New_York]'],
    ['2026-11-22T20:59[Asia/Shanghai]', '2026-11-22T20:59[Asia/Shanghai]'],
    ['2026-11-22T09:00[Asia/Shanghai]', '2026-11-22T09:00[Asia/Shanghai]'],
  ])('%s may be written to at %s', (now, then) => {
    const timeZone = Temporal.ZonedDateTime.from(now).timeZoneId;
    expect(afterQuiet(at(now), timeZone, NIGHT)).toBe(at(then));
  });

  test('a morning that the clocks leave out begins when they go on', () => {
    const gap = { from: '22:00', to: '02:30' };
    const until = afterQuiet(at('2027-03-28T01:00[Europe/Berlin]'), 'Europe/Berlin', gap);
    expect(until).toBe(at('2027-03-28T03:30[Europe/Berlin]'));
  });

  test('equal times mean that there is no night', () => {
    expect(isQuiet(at('2026-11-22T03:00[Asia/Shanghai]'), 'Asia/Shanghai', { from: '00:00', to: '00:00' })).toBe(false);
  });
});
