import chineseDays from 'chinese-days';
import type { ComplaintGrade } from './complaint.ts';

/** How soon a complaint is to be answered and settled. A shop may set its own. */
export interface ComplaintClocks {
  respondHours: Readonly<Record<ComplaintGrade, number>>;
  /** Chinese work days, 调休 counted. */
  resolveWorkDays: number;
  complexWorkDays: number;
  /** The hour at which a work day ends. */
  closingHour: number;
  timeZone: string;
}

export const COMPLAINT_CLOCKS: Omit<ComplaintClocks, 'timeZone'> = {
  respondHours: { ordinary: 24, hot: 8, crisis: 2 },
  resolveWorkDays: 3,
  complexWorkDays: 7,
  closingHour: 18,
};

export function respondBy(openedAt: number, grade: ComplaintGrade, clocks: ComplaintClocks): number {
  return openedAt + clocks.respondHours[grade] * 3_600_000;
}

/** The close of the n-th work day after the day on which it was opened. */
export function resolveBy(openedAt: number, complex: boolean, clocks: ComplaintClocks): number {
  const opened = Temporal.Instant.fromEpochMilliseconds(openedAt).toZonedDateTimeISO(clocks.timeZone).toPlainDate();
  const days = complex ? clocks.complexWorkDays : clocks.resolveWorkDays;
  const day = Temporal.PlainDate.from(chineseDays.findWorkday(days, opened.toString()));
  const close = day.toZonedDateTime({
    timeZone: clocks.timeZone,
    plainTime: Temporal.PlainTime.from({ hour: clocks.closingHour }),
  });
  return close.epochMilliseconds;
}

/** The day in a complaint's number, "20261121". */
export function dayOfNumber(at: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString()
    .replaceAll('-', '');
}
