import type { Tx } from '../../storage/index.ts';
import type { NewEntry } from './entry.ts';

/**
 * Writes entries and returns the ids of those that are new, in no particular order. Who has the occasion already is left
 * as they are: planning again after a crash adds only who is missing. A few hundred per call.
 */
export async function planEntries(tx: Tx, entries: readonly NewEntry[], now: number): Promise<number[]> {
  if (entries.length === 0) return [];
  const rows = await tx
    .insertInto('care_ledger')
    .values(
      entries.map((entry) => ({
        occasion: entry.occasion,
        source: entry.source,
        batch: entry.batch,
        kind: entry.kind,
        topic: entry.topic,
        customer_id: entry.customer,
        conversation_id: entry.conversation,
        variant: entry.variant,
        via: entry.via,
        status: entry.status?.kind ?? ('planned' as const),
        why: entry.status?.kind === 'refused' ? entry.status.why : null,
        due_at: entry.dueAt,
        expires_at: entry.expiresAt,
        planned_at: now,
        settled_at: entry.status === undefined ? null : now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['occasion', 'customer_id']).doNothing())
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}
