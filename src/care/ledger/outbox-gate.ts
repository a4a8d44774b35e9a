import type { Storage, Tx } from '../../storage/index.ts';
import type { Gate } from '../gate/gate.ts';
import { askAbout, type LedgerRow } from './entry.ts';
import { noteVerdict } from './note-verdict.ts';

/** What the outbox does with a row of alert or care when it is about to claim it. */
export type Leave =
  | { kind: 'go' }
  /** Not now: look again at `until`, in milliseconds. */
  | { kind: 'hold'; until: number; reason: string }
  /** Never: the row is withdrawn. */
  | { kind: 'drop'; reason: string };

/** The ledger as the outbox sees it: asked in the claim's transaction, and told what became of each send in its own. */
export interface OutboxGate {
  /** One answer per key of `keys`; a key that the ledger does not know is dropped. */
  ask(tx: Tx, keys: readonly string[], now: number): Promise<Map<string, Leave>>;
  settled(tx: Tx, key: string, outcome: SendOutcome, now: number): Promise<void>;
}

/** The state that the outbox row has come to. */
export interface SendOutcome {
  state: 'due' | 'sending' | 'sent' | 'refused' | 'unsure' | 'dead' | 'expired' | 'withdrawn' | 'discarded';
  detail: string | null;
}

/** Two messages to one customer are never let go in one claim: the second is asked about when the first counts. */
const NEXT_ROUND_MS = 1;

export function createOutboxGate(gate: Gate, dialect: Storage['dialect']): OutboxGate {
  return {
    async ask(tx, keys, now) {
      const answers = new Map<string, Leave>();
      if (keys.length === 0) return answers;
      const rows = await tx
        .selectFrom('care_ledger')
        .selectAll()
        .where('send_key', 'in', [...new Set(keys.map(firstKey))])
        .orderBy('id')
        .execute();
      if (dialect === 'postgres') await lockCustomers(tx, rows);
      const first = new Map(rows.map((row) => [row.send_key ?? '', row]));
      const asked = oneEach(keys.flatMap((key) => (key === firstKey(key) ? (first.get(key) ?? []) : [])));
      const asks = asked.flatMap((row) => askAbout(row, 'claim') ?? []);
      const verdicts = await gate.ask(tx, asks, now);
      for (const [index, row] of asked.entries()) {
        const verdict = await noteVerdict(tx, row, verdicts[index] ?? { kind: 'refuse', reason: 'unknown' }, now);
        if (verdict.kind === 'pass') await count(tx, row, now);
        answers.set(row.send_key ?? '', leaveOf(verdict));
      }
      for (const key of keys) if (!answers.has(key)) answers.set(key, leaveOfPart(key, first.get(firstKey(key)), now));
      return answers;
    },
    async settled(tx, key, outcome, now) {
      if (key !== firstKey(key)) return;
      const change = changeOf(outcome, now);
      if (change !== null) await tx.updateTable('care_ledger').set(change).where('send_key', '=', key).execute();
    },
  };
}

/** A message of several platform messages: `KEY`, `KEY-1`, `KEY-2`. The gate is asked about the first alone. */
export function partKey(key: string, index: number): string {
  return index === 0 ? key : `${key.slice(0, 24)}.${index}`;
}

function firstKey(key: string): string {
  return key.replace(/\.\d+$/, '');
}

function oneEach(rows: readonly LedgerRow[]): LedgerRow[] {
  return [...new Map(rows.toReversed().map((row) => [row.customer_id, row])).values()];
}

function leaveOf(verdict: Awaited<ReturnType<Gate['ask']>>[number]): Leave {
  switch (verdict.kind) {
    case 'pass':
      return { kind: 'go' };
    case 'wait':
      return { kind: 'hold', until: verdict.until, reason: verdict.reason };
    case 'refuse':
      return { kind: 'drop', reason: verdict.reason };
    default:
      return verdict satisfies never;
  }
}

/** A further part follows what became of the first; a second message to the same customer waits for the next round. */
function leaveOfPart(key: string, row: LedgerRow | undefined, now: number): Leave {
  if (row === undefined) return { kind: 'drop', reason: 'unknown' };
  if (key === firstKey(key) || row.status === 'queued')
    return { kind: 'hold', until: now + NEXT_ROUND_MS, reason: 'order' };
  return row.status === 'sent' ? { kind: 'go' } : { kind: 'drop', reason: row.status };
}

/** From now on it counts for the caps, whatever becomes of the send, unless it surely did not arrive. */
async function count(tx: Tx, row: LedgerRow, now: number): Promise<void> {
  await tx.updateTable('care_ledger').set({ counted_at: now }).where('id', '=', row.id).execute();
}

/** Two processes that claim for one customer at once would both see the cap free. */
async function lockCustomers(tx: Tx, rows: readonly LedgerRow[]): Promise<void> {
  const customers = rows.filter((row) => row.kind === 'care').map((row) => row.customer_id);
  if (customers.length === 0) return;
  await tx.selectFrom('customers').select('id').where('id', 'in', customers).orderBy('id').forNoKeyUpdate().execute();
}

function changeOf({ state, detail }: SendOutcome, now: number) {
  const settled = { detail: detail?.slice(0, 500) ?? null, settled_at: now };
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
    case 'withdrawn':
      return null; // the gate's own refusal, which it has written down already
    case 'due':
      return { status: 'queued' as const, why: null, settled_at: null }; // a person sends it again
    case 'sending':
      return null;
    default:
      return state satisfies never;
  }
}
