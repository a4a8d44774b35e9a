import type { Selectable } from 'kysely';
import type { OutboxTable, Tx } from '../../storage/index.ts';
import { firstKey } from './entry.ts';

/** What an outbox row has come to. */
type SendOutcome = Pick<Selectable<OutboxTable>, 'state' | 'detail'>;

/** Keeps in the ledger what became of a send, in the transaction that settles the outbox row. Unknown keys are nobody's. */
export async function noteOutcome(tx: Tx, key: string, outcome: SendOutcome, now: number): Promise<void> {
  if (key !== firstKey(key)) return;
  const change = changeOf(outcome, now);
  if (change !== null) await tx.updateTable('care_ledger').set(change).where('send_key', '=', key).execute();
}

function changeOf({ state, detail }: SendOutcome, now: number) {
  const settled = { detail: detail?.slice(0, 500) ?? null, settled_at: now };
  // What surely did not arrive leaves its place under the caps to another.
  const neverLeft = { ...settled, counted_at: null };
  switch (state) {
    case 'sent':
      return { ...settled, status: 'sent' as const, why: null };
    case 'unsure':
      return { ...settled, status: 'unsure' as const, why: 'unsure' };
    case 'refused':
      return { ...neverLeft, status: 'failed' as const, why: 'refused' };
    case 'dead':
      return { ...neverLeft, status: 'failed' as const, why: 'gave-up' };
    case 'expired':
      return { ...neverLeft, status: 'expired' as const, why: 'expired' };
    case 'discarded':
      return { ...neverLeft, status: 'stopped' as const, why: 'discarded' };
    case 'due':
      return { status: 'queued' as const, why: null, settled_at: null }; // a person sends it again
    case 'withdrawn': // by the gate, which has written down its refusal
    case 'sending':
      return null;
    default:
      return state satisfies never;
  }
}
