import { type Language, put, type Words } from './index.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span in its largest unit, the way a person would say it: "4 min". Under a minute in seconds. */
export function span(milliseconds: number, words: Words): string {
  const length = Math.max(0, milliseconds);
  if (length < MINUTE) return put(words.unit.seconds, Math.floor(length / SECOND));
  if (length < HOUR) return put(words.unit.minutes, Math.floor(length / MINUTE));
  if (length < 2 * DAY) return put(words.unit.hours, Math.floor(length / HOUR));
  return put(words.unit.days, Math.floor(length / DAY));
}

/** Today as the time, this year as day and time, before as a date. */
export function moment(at: number, now: number, language: Language): string {
  const day = (time: number) => new Date(time).toDateString();
  if (day(at) === day(now)) return format(at, language, { hour: '2-digit', minute: '2-digit' });
  if (new Date(at).getFullYear() === new Date(now).getFullYear()) {
    return format(at, language, { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' });
  }
  return format(at, language, { year: 'numeric', month: 'numeric', day: 'numeric' });
}

export function fullMoment(at: number, language: Language): string {
  return format(at, language, { dateStyle: 'medium', timeStyle: 'medium' });
}

export function dayName(at: number, language: Language): string {
  return format(at, language, { weekday: 'short', month: 'short', day: 'numeric' });
}

/** A day without a time ("2026-11-24") in the reader's language; it is the same day in every time zone. */
export function dayOf(date: string, language: Language): string {
  return format(Date.parse(date), language, { weekday: 'short', month: 'short', day: 'numeric', timeZone: 'UTC' });
}

function format(at: number, language: Language, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, { hour12: false, ...options }).format(at);
}
