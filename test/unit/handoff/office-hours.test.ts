import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addOfficeTime, isOpen, nextOpening, type OfficeHours } from '../../../src/handoff/index.ts';

const WEEKDAYS: OfficeHours = {
  timeZone: 'Asia/Shanghai',
  days: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '18:00' })),
  chineseHolidays: true,
  closed: ['2026-11-24'],
};
const HOUR = 3_600_000;

/** A local time in Shanghai. */
function at(text: string): number {
  return Temporal.PlainDateTime.from(text).toZonedDateTime('Asia/Shanghai').epochMilliseconds;
}

test('the office is open from its first to its last minute', () => {
  expect(isOpen(WEEKDAYS, at('2026-11-23T08:59:59'))).toBe(false);
  expect(isOpen(WEEKDAYS, at('2026-11-23T09:00'))).toBe(true);
  expect(isOpen(WEEKDAYS, at('2026-11-23T18:00'))).toBe(false);
});

test('a public holiday is closed, and a weekend that is worked instead (调休) is open', () => {
  expect(isOpen(WEEKDAYS, at('2026-10-01T10:00'))).toBe(false);
  expect(isOpen(WEEKDAYS, at('2026-10-10T10:00'))).toBe(true); // a Saturday for National Day
  expect(isOpen(WEEKDAYS, at('2026-10-17T10:00'))).toBe(false); // an ordinary Saturday
});

test('a shop that works on weekends is closed on the holiday itself only', () => {
  const daily = { ...WEEKDAYS, days: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '09:00', to: '21:00' })) };
  expect(isOpen(daily, at('2026-10-17T10:00'))).toBe(true);
  expect(isOpen(daily, at('2026-10-03T10:00'))).toBe(false);
});

test('the next opening skips nights, weekends and days that the shop closes', () => {
  expect(nextOpening(WEEKDAYS, at('2026-11-20T19:00'))).toBe(at('2026-11-23T09:00'));
  expect(nextOpening(WEEKDAYS, at('2026-11-23T20:00'))).toBe(at('2026-11-25T09:00'));
  expect(nextOpening({ ...WEEKDAYS, days: [] }, at('2026-11-23T20:00'))).toBeNull();
});

test('ten minutes before the close, ten minutes of a promise go on after the next opening', () => {
  expect(addOfficeTime(WEEKDAYS, at('2026-11-20T17:55'), 600_000)).toBe(at('2026-11-23T09:05'));
});

test('the longest promise that can be set has an end', () => {
  expect(addOfficeTime(WEEKDAYS, at('2026-01-05T09:00'), 720 * HOUR)).toBeGreaterThan(at('2026-05-01T09:00'));
});

test('office time adds up: a then b is a + b, and the end always lies in office hours', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: at('2026-01-01T00:00'), max: at('2026-11-30T00:00') }),
      fc.integer({ min: 1, max: 40 * HOUR }),
      fc.integer({ min: 1, max: 40 * HOUR }),
      (start, first, second) => {
        const middle = addOfficeTime(WEEKDAYS, start, first);
        const end = addOfficeTime(WEEKDAYS, start, first + second);
        if (middle === null || end === null) throw new Error('the office opens');
        expect(addOfficeTime(WEEKDAYS, middle, second)).toBe(end);
        expect(isOpen(WEEKDAYS, end - 1)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});
