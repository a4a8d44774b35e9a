import { type RawBuilder, sql } from 'kysely';
import type { Dialect } from '../../storage/index.ts';
import { birthDayKeysOn } from '../birthday.ts';
import { allowedUntilRefused } from '../consents.ts';
import { hasMark, mark } from '../marks.ts';
import type { Ago, Bounds, Segment } from './segment.ts';

/** When and where a segment is asked: "today" is a day of the shop's time zone. `now` in milliseconds. */
export interface SegmentMoment {
  now: number;
  timeZone: string;
}

const DAY_MS = 86_400_000;

/** The condition on a row of `customers`. It is true or false and never unknown, so that `not` means what it says. */
export function compileSegment(segment: Segment, moment: SegmentMoment, dialect: Dialect): RawBuilder<boolean> {
  const inner = (each: Segment) => compileSegment(each, moment, dialect);
  if ('everybody' in segment) return sql`1 = 1`;
  if ('all' in segment) return sql`(${sql.join(segment.all.map(inner), sql` and `)})`;
  if ('any' in segment) return sql`(${sql.join(segment.any.map(inner), sql` or `)})`;
  if ('not' in segment) return sql`not (${inner(segment.not)})`;
  if ('tier' in segment) return oneOf('tier', segment.tier);
  if ('locale' in segment) return oneOf('locale', segment.locale);
  if ('time_zone' in segment) return oneOf('time_zone', segment.time_zone);
  if ('orders' in segment) return between('order_count', segment.orders);
  if ('spent' in segment) return between('spent', segment.spent);
  if ('first_order' in segment) return ago('first_order_at', segment.first_order, moment);
  if ('last_order' in segment) return ago('last_order_at', segment.last_order, moment);
  if ('active' in segment) return ago('last_active_at', segment.active, moment);
  if ('known' in segment) return ago('created_at', segment.known, moment);
  if ('member_since' in segment) return memberSince(segment.member_since, moment);
  if ('birthday' in segment) return birthday(segment.birthday, moment);
  const marked = (text: string) => hasMark(dialect, text);
  if ('tag' in segment) return anyOf(segment.tag.map((tag) => marked(mark.tag(tag))));
  if ('channel' in segment) return anyOf(segment.channel.map((channel) => marked(mark.channel(channel))));
  if ('reachable' in segment) return segment.reachable ? marked(mark.reachable) : sql`not (${marked(mark.reachable)})`;
  if ('consent' in segment) {
    const { consent } = segment;
    return allowedUntilRefused(consent) ? sql`not (${marked(mark.refused(consent))})` : marked(mark.granted(consent));
  }
  return segment satisfies never;
}

/** Whoever can be in an audience at all: people that are still somebody, and no rooms. */
export function isSomebody(dialect: Dialect): RawBuilder<boolean> {
  return hasMark(dialect, mark.person);
}

function column(name: string): RawBuilder<unknown> {
  return sql.ref(`customers.${name}`);
}

function oneOf(name: string, values: readonly string[]): RawBuilder<boolean> {
  return sql`(${column(name)} is not null and ${column(name)} in (${sql.join(values)}))`;
}

function between(name: string, bounds: Bounds): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [];
  if (bounds.at_least !== undefined) parts.push(sql`${column(name)} >= ${bounds.at_least}`);
  if (bounds.at_most !== undefined) parts.push(sql`${column(name)} <= ${bounds.at_most}`);
  return sql`(${sql.join(parts, sql` and `)})`;
}

function ago(name: string, wanted: Ago, { now }: SegmentMoment): RawBuilder<boolean> {
  if ('never' in wanted) return wanted.never ? sql`${column(name)} is null` : sql`${column(name)} is not null`;
  const parts: RawBuilder<unknown>[] = [sql`${column(name)} is not null`];
  if (wanted.within_days !== undefined) parts.push(sql`${column(name)} >= ${now - wanted.within_days * DAY_MS}`);
  if (wanted.older_than_days !== undefined) parts.push(sql`${column(name)} < ${now - wanted.older_than_days * DAY_MS}`);
  return sql`(${sql.join(parts, sql` and `)})`;
}

/** Dates are compared as texts: "YYYY-MM-DD" sorts like the calendar. */
function memberSince(wanted: Ago, moment: SegmentMoment): RawBuilder<boolean> {
  const name = column('member_since');
  if ('never' in wanted) return wanted.never ? sql`${name} is null` : sql`${name} is not null`;
  const parts: RawBuilder<unknown>[] = [sql`${name} is not null`];
  const day = (days: number) => today(moment).subtract({ days }).toString();
  if (wanted.within_days !== undefined) parts.push(sql`${name} >= ${day(wanted.within_days)}`);
  if (wanted.older_than_days !== undefined) parts.push(sql`${name} < ${day(wanted.older_than_days)}`);
  return sql`(${sql.join(parts, sql` and `)})`;
}

/** The days are those on which birthdays are celebrated this year: `birthDayKeysOn` knows the rules. */
function birthday(wanted: { in_days: number } | { month: number }, moment: SegmentMoment): RawBuilder<boolean> {
  const start = today(moment);
  const first = 'month' in wanted ? start.with({ day: 1, month: wanted.month }) : start;
  const days = 'month' in wanted ? first.daysInMonth : wanted.in_days + 1;
  const keys = new Set<string>();
  for (let each = 0; each < days; each += 1) for (const key of birthDayKeysOn(first.add({ days: each }))) keys.add(key);
  return oneOf('birth_day', [...keys]);
}

function anyOf(conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  return sql`(${sql.join(conditions, sql` or `)})`;
}

function today({ now, timeZone }: SegmentMoment): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
}
