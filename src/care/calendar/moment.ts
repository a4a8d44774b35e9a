/** The day that it is in a time zone. `now` in milliseconds. */
export function dayIn(timeZone: string, now: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
}

/**
 * When it is `time` ("10:00") on that day in that zone, in milliseconds. A time that summer time skips is moved behind the
 * gap, and of one that occurs twice the first is taken (Temporal's "compatible").
 */
export function momentOn(date: Temporal.PlainDate, time: string, timeZone: string): number {
  return date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
}

/** From midnight to midnight of that day in that zone, in milliseconds: 23, 24 or 25 hours. */
export function spanOf(date: Temporal.PlainDate, timeZone: string): { from: number; to: number } {
  return {
    from: date.toZonedDateTime(timeZone).epochMilliseconds,
    to: date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds,
  };
}

/**
 * Years since a date ("2024-02-29", "1990-05-01") that are completed on this very day; null on every other day. 29 February
 * counts on the 28th in common years.
 */
export function yearsOn(since: string, date: Temporal.PlainDate): number | null {
  const start = Temporal.PlainDate.from(since);
  const years = date.year - start.year;
  if (years < 1) return null;
  return start.add({ years }).equals(date) ? years : null;
}
