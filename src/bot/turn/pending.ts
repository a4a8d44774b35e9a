import { sql } from 'kysely';
import type * as z from 'zod';
import { addressOfKey, IncomingMessage, MessageKey, WarmlineError } from '../../core/index.ts';
import { combined, type Database, prepared, type Tx } from '../../storage/index.ts';

/** Messages of one conversation that are merged into one turn at most. */
export const LARGEST_BURST = 20;

/** An accepted message that has not had its turn. */
export interface Pending {
  id: number;
  attempts: number;
  receivedAt: number;
  message: IncomingMessage;
  /** Why the row cannot be read: its turn throws this, and `message` only stands for it in the transcript. */
  unreadable?: unknown;
}

/** The oldest first, by the platform's own order where it tells one. After a failure the first goes alone. */
export function takeBatch(pending: readonly Pending[]): readonly Pending[] {
  const first = pending[0];
  if (!first) return [];
  if (first.attempts > 0 || isUnreadable(first)) return [first];
  const fresh = pending.filter((row) => row.attempts === 0).slice(0, LARGEST_BURST);
  const other = fresh.findIndex((row) => isUnreadable(row) || isPlatformNews(row) !== isPlatformNews(first));
  return other === -1 ? fresh : fresh.slice(0, other);
}

/** What the platform tells is dealt with for itself, in its place between the words of the customer. */
export function isPlatformNews({ message }: Pick<Pending, 'message'>): boolean {
  return message.content.kind === 'platform';
}

function isUnreadable({ unreadable }: Pending): boolean {
  return unreadable !== undefined;
}

/** Reads what waits in a conversation, in the platform's order; many conversations at once in one query. */
export function createPendingReader(db: Database): (key: string) => Promise<readonly Pending[]> {
  const read = combined(async (keys) => {
    const { rows } = await findPending(db, { keys });
    return Map.groupBy(rows, (row) => row.address_key);
  });
  return async (key) => ((await read(key)) ?? []).map(toPending);
}

interface WaitingRow {
  id: number;
  address_key: string;
  message_key: string;
  attempts: number;
  received_at: number;
  message: string;
}

/** What cannot be read is no fault of the conversation: it fails in its own turn, where attempts are counted. */
function toPending(row: WaitingRow): Pending {
  const { id, attempts, received_at: receivedAt } = row;
  try {
    return { id, attempts, receivedAt, message: IncomingMessage.parse(JSON.parse(row.message)) };
  } catch (unreadable) {
    return { id, attempts, receivedAt, message: standIn(row), unreadable };
  }
}

const Origin = IncomingMessage.pick({ from: true, group: true });

function standIn(row: WaitingRow): IncomingMessage {
  return {
    ...originOf(row),
    key: MessageKey.parse(row.message_key),
    sentAt: row.received_at,
    content: { kind: 'unsupported', platformType: 'unreadable' },
  };
}

function originOf({ message, address_key }: WaitingRow): z.infer<typeof Origin> {
  try {
    return Origin.parse(JSON.parse(message));
  } catch {
    return { from: addressOfKey(address_key) };
  }
}

const findPending = prepared((db, { keys }: { keys: readonly string[] }) =>
  db
    .selectFrom((from) =>
      from
        .selectFrom('inbox')
        .select(['id', 'address_key', 'message_key', 'attempts', 'received_at', 'message', 'platform_order'])
        .select((select) =>
          select.fn
            .agg<number>('row_number')
            .over((over) => over.partitionBy('address_key').orderBy('platform_order').orderBy('id'))
            .as('place'),
        )
        .where('address_key', 'in', keys)
        .where(sql<boolean>`state = 'pending'`)
        .as('waiting'),
    )
    .select(['id', 'address_key', 'message_key', 'attempts', 'received_at', 'message'])
    .where('place', '<=', LARGEST_BURST)
    .orderBy('platform_order')
    .orderBy('id'),
);

/** Fails the transaction when a row is no longer pending: another process has already done this turn. */
export async function settleBatch(
  tx: Tx,
  batch: readonly Pending[],
  settled: { state: 'done' } | { state: 'parked'; error: string },
  now: number,
): Promise<void> {
  const ids = batch.map(({ id }) => id);
  const error = settled.state === 'parked' ? settled.error : null;
  const { numAffectedRows } = await markSettled(tx, { ids, state: settled.state, error, now });
  if (Number(numAffectedRows) === batch.length) return;
  throw new WarmlineError('STORAGE_STALE_FENCE', 'These messages were handled by another turn.');
}

interface Settling {
  ids: readonly number[];
  state: 'done' | 'parked';
  error: string | null;
  now: number;
}

const markSettled = prepared((db, { ids, state, error, now }: Settling) =>
  db
    .updateTable('inbox')
    .set((builder) => ({ state, error: builder.fn.coalesce(builder.val(error), 'error'), settled_at: now }))
    .where('id', 'in', ids)
    .where('state', '=', sql.lit('pending')),
);
