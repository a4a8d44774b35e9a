/** Wall times, "21:00" to "09:00": over midnight when `from` is later than `to`; equal times mean no quiet hours. */
export interface QuietHours {
  from: string;
  to: string;
}

/** Whether it is quiet for somebody in this zone. */
export function isQuiet(at: number, zone: string, quiet: QuietHours): boolean {
  if (quiet.from === quiet.to) return false;
  const time = zoned(at, zone).toPlainTime();
  const from = Temporal.PlainTime.from(quiet.from);
  const to = Temporal.PlainTime.from(quiet.to);
  const sinceFrom = Temporal.PlainTime.compare(time, from) >= 0;
  const beforeTo = Temporal.PlainTime.compare(time, to) < 0;
  return Temporal.PlainTime.compare(from, to) > 0 ? sinceFrom || beforeTo : sinceFrom && beforeTo;
}

/** The first moment from `at` on that is not quiet: `at` itself, or the next morning there. Clocks may change that night. */
export function afterQuiet(at: number, zone: string, quiet: QuietHours): number {
  if (!isQuiet(at, zone, quiet)) return at;
  const now = zoned(at, zone);
  const end = Temporal.PlainTime.from(quiet.to);
  for (let day = now.toPlainDate(); ; day = day.add({ days: 1 })) {
    const morning = day.toZonedDateTime({ timeZone: zone, plainTime: end }).epochMilliseconds;
    if (morning > at && !isQuiet(morning, zone, quiet)) return morning;
  }
}

/** The last moment until `at` at which a message may go: `at` itself, or the evening before that night. */
export function beforeQuiet(at: number, zone: string, quiet: QuietHours): number {
  if (!isQuiet(at, zone, quiet)) return at;
  const start = Temporal.PlainTime.from(quiet.from);
  for (let day = zoned(at, zone).toPlainDate(); ; day = day.subtract({ days: 1 })) {
    const evening = day.toZonedDateTime({ timeZone: zone, plainTime: start }).epochMilliseconds - 1;
    if (evening <= at && !isQuiet(evening, zone, quiet)) return evening;
  }
}

function zoned(at: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}
