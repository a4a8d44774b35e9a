import { prepared, type Tx } from '../../storage/index.ts';
import type { Verdict } from '../gate/verdict.ts';
import type { LedgerRow } from './entry.ts';

/**
 * Keeps what the gate said of an entry. A wait moves its time, but never beyond its end: then it has expired, for the
 * reason that it waited for. Returns what is to be done with it now.
 */
export async function noteVerdict(
  tx: Tx,
  row: Pick<LedgerRow, 'id' | 'expires_at'>,
  verdict: Verdict,
  now: number,
): Promise<Verdict> {
  const asked = { verdict: verdict.kind, asked_at: now };
  switch (verdict.kind) {
    case 'pass':
      await markPassed(tx, { id: row.id, now });
      return verdict;
    case 'wait': {
      const over = verdict.until >= row.expires_at;
      await tx
        .updateTable('care_ledger')
        .set((builder) => ({
          ...asked,
          waits: builder('waits', '+', 1),
          wait_reason: verdict.reason,
          due_at: verdict.until,
          ...(over ? { status: 'expired' as const, why: verdict.reason, settled_at: now, counted_at: null } : {}),
        }))
        .where('id', '=', row.id)
        .execute();
      return over ? { kind: 'refuse', reason: 'expired' } : verdict;
    }
    case 'refuse': {
      const status = verdict.reason === 'stopped' || verdict.reason === 'expired' ? verdict.reason : 'refused';
      await tx
        .updateTable('care_ledger')
        .set({ ...asked, status, why: verdict.reason, settled_at: now, counted_at: null })
        .where('id', '=', row.id)
        .execute();
      return verdict;
    }
    default:
      return verdict satisfies never;
  }
}

const markPassed = prepared((db, { id, now }: { id: number; now: number }) =>
  db.updateTable('care_ledger').set({ verdict: 'pass', asked_at: now }).where('id', '=', id),
);
