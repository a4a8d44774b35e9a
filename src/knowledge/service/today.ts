import type { Clock } from '../../core/index.ts';

/** The calendar day in a zone, as "2026-11-22". Asked with each question, so it is worked out once a day. */
export function createToday(clock: Clock, timeZone: string): () => string {
  let day = '';
  let from = 0;
  let until = 0;
  return () => {
    const now = clock.now();
    if (now >= from && now < until) return day;
    const date = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).startOfDay();
    day = date.toPlainDate().toString();
    from = date.epochMilliseconds;
    until = date.add({ days: 1 }).startOfDay().epochMilliseconds;
    return day;
  };
}
