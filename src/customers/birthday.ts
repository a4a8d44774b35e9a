import { LunarDay, SolarDay } from 'tyme4ts';
import * as z from 'zod';

/**
 * A birthday as it is kept: "1990-02-28", or "--02-28" for people who keep the year to themselves (ISO 8601, vCard). One
 * that is kept by the Chinese calendar has "lunar:" before it: "lunar:1990-08-15", "lunar:--08-15", and "lunar:2020-L04-10"
 * for somebody born in a leap month.
 */
const FORM = /^(lunar:)?(\d{4}|-)-(L?)(\d{2})-(\d{2})$/;

export const Birthday = z
  .string()
  .regex(FORM, 'expected 1990-02-28, --02-28 without the year, or lunar:1990-08-15 by the Chinese calendar')
  .refine(isDay, 'there is no such day');

/** What `customers.birth_day` holds: "02-28", "L08-15" of the Chinese calendar, "X04-10" of a leap month. */
export function birthDayKey(birthday: string): string {
  const [, lunar, , leap, month, day] = FORM.exec(birthday) ?? [];
  return `${lunar ? (leap ? 'X' : 'L') : ''}${month}-${day}`;
}

/**
 * The keys of everybody whose birthday is celebrated on this day. 29 February is celebrated on the 28th where there is
 * none, the 30th of a lunar month on its 29th where it has no 30th, and a leap month's day in the ordinary month of years
 * without that leap month.
 */
export function birthDayKeysOn(date: Temporal.PlainDate): string[] {
  const solar = date.toString().slice(5);
  const keys = solar === '02-28' && !date.inLeapYear ? [solar, '02-29'] : [solar];
  const lunar = SolarDay.fromYmd(date.year, date.month, date.day).getLunarDay();
  const month = lunar.getLunarMonth();
  const days = lunar.getDay() === 29 && month.getDayCount() === 29 ? [29, 30] : [lunar.getDay()];
  const leapOfYear = month.getLunarYear().getLeapMonth();
  for (const day of days) {
    const text = `${two(month.getMonth())}-${two(day)}`;
    if (month.isLeap()) keys.push(`X${text}`);
    else keys.push(`L${text}`, ...(leapOfYear === month.getMonth() ? [] : [`X${text}`]));
  }
  return keys;
}

function isDay(text: string): boolean {
  const [, lunar, year, leap, month, day] = FORM.exec(text) ?? [];
  if (lunar === undefined)
    return leap === '' && z.iso.date().safeParse(`${year === '-' ? '2000' : year}-${month}-${day}`).success;
  if (year !== '-') return isLunarDay(Number(year), Number(month) * (leap ? -1 : 1), Number(day));
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 30;
}

function isLunarDay(year: number, month: number, day: number): boolean {
  try {
    return LunarDay.fromYmd(year, month, day).getDay() === day;
  } catch {
    return false; // the library throws for days that do not exist
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
