import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOLIDAYS, type HolidayId, isHolidayOn } from '../../../../src/care/calendar/holidays.ts';
import { dayIn, momentOn, spanOf, yearsOn } from '../../../../src/care/calendar/moment.ts';
import { isWorkDay, onOrAfter } from '../../../../src/care/calendar/work-days.ts';
import { Birthday, birthDayKey, birthDayKeysOn } from '../../../../src/customers/birthday.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const anyDay = fc.integer({ min: 0, max: 60 * 365 }).map((days) => Temporal.PlainDate.from('2000-01-01').add({ days }));

/** Days on which a birthday is celebrated in the years 2000–2059. */
function celebrations(birthday: string, year: number): string[] {
  const key = birthDayKey(birthday);
  const found: string[] = [];
  for (let each = day(`${year}-01-01`); each.year === year; each = each.add({ days: 1 }))
    if (birthDayKeysOn(each).includes(key)) found.push(each.toString());
  return found;
}

describe('holidays', () => {
  // Dates as published: State Council holiday notices of these years, Hong Kong Observatory's conversion tables.
  it.each<[HolidayId, string]>([
    ['spring-festival', '2026-02-17'],
    ['new-year-eve', '2026-02-16'],
    ['new-year-eve', '2025-01-28'],
    ['lantern', '2026-03-03'],
    ['qingming', '2026-04-05'],
    ['qingming', '2028-04-04'],
    ['dragon-boat', '2026-06-19'],
    ['qixi', '2026-08-19'],
    ['mid-autumn', '2026-09-25'],
    ['mid-autumn', '2025-10-06'],
    ['double-ninth', '2026-10-18'],
    ['national-day', '2026-10-01'],
    ['christmas', '2026-12-25'],
  ])('%s is on %s and neither the day before nor after', (holiday, date) => {
    expect(isHolidayOn(holiday, day(date))).toBe(true);
    expect(isHolidayOn(holiday, day(date).subtract({ days: 1 }))).toBe(false);
    expect(isHolidayOn(holiday, day(date).add({ days: 1 }))).toBe(false);
  });

  it('come once in every lunar year, leap months included', () => {
    for (const holiday of HOLIDAYS) {
      const days: number[] = [];
      for (let each = day('2020-01-01'), index = 0; each.year < 2027; each = each.add({ days: 1 }), index += 1)
        if (isHolidayOn(holiday, each)) days.push(index);
      expect(days.length, holiday).toBeGreaterThanOrEqual(6);
      for (const [index, at] of days.entries())
        if (index > 0) expect(at - (days[index - 1] ?? 0), holiday).toBeGreaterThan(340);
    }
  });
});

describe('birthdays', () => {
  it('of 29 February are celebrated on the 28th in common years', () => {
    expect(celebrations('2000-02-29', 2026)).toEqual(['2026-02-28']);
    expect(celebrations('--02-29', 2028)).toEqual(['2028-02-29']);
  });

  it('by the Chinese calendar move through the year', () => {
    expect(celebrations('lunar:1990-08-15', 2026)).toEqual(['2026-09-25']);
    expect(celebrations('lunar:--08-15', 2025)).toEqual(['2025-10-06']);
  });

  it('of a leap month are celebrated in it, and in the ordinary month of other years', () => {
    expect(celebrations('lunar:2020-L04-10', 2020)).toEqual(['2020-06-01']);
    expect(celebrations('lunar:2020-L04-10', 2026)).toEqual(['2026-05-26']);
    expect(celebrations('lunar:2012-04-10', 2020)).toEqual(['2020-05-02']);
  });

  it('of the 30th of a lunar month are celebrated on its last day', () => {
    expect(celebrations('lunar:--12-30', 2026)).toEqual(['2026-02-16']);
  });

  it('come once in any twelve or thirteen months, whatever the day', () => {
    const birthdays = fc.oneof(
      anyDay.map((date) => date.toString()),
      fc
        .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 30 }))
        .map(([month, date]) => `lunar:--${two(month)}-${two(date)}`),
    );
    fc.assert(
      fc.property(birthdays, fc.integer({ min: 2001, max: 2050 }), (birthday, year) => {
        expect(Birthday.safeParse(birthday).success).toBe(true);
        const count = celebrations(birthday, year).length;
        // The Chinese year is shorter or longer than the other: one of them may have none or two.
        expect(count).toBeGreaterThanOrEqual(birthday.startsWith('lunar') ? 0 : 1);
        expect(count).toBeLessThanOrEqual(birthday.startsWith('lunar') ? 2 : 1);
        if (birthday.startsWith('lunar'))
          expect(celebrations(birthday, year).length + celebrations(birthday, year + 1).length).toBeGreaterThanOrEqual(
            1,
          );
      }),
      { numRuns: 15 },
    );
  });

  it.each(['1990-02-30', 'lunar:2021-L04-10', 'lunar:1990-13-01', '1990-L04-10', '15-08'])(
    '%s is no birthday',
    (text) => {
      expect(Birthday.safeParse(text).success).toBe(false);
    },
  );
});

describe('time', () => {
  it('of a day that summer time cuts moves behind the gap and never to the night before', () => {
    expect(new Date(momentOn(day('2026-03-29'), '02:30', 'Europe/Berlin')).toISOString()).toBe(
      '2026-03-29T01:30:00.000Z',
    );
    expect(new Date(momentOn(day('2026-10-25'), '02:30', 'Europe/Berlin')).toISOString()).toBe(
      '2026-10-25T00:30:00.000Z',
    );
    const { from, to } = spanOf(day('2026-10-25'), 'Europe/Berlin');
    expect((to - from) / 3_600_000).toBe(25);
  });

  it('is the customer’s own', () => {
    const now = Date.UTC(2026, 10, 22, 3);
    expect(dayIn('Asia/Shanghai', now).toString()).toBe('2026-11-22');
    expect(dayIn('America/Los_Angeles', now).toString()).toBe('2026-11-21');
  });

  it('counts a year of membership on one day of each year, also from 29 February', () => {
    expect(yearsOn('2024-02-29', day('2026-02-28'))).toBe(2);
    expect(yearsOn('2024-02-29', day('2026-03-01'))).toBeNull();
    expect(yearsOn('2024-02-29', day('2028-02-29'))).toBe(4);
    expect(yearsOn('2024-02-29', day('2028-02-28'))).toBeNull();
    expect(yearsOn('2026-11-22', day('2026-11-22'))).toBeNull();
  });
});

describe('work days', () => {
  it('follow the days that are moved around holidays', () => {
    expect(isWorkDay(day('2026-02-14'))).toBe(true); // a Saturday that is worked for the Spring Festival
    expect(isWorkDay(day('2026-02-17'))).toBe(false); // a Tuesday in it
    expect(onOrAfter(day('2026-02-17'), 'work-days').toString()).toBe('2026-02-24');
    expect(onOrAfter(day('2026-11-23'), 'days-off').toString()).toBe('2026-11-28');
  });
});

function two(value: number): string {
  return String(value).padStart(2, '0');
}
