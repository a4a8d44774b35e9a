import type { ConversationId, Reply, SendKey } from '../../core/index.ts';
import { prepared, type Storage, type Tx } from '../../storage/index.ts';
import type { Gate } from '../gate/gate.ts';
import { askAbout, type LedgerRow, sendKeyOf } from './entry.ts';
import { noteVerdict } from './note-verdict.ts';

/** Puts words of ours into a conversation and into the outbox, in the transaction that is given. `app.ts` brings it. */
export type SayFirst = (tx: Tx, saying: FirstWords) => Promise<void>;

export interface FirstWords {
  conversation: ConversationId;
  kind: 'alert' | 'care';
  replies: readonly Reply[];
  /** The key of the first send; the outbox asks the gate about it. */
  key: SendKey;
  /** In milliseconds; not sent after it. */
  expiresAt: number;
  now: number;
}

/** What an entry says now. `drop`: there is nothing to say any more, with a code for the ledger. */
export type Composed = { kind: 'say'; replies: readonly Reply[] } | { kind: 'drop'; why: string };

export interface QueueParts {
  storage: Storage;
  gate: Gate;
  sayFirst: SayFirst;
  /** Words for one entry, read in the same transaction. */
  compose: (tx: Tx, row: LedgerRow) => Promise<Composed>;
}

/** What became of the entries that were looked at. */
export interface QueueReport {
  queued: number;
  waiting: number;
  refused: number;
}

/** Entries of one transaction: each takes half a millisecond, and whoever waits for an answer waits for all of them. */
const AT_ONCE = 8;

/**
 * Takes up planned entries of one source whose time has come, asks the gate, and queues those that pass: ledger, words
 * and outbox row in one transaction, which may be repeated, for a few at a time. Several processes may call it at once.
 * `limit` is the throttle: call it with as many as may be on their way.
 */
export async function queuePlanned(
  parts: QueueParts,
  source: string,
  limit: number,
  now: number,
): Promise<QueueReport> {
  const total: QueueReport = { queued: 0, waiting: 0, refused: 0 };
  for (let rest = limit; rest > 0; ) {
    const few = Math.min(rest, AT_ONCE);
    const report = await parts.storage.transact(async (tx) =>
      queueEntries(tx, parts, await dueEntries(tx, parts.storage, source, few, now), now),
    );
    total.queued += report.queued;
    total.waiting += report.waiting;
    total.refused += report.refused;
    const taken = report.queued + report.waiting + report.refused;
    if (taken < few) break;
    rest -= taken;
  }
  return total;
}

/** The same for planned rows at hand, in the transaction that planned them. */
export async function queueEntries(
  tx: Tx,
  parts: Omit<QueueParts, 'storage'>,
  rows: readonly LedgerRow[],
  now: number,
): Promise<QueueReport> {
  const report: QueueReport = { queued: 0, waiting: 0, refused: 0 };
  const asks = rows.flatMap((row) => askAbout(row, 'plan') ?? []);
  const verdicts = await parts.gate.ask(tx, asks, now);
  const verdictOf = new Map(asks.map((ask, index) => [ask.own, verdicts[index]]));
  for (const row of rows) {
    const told = verdictOf.get(row.id) ?? { kind: 'refuse' as const, reason: 'unknown' as const };
    const verdict = await noteVerdict(tx, row, told, now);
    if (verdict.kind === 'wait') report.waiting += 1;
    else if (verdict.kind === 'pass' && (await queueEntry(tx, parts, row, now))) report.queued += 1;
    else report.refused += 1;
  }
  return report;
}

async function dueEntries(tx: Tx, storage: Storage, source: string, limit: number, now: number): Promise<LedgerRow[]> {
  const query = tx
    .selectFrom('care_ledger')
    .selectAll()
    .where('source', '=', source)
    .where('status', '=', 'planned')
    .where('via', '=', 'outbox')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit);
  return (storage.dialect === 'postgres' ? query.forUpdate().skipLocked() : query).execute();
}

async function queueEntry(tx: Tx, parts: Omit<QueueParts, 'storage'>, row: LedgerRow, now: number): Promise<boolean> {
  const ask = askAbout(row, 'plan');
  const composed = await parts.compose(tx, row);
  if (ask === null || composed.kind === 'drop') {
    const why = composed.kind === 'drop' ? composed.why : 'unknown';
    await tx
      .updateTable('care_ledger')
      .set({ status: 'refused', why, settled_at: now })
      .where('id', '=', row.id)
      .execute();
    return false;
  }
  const key = sendKeyOf(row);
  await markQueued(tx, { id: row.id, key, now });
  const { conversation, kind, expiresAt } = ask;
  await parts.sayFirst(tx, { conversation, kind, replies: composed.replies, key, expiresAt, now });
  return true;
}

const markQueued = prepared((db, { id, key, now }: { id: number; key: SendKey; now: number }) =>
  db.updateTable('care_ledger').set({ status: 'queued', send_key: key, queued_at: now }).where('id', '=', id),
);
