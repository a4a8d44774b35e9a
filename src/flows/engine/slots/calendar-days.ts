/** What "5月3日" or "Friday" is measured against. */
export interface DayContext {
  today: Temporal.PlainDate;
  prefer: 'past' | 'future' | 'nearest';
}

/** Null when the calendar has no such day. */
export function calendar(year: number, month: number, day: number): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
  } catch {
    return null;
  }
}

/** A month and a day without a year: the one in the wished direction, else the one nearest to today. */
export function nearest(month: number, day: number, context: DayContext): Temporal.PlainDate | null {
  const year = context.today.year;
  const candidates = [year - 1, year, year + 1]
    .map((each) => calendar(each, month, day))
    .filter((each) => each !== null);
  return pick(candidates, context);
}

/** "the 25th", "25号", "下个月3号". */
export function dayOfMonth(which: string, day: number, context: DayContext): Temporal.PlainDate | null {
  const shift = which.startsWith('下') ? 1 : which.startsWith('上') ? -1 : 0;
  const month = context.today.toPlainYearMonth().add({ months: shift });
  if (which !== '') return calendar(month.year, month.month, day);
  const near = [-1, 0, 1]
    .map((months) => context.today.toPlainYearMonth().add({ months }))
    .map((each) => calendar(each.year, each.month, day))
    .filter((each) => each !== null);
  return pick(near, context);
}

/** `day` is 1 (Monday) to 7. Chinese 下周三 and "next Wednesday" are both of next week; a bare name is the near one. */
export function weekday(day: number, which: string, context: DayContext): Temporal.PlainDate {
  const ofThisWeek = context.today.add({ days: day - context.today.dayOfWeek });
  if (which === 'after-next') return ofThisWeek.add({ weeks: 2 });
  if (which === 'next') return ofThisWeek.add({ weeks: 1 });
  if (which === 'this') return ofThisWeek;
  if (which === 'last' || which === 'past') return ofThisWeek.subtract({ weeks: 1 });
  const ahead = context.today.add({ days: (day - context.today.dayOfWeek + 7) % 7 });
  return context.prefer === 'past' && day !== context.today.dayOfWeek ? ahead.subtract({ weeks: 1 }) : ahead;
}

/** `count` days, weeks or months away; `unit` in either language. Undefined for an amount that is no calendar step. */
export function shifted(
  today: Temporal.PlainDate,
  count: number,
  unit: string,
  direction: 1 | -1,
): Temporal.PlainDate | undefined {
  if (!Number.isInteger(count)) return undefined;
  const amount = count * direction;
  if (/周|星期|礼拜|week/.test(unit)) return today.add({ weeks: amount });
  if (/月|month/.test(unit)) return today.add({ months: amount });
  return today.add({ days: amount });
}

function pick(days: readonly Temporal.PlainDate[], { today, prefer }: DayContext): Temporal.PlainDate | null {
  const allowed = days.filter((day) => {
    const order = Temporal.PlainDate.compare(day, today);
    return prefer === 'nearest' || (prefer === 'past' ? order <= 0 : order >= 0);
  });
  let best: Temporal.PlainDate | null = null;
  for (const day of allowed) if (best === null || distance(day, today) < distance(best, today)) best = day;
  return best;
}

function distance(a: Temporal.PlainDate, b: Temporal.PlainDate): number {
  return Math.abs(a.until(b, { largestUnit: 'days' }).days);
}
