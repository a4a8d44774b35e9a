import type { CaseRow } from '../cases/case.ts';
import type { DeskSettings } from '../desk/settings.ts';
import { addOfficeTime } from './office-hours.ts';

const CLOCK_KINDS = ['first-response', 'next-response', 'resolution'] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];

/** 0 running, 1 at risk, 2 breached: stored with the case, so that each step is told once. */
export type ClockState = 0 | 1 | 2;

const MINUTE = 60_000;
/** A clock is at risk when a quarter of its time is left. */
const RISK_SHARE = 0.25;

/** The clocks that begin when a case comes into the queue. */
export function openingClocks(settings: DeskSettings, now: number): Pick<CaseRow, 'first_due' | 'resolution_due'> {
  return {
    first_due: addOfficeTime(settings.hours, now, settings.firstResponseMinutes * MINUTE),
    resolution_due: addOfficeTime(settings.hours, now, settings.resolutionHours * 60 * MINUTE),
  };
}

/** The customer wrote while a person holds the case: a word is owed, and silence has an end. */
export function afterCustomerWords(settings: DeskSettings, row: CaseRow, now: number): Partial<CaseRow> {
  const waiting = row.waiting_since === null ? { waiting_since: now } : {};
  const next =
    row.first_responded_at !== null && row.next_due === null
      ? { next_due: addOfficeTime(settings.hours, now, settings.nextResponseMinutes * MINUTE), next_state: 0 }
      : {};
  const silent = row.state === 'held' && row.silent_due === null ? { silent_due: silentDue(settings, now) } : {};
  return { ...waiting, ...next, ...silent };
}

/** A person has answered. */
export function afterAgentWords(row: CaseRow, now: number): Partial<CaseRow> {
  return {
    waiting_since: null,
    next_due: null,
    next_state: 0,
    silent_due: null,
    first_due: null,
    first_responded_at: row.first_responded_at ?? now,
  };
}

export function silentDue(settings: DeskSettings, now: number): number | null {
  return addOfficeTime(settings.hours, now, settings.silentMinutes * MINUTE);
}

interface RunningClock {
  kind: ClockKind;
  dueAt: number;
  riskAt: number;
  state: ClockState;
}

/** The clocks that still run, the nearest deadline first. */
export function runningClocks(settings: DeskSettings, row: CaseRow): RunningClock[] {
  if (row.state === 'resolved') return [];
  const clock = (kind: ClockKind, dueAt: number | null, state: number, ms: number): RunningClock[] =>
    dueAt === null ? [] : [{ kind, dueAt, riskAt: dueAt - ms * RISK_SHARE, state: stateOf(state) }];
  return [
    ...clock('first-response', row.first_due, row.first_state, settings.firstResponseMinutes * MINUTE),
    ...clock('next-response', row.next_due, row.next_state, settings.nextResponseMinutes * MINUTE),
    ...clock('resolution', row.resolution_due, row.resolution_state, settings.resolutionHours * 60 * MINUTE),
  ].sort((a, b) => a.dueAt - b.dueAt);
}

/** When the sweep has to look at a case again; null: never. */
export function lookAt(settings: DeskSettings, row: CaseRow): number | null {
  if (row.state === 'resolved') return null;
  const steps = runningClocks(settings, row).flatMap(({ state, riskAt, dueAt }) =>
    state === 2 ? [] : [state === 1 ? dueAt : riskAt],
  );
  if (row.state === 'held' && row.silent_due !== null) steps.push(row.silent_due);
  if (row.state === 'snoozed' && row.snoozed_until !== null) steps.push(row.snoozed_until);
  return steps.length === 0 ? null : Math.min(...steps);
}

function stateOf(state: number): ClockState {
  return state >= 2 ? 2 : state >= 1 ? 1 : 0;
}
