import type * as z from 'zod';
import { type CaseRow, type DeskSettings, runningClocks, textsOf } from '../../handoff/index.ts';
import type { Database } from '../../storage/index.ts';
import type { CaseBrief, CaseReason, Colleague } from '../contract/index.ts';

type Brief = z.input<typeof CaseBrief>;

/** A case as lists and panels show it. */
export function caseBrief(row: CaseRow, settings: DeskSettings, names: ReadonlyMap<string, string>): Brief {
  const states = ['running', 'at-risk', 'breached'] as const;
  return {
    id: row.id,
    state: row.state,
    reasons: textsOf(row.reasons) as CaseReason[],
    priority: row.priority,
    skill: row.skill,
    fastLane: row.fast_lane === 1,
    agent: row.agent_id === null ? null : colleague(row.agent_id, names),
    openedAt: row.opened_at,
    waitingSince: row.waiting_since,
    snoozedUntil: row.snoozed_until,
    clocks: runningClocks(settings, row).map(({ kind, dueAt, state }) => ({ kind, dueAt, state: states[state] })),
    disposition: row.disposition,
  };
}

export function colleague(id: string, names: ReadonlyMap<string, string>): Colleague {
  return { id, name: names.get(id) ?? id };
}

/** The team is small: all names at once are cheaper than a join in every query. */
export async function namesOf(db: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('agents').select(['id', 'name']).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
