import chineseDays from 'chinese-days';
import * as z from 'zod';

/** When people are at the desk, in local times of one time zone. */
export const OfficeHours = z.object({
  timeZone: z.string(),
  /** 1 = Monday … 7 = Sunday; "09:00" to "18:00", "24:00" is midnight. Days without an entry are free. */
  days: z.array(z.object({ day: z.number().int().min(1).max(7), from: z.string(), to: z.string() })),
  /** Closed on Chinese public holidays, open (as on a weekday) on weekends that are worked instead (调休). */
  chineseHolidays: z.boolean(),
  /** Closed besides: "2026-12-24". */
  closed: z.array(z.string()),
});
export type OfficeHours = z.infer<typeof OfficeHours>;

interface Span {
  from: number;
  to: number;
}

/** An office that stays closed for longer never opens again: the hours are wrong then. */
const MOST_CLOSED_DAYS = 120;
const MOST_DAYS = 3_650;

export function isOpen(hours: OfficeHours, at: number): boolean {
  return spansOf(hours, dayOf(hours, at)).some(({ from, to }) => from <= at && at < to);
}

/** `at` itself while it is open; null when the office never opens. */
export function nextOpening(hours: OfficeHours, at: number): number | null {
  for (const { from, to } of spansFrom(hours, at)) {
    if (at < to) return Math.max(at, from);
  }
  return null;
}

/** The moment at which `ms` of office time have passed since `at`; null when the office never opens. */
export function addOfficeTime(hours: OfficeHours, at: number, ms: number): number | null {
  let left = ms;
  for (const { from, to } of spansFrom(hours, at)) {
    const start = Math.max(at, from);
    if (start >= to) continue;
    if (start + left <= to) return start + left;
    left -= to - start;
  }
  return null;
}

function* spansFrom(hours: OfficeHours, at: number): Generator<Span> {
  let day = dayOf(hours, at).subtract({ days: 1 });
  let closed = 0;
  for (let count = 0; count < MOST_DAYS && closed < MOST_CLOSED_DAYS; count += 1) {
    const spans = spansOf(hours, day);
    yield* spans;
    closed = spans.length === 0 ? closed + 1 : 0;
    day = day.add({ days: 1 });
  }
}

function dayOf({ timeZone }: OfficeHours, at: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
}

/** The opening times of one day, in order. */
function spansOf(hours: OfficeHours, day: Temporal.PlainDate): Span[] {
  if (hours.closed.includes(day.toString())) return [];
  const weekday = hours.chineseHolidays ? weekdayInChina(hours, day) : day.dayOfWeek;
  return hours.days
    .filter((entry) => entry.day === weekday)
    .map(({ from, to }) => ({ from: instantOf(hours, day, from), to: instantOf(hours, day, to) }))
    .sort((a, b) => a.from - b.from);
}

/** Which day's hours hold; 0 on a public holiday. A weekend that is worked instead has the hours of a weekday. */
function weekdayInChina({ days }: OfficeHours, day: Temporal.PlainDate): number {
  const { work, name } = chineseDays.getDayDetail(day.toString());
  const isNamed = name.includes(',');
  if (isNamed && !work) return 0;
  const first = days.find((entry) => entry.day <= 5)?.day;
  return isNamed && work && day.dayOfWeek > 5 && first !== undefined ? first : day.dayOfWeek;
}

function instantOf({ timeZone }: OfficeHours, day: Temporal.PlainDate, time: string): number {
  const midnight = time === '24:00';
  const date = midnight ? day.add({ days: 1 }) : day;
  const plainTime = Temporal.PlainTime.from(midnight ? '00:00' : time);
  return date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
}
