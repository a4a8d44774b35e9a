import chineseDays from 'chinese-days';

/**
 * Whether people work on this day in mainland China, with the days that are moved around holidays (调休) as far as the State
 * Council has announced them; beyond that, weekdays.
 */
export function isWorkDay(date: Temporal.PlainDate): boolean {
  return chineseDays.isWorkday(date.toString());
}

export type DayKind = 'work-days' | 'days-off';

/** The day itself, or the next one of that kind: a visit that falls on a day off is made on the next work day. */
export function onOrAfter(date: Temporal.PlainDate, kind: DayKind): Temporal.PlainDate {
  let day = date;
  while (isWorkDay(day) !== (kind === 'work-days')) day = day.add({ days: 1 });
  return day;
}
