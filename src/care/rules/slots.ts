import { isHolidayOn } from '../calendar/holidays.ts';
import { dayIn, momentOn } from '../calendar/moment.ts';
import { isWorkDay, onOrAfter } from '../calendar/work-days.ts';
import type { Slot } from './candidates.ts';
import type { Rule } from './compile-rule.ts';

/** A slot with its times in milliseconds. `name` is the day or hour that it is for; it is planned once, for ever. */
export interface DueSlot extends Slot {
  name: string;
  dueAt: number;
  expiresAt: number;
}

const HOUR_MS = 3_600_000;
/** A run of days off is never longer; a rule for work days looks back so far. */
const LONGEST_MOVE_DAYS = 12;
/** Slots of an hour that were missed, while the process was away, are made up for so far back. */
const MOST_HOURS = 48;

/** The zone of slots that are the same moment all over the world. */
export const EVERYWHERE = '*';

/** Slots of a rule whose time has come and that have not expired, in one zone. */
export function dueSlots(rule: Rule, zone: string, now: number): DueSlot[] {
  if (hoursOf(rule) !== null) return [];
  const today = dayIn(zone, now);
  const slots: DueSlot[] = [];
  const daysBack = Math.ceil(rule.expires / (24 * HOUR_MS));
  for (let back = 0; back <= daysBack; back += 1) {
    const sending = today.subtract({ days: back });
    const dueAt = momentOn(sending, rule.at, zone);
    const expiresAt = dueAt + rule.expires;
    if (dueAt > now || expiresAt <= now) continue;
    for (const day of daysSentOn(sending, rule.only)) {
      if (!firesOn(rule, day)) continue;
      slots.push({ name: day.toString(), day, zone, hour: null, dueAt, expiresAt });
    }
  }
  return slots;
}

/** Slots of rules that count hours: each full hour that is over. */
export function dueHours(rule: Rule, now: number): DueSlot[] {
  if (hoursOf(rule) === null) return [];
  const slots: DueSlot[] = [];
  const last = Math.floor(now / HOUR_MS) * HOUR_MS - HOUR_MS;
  for (let back = 0; back < MOST_HOURS; back += 1) {
    const hour = last - back * HOUR_MS;
    const dueAt = hour + HOUR_MS;
    if (dueAt + rule.expires <= now) break;
    const name = Temporal.Instant.fromEpochMilliseconds(hour).toString().slice(0, 13);
    slots.push({ name, day: dayIn('UTC', hour), zone: EVERYWHERE, hour, dueAt, expiresAt: dueAt + rule.expires });
  }
  return slots;
}

/** Hours after which the rule writes, or null for one that has a time of day. */
export function hoursOf({ on }: Pick<Rule, 'on'>): number | null {
  if ('delivered' in on) return on.delivered.hours ?? null;
  if ('purchased' in on) return on.purchased.hours ?? null;
  if ('case_resolved' in on) return on.case_resolved.hours ?? null;
  if ('tagged' in on) return on.hours ?? null;
  return null;
}

/** The days whose messages leave on this one: itself, and those before it that were moved to it. */
function daysSentOn(sending: Temporal.PlainDate, only: Rule['only']): Temporal.PlainDate[] {
  if (only === undefined) return [sending];
  if (isWorkDay(sending) !== (only === 'work-days')) return [];
  const days = [sending];
  for (let back = 1; back <= LONGEST_MOVE_DAYS; back += 1) {
    const day = sending.subtract({ days: back });
    if (!onOrAfter(day, only).equals(sending)) break;
    days.push(day);
  }
  return days;
}

function firesOn({ on }: Rule, day: Temporal.PlainDate): boolean {
  return 'holiday' in on ? isHolidayOn(on.holiday, day.add({ days: on.days_before })) : true;
}
