import { sql } from 'kysely';
import { IncomingMessage, WarmlineError } from '../../core/index.ts';
import type { Storage, Tx } from '../../storage/index.ts';

/** Messages of one conversation that are merged into one turn at most. */
export const LARGEST_BURST = 20;

/** An accepted message that has not had its turn. */
export interface Pending {
  id: number;
  attempts: number;
  receivedAt: number;
  message: IncomingMessage;
}

/** The oldest first, by the platform's own order where it tells one. After a failure the first goes alone. */
export function takeBatch(pending: readonly Pending[]): readonly Pending[] {
  const first = pending[0];
  if (!first) return [];
  if (first.attempts > 0) return [first];
  const fresh = pending.filter((row) => row.attempts === 0).slice(0, LARGEST_BURST);
  const other = fresh.findIndex((row) => isPlatformNews(row) !== isPlatformNews(first));
  return other === -1 ? fresh : fresh.slice(0, other);
}

/** What the platform tells is dealt with for itself, in its place between the words of the customer. */
export function isPlatformNews({ message }: Pick<Pending, 'message'>): boolean {
  return message.content.kind === 'platform';
}

/** What waits in one conversation, in the platform's order. */
export async function pendingOf(storage: Storage, key: string): Promise<readonly Pending[]> {
  const rows = await storage.db
    .selectFrom('inbox')
    .select(['id', 'attempts', 'received_at', 'message'])
    .where('address_key', '=', key)
    .where(sql<boolean>`state = 'pending'`)
    .orderBy('platform_order')
    .orderBy('id')
    .limit(LARGEST_BURST)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    attempts: row.attempts,
    receivedAt: row.received_at,
    message: IncomingMessage.parse(JSON.parse(row.message)),
  }));
}

/** Fails the transaction when a row is no longer pending: another process has already done this turn. */
export async function settleBatch(
  tx: Tx,
  batch: readonly Pending[],
  settled: { state: 'done' } | { state: 'parked'; error: string },
  now: number,
): Promise<void> {
  const changed = await tx
    .updateTable('inbox')
    .set({ ...settled, settled_at: now })
    .where(
      'id',
      'in',
      batch.map((pending) => pending.id),
    )
    .where('state', '=', 'pending')
    .executeTakeFirst();
  if (Number(changed.numUpdatedRows) !== batch.length) {
    throw new WarmlineError('STORAGE_STALE_FENCE', 'These messages were handled by another turn.');
  }
}
