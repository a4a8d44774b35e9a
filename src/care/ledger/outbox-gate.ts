import { prepared, type Storage, type Tx } from '../../storage/index.ts';
import type { Gate } from '../gate/gate.ts';
import { askAbout, firstKey, type LedgerRow } from './entry.ts';
import { noteVerdict } from './note-verdict.ts';

/** What the outbox does with a row of alert or care when it is about to claim it. */
export type Leave =
  | { kind: 'go' }
  /** Not now: look again at `until`, in milliseconds. */
  | { kind: 'hold'; until: number; reason: string }
  /** Never: the row is withdrawn. */
  | { kind: 'drop'; reason: string };

/** The ledger as the outbox sees it, asked in the claim's transaction. */
export interface OutboxGate {
  /** One answer per key of `keys`; a key that the ledger does not know is dropped. */
  ask(tx: Tx, keys: readonly string[], now: number): Promise<Map<string, Leave>>;
}

/** Two messages to one customer are never let go in one claim: the second is asked about when the first counts. */
const NEXT_ROUND_MS = 1;

export function createOutboxGate(gate: Gate, dialect: Storage['dialect']): OutboxGate {
  return {
    async ask(tx, keys, now) {
      const answers = new Map<string, Leave>();
      if (keys.length === 0) return answers;
      const { rows } = await findEntries(tx, { firstKeys: [...new Set(keys.map(firstKey))] });
      if (dialect === 'postgres') await lockCustomers(tx, rows);
      const first = new Map(rows.map((row) => [row.send_key ?? '', row]));
      const asked = oneEach(keys.flatMap((key) => (key === firstKey(key) ? (first.get(key) ?? []) : [])));
      const asks = asked.flatMap((row) => askAbout(row, 'claim') ?? []);
      const verdicts = await gate.ask(tx, asks, now);
      const verdictOf = new Map(asks.map((ask, index) => [ask.own, verdicts[index]]));
      for (const row of asked) {
        const told = verdictOf.get(row.id) ?? { kind: 'refuse' as const, reason: 'unknown' as const };
        const verdict = await noteVerdict(tx, row, told, now);
        if (verdict.kind === 'pass') await count(tx, { id: row.id, now });
        answers.set(row.send_key ?? '', leaveOf(verdict));
      }
      for (const key of keys) if (!answers.has(key)) answers.set(key, leaveOfPart(key, first.get(firstKey(key)), now));
      return answers;
    },
  };
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
const count = prepared((db, { id, now }: { id: number; now: number }) =>
  db.updateTable('care_ledger').set({ counted_at: now }).where('id', '=', id),
);

const findEntries = prepared((db, { firstKeys }: { firstKeys: readonly string[] }) =>
  db.selectFrom('care_ledger').selectAll().where('send_key', 'in', firstKeys).orderBy('id'),
);

/** Two processes that claim for one customer at once would both see the cap free. */
async function lockCustomers(tx: Tx, rows: readonly LedgerRow[]): Promise<void> {
  const customers = rows.filter((row) => row.kind === 'care').map((row) => row.customer_id);
  if (customers.length === 0) return;
  await tx.selectFrom('customers').select('id').where('id', 'in', customers).orderBy('id').forNoKeyUpdate().execute();
}
