import type { Selectable } from 'kysely';
import * as z from 'zod';
import { type CasesTable, type Database, prepared, type Tx } from '../../storage/index.ts';

const REASONS = [
  'asked',
  'frustrated',
  'fast-lane',
  'safety',
  'misses',
  'flow',
  'complaint',
  'message-left',
  'agent-took',
  'transferred',
  'agent-silent',
  'operator',
] as const;
export type CaseReason = (typeof REASONS)[number];

const TIERS = ['standard', 'silver', 'gold', 'vip'] as const;
export type Tier = (typeof TIERS)[number];

export type CaseRow = Selectable<CasesTable>;

const Texts = z.array(z.string()).catch([]);

export function textsOf(json: string): string[] {
  return Texts.parse(JSON.parse(json));
}

export function withReason(row: Pick<CaseRow, 'reasons'>, reason: CaseReason): string {
  return JSON.stringify([...new Set([...textsOf(row.reasons), reason])]);
}

/** The conversation's case that is not resolved; there is at most one. */
export async function openCaseOf(db: Database | Tx, conversation: string): Promise<CaseRow | null> {
  const { rows } = await findOpen(db, { conversation });
  return rows[0] ?? null;
}

const findOpen = prepared((db, { conversation }: { conversation: string }) =>
  db
    .selectFrom('cases')
    .selectAll()
    .where('conversation_id', '=', conversation)
    .where('state', 'in', ['waiting', 'held', 'snoozed']),
);

export async function updateCase(tx: Tx, id: string, change: Partial<Omit<CaseRow, 'id'>>): Promise<CaseRow> {
  return tx.updateTable('cases').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}
