import { sql } from 'kysely';
import { SolarDay } from 'tyme4ts';
import { CustomerId } from '../../core/index.ts';
import { birthDayKeysOn, type Segment, type SegmentMoment, streamSegment } from '../../customers/index.ts';
import type { Storage } from '../../storage/index.ts';
import { spanOf } from '../calendar/moment.ts';
import { assignDay } from '../experiment/assign.ts';
import type { Rule } from './compile-rule.ts';

/** Somebody to whom the rule's occasion applies; whether they are in its audience is asked afterwards. */
export interface Candidate {
  customer: CustomerId;
  /** What makes it the only message about this: a year, an order, a case. */
  about: string;
  /** The cursor right behind them. */
  place: string;
}

/** The next candidates, and where to go on. `next` null: there are no more. */
export interface CandidatePage {
  candidates: readonly Candidate[];
  next: string | null;
}

/** One slot of a rule: a day in one time zone, or an hour of the world. */
export interface Slot {
  day: Temporal.PlainDate;
  zone: string;
  /** Milliseconds; only for slots of an hour. */
  hour: number | null;
}

/** Candidates that are read in one step; a holiday's come in the larger pages of the segment's own stream. */
const PAGE = 500;
const HOUR_MS = 3_600_000;

export interface CandidateParts {
  storage: Storage;
  /** The rule's audience, cut down to the slot's zone: holidays have no other list than this. */
  audience: Segment;
  moment: SegmentMoment;
}

/** Whoever a slot is about, a page at a time, in an order that a cursor continues: nothing is held open in between. */
export async function candidatesOf(
  parts: CandidateParts,
  rule: Rule,
  slot: Slot,
  cursor: string,
): Promise<CandidatePage> {
  const { on } = rule;
  const { storage } = parts;
  if ('birthday' in on) return birthdays(storage, slot.day.add({ days: on.birthday.days_before }), cursor);
  if ('anniversary' in on) return anniversaries(storage, slot.day.add({ days: on.anniversary.days_before }), cursor);
  if ('holiday' in on) return everybodyIn(parts, slot.day.add({ days: on.days_before }), cursor);
  if ('dormant' in on) return dormant(storage, spanOf(slot.day.subtract({ days: on.dormant.days }), slot.zone), cursor);
  if ('delivered' in on)
    return delayed(rule, slot, on.delivered, cursor, (span, after) => delivered(storage, span, after));
  if ('purchased' in on)
    return delayed(rule, slot, on.purchased, cursor, (span, after) => purchased(storage, span, after));
  if ('case_resolved' in on)
    return delayed(rule, slot, on.case_resolved, cursor, (span, after) => casesResolved(storage, span, after));
  if ('tagged' in on) return delayed(rule, slot, on, cursor, (span, after) => tagged(storage, on.tagged, span, after));
  return on satisfies never;
}

interface Span {
  from: number;
  to: number;
}

/** Something that happened at a moment; `key` orders what happened in the same millisecond. */
interface Happening {
  at: number;
  key: string;
  customer: string | null;
  about: string;
}

type HappeningsIn = (span: Span, after: { at: number; key: string }) => Promise<Happening[]>;

/** What happened so many days or hours before the slot; of a range of days each happening has one of its own. */
async function delayed(
  rule: Rule,
  slot: Slot,
  after: { days?: number | { from: number; to: number } | undefined; hours?: number | undefined },
  cursor: string,
  read: HappeningsIn,
): Promise<CandidatePage> {
  const days =
    typeof after.days === 'number' ? { from: after.days, to: after.days } : (after.days ?? { from: 0, to: 0 });
  const span =
    slot.hour !== null
      ? { from: slot.hour - (after.hours ?? 0) * HOUR_MS, to: slot.hour - (after.hours ?? 0) * HOUR_MS + HOUR_MS }
      : {
          from: spanOf(slot.day.subtract({ days: days.to }), slot.zone).from,
          to: spanOf(slot.day.subtract({ days: days.from }), slot.zone).to,
        };
  const rows = await read(span, readPlace(cursor));
  const last = rows.at(-1);
  const candidates = rows.flatMap(({ at, key, customer, about }): Candidate[] => {
    if (customer === null) return [];
    if (slot.hour === null && days.from !== days.to) {
      const happened = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(slot.zone).toPlainDate();
      if (happened.until(slot.day).days !== assignDay(rule.rule, about, days)) return [];
    }
    return [{ customer: CustomerId.parse(customer), about, place: `${at}|${key}` }];
  });
  return { candidates, next: last && rows.length === PAGE ? `${last.at}|${last.key}` : null };
}

function readPlace(cursor: string): { at: number; key: string } {
  const bar = cursor.indexOf('|');
  return bar < 0 ? { at: 0, key: '' } : { at: Number(cursor.slice(0, bar)), key: cursor.slice(bar + 1) };
}

async function delivered(
  { db }: Storage,
  { from, to }: Span,
  after: { at: number; key: string },
): Promise<Happening[]> {
  const rows = await db
    .selectFrom('order_stages')
    .innerJoin('orders', 'orders.number', 'order_stages.order_number')
    .select(['order_stages.at', 'orders.number', 'orders.customer_id'])
    .where('order_stages.stage', '=', 'delivered')
    .where('orders.stage', '=', 'delivered')
    .where('order_stages.at', '>=', from)
    .where('order_stages.at', '<', to)
    .where(sql<boolean>`(order_stages.at, order_stages.order_number) > (${after.at}, ${after.key})`)
    .orderBy('order_stages.at')
    .orderBy('order_stages.order_number')
    .limit(PAGE)
    .execute();
  return rows.map((row) => ({ at: row.at, key: row.number, customer: row.customer_id, about: `order:${row.number}` }));
}

async function purchased(
  { db }: Storage,
  { from, to }: Span,
  after: { at: number; key: string },
): Promise<Happening[]> {
  const rows = await db
    .selectFrom('orders')
    .select(['placed_at', 'number', 'customer_id'])
    .where('placed_at', '>=', from)
    .where('placed_at', '<', to)
    .where('stage', 'not in', ['unpaid', 'cancelled', 'returned'])
    .where(sql<boolean>`(placed_at, number) > (${after.at}, ${after.key})`)
    .orderBy('placed_at')
    .orderBy('number')
    .limit(PAGE)
    .execute();
  return rows.map((row) => ({
    at: row.placed_at ?? 0,
    key: row.number,
    customer: row.customer_id,
    about: `order:${row.number}`,
  }));
}

async function casesResolved(
  { db }: Storage,
  { from, to }: Span,
  after: { at: number; key: string },
): Promise<Happening[]> {
  const rows = await db
    .selectFrom('cases')
    .select(['resolved_at', 'id', 'customer_id'])
    .where('resolved_at', 'is not', null)
    .where('resolved_at', '>=', from)
    .where('resolved_at', '<', to)
    .where(sql<boolean>`(resolved_at, id) > (${after.at}, ${after.key})`)
    .orderBy('resolved_at')
    .orderBy('id')
    .limit(PAGE)
    .execute();
  return rows.map((row) => ({
    at: row.resolved_at ?? 0,
    key: row.id,
    customer: row.customer_id,
    about: `case:${row.id}`,
  }));
}

async function tagged(
  { db }: Storage,
  tag: string,
  { from, to }: Span,
  after: { at: number; key: string },
): Promise<Happening[]> {
  const rows = await db
    .selectFrom('customer_tags')
    .select(['at', 'customer_id'])
    .where('tag', '=', tag)
    .where('at', '>=', from)
    .where('at', '<', to)
    .where(sql<boolean>`(at, customer_id) > (${after.at}, ${after.key})`)
    .orderBy('at')
    .orderBy('customer_id')
    .limit(PAGE)
    .execute();
  return rows.map((row) => ({
    at: row.at,
    key: row.customer_id,
    customer: row.customer_id,
    about: `tagged:${row.at}`,
  }));
}

async function birthdays({ db }: Storage, day: Temporal.PlainDate, cursor: string): Promise<CandidatePage> {
  const rows = await db
    .selectFrom('customers')
    .select(['id', 'birth_day'])
    .where('birth_day', 'in', birthDayKeysOn(day))
    .where('id', '>', cursor)
    .orderBy('id')
    .limit(PAGE)
    .execute();
  const lunarYear = SolarDay.fromYmd(day.year, day.month, day.day).getLunarDay().getYear();
  return pageOf(rows, ({ birth_day }) => (/^\d/.test(birth_day ?? '') ? `${day.year}` : `lunar:${lunarYear}`));
}

async function anniversaries({ db }: Storage, day: Temporal.PlainDate, cursor: string): Promise<CandidatePage> {
  const text = day.toString().slice(5);
  const days = text === '02-28' && !day.inLeapYear ? [text, '02-29'] : [text];
  const rows = await db
    .selectFrom('customers')
    .select('id')
    .where(sql<string>`substr(member_since, 6, 5)`, 'in', days)
    .where('member_since', '<', `${day.year}-01-01`)
    .where('id', '>', cursor)
    .orderBy('id')
    .limit(PAGE)
    .execute();
  return pageOf(rows, () => String(day.year));
}

/** Whose last order and last word both lie at least so far back, one of them exactly on that day. */
async function dormant({ db }: Storage, { from, to }: Span, cursor: string): Promise<CandidatePage> {
  const last = sql<number>`case when coalesce(last_order_at, 0) > coalesce(last_active_at, 0) then last_order_at else last_active_at end`;
  const rows = await db
    .selectFrom('customers')
    .select(['id', last.as('last')])
    .where((where) =>
      where.or([
        where.and([where('last_order_at', '>=', from), where('last_order_at', '<', to)]),
        where.and([where('last_active_at', '>=', from), where('last_active_at', '<', to)]),
      ]),
    )
    .where(sql<boolean>`coalesce(last_order_at, 0) < ${to} and coalesce(last_active_at, 0) < ${to}`)
    .where('id', '>', cursor)
    .orderBy('id')
    .limit(PAGE)
    .execute();
  return pageOf(rows, (row) => `since:${row.last}`);
}

/** Everybody of the audience; it comes from the table in order of id, so the cursor is an id as well. */
async function everybodyIn(
  { storage, audience, moment }: CandidateParts,
  day: Temporal.PlainDate,
  cursor: string,
): Promise<CandidatePage> {
  for await (const page of streamSegment(storage, audience, moment, cursor)) {
    const candidates = page.map((customer) => ({ customer, about: day.toString(), place: customer }));
    return { candidates, next: page.at(-1) ?? null };
  }
  return { candidates: [], next: null };
}

function pageOf<T extends { id: string }>(rows: readonly T[], about: (row: T) => string): CandidatePage {
  const last = rows.at(-1);
  return {
    candidates: rows.map((row) => ({ customer: CustomerId.parse(row.id), about: about(row), place: row.id })),
    next: last && rows.length === PAGE ? last.id : null,
  };
}
