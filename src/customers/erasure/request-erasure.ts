import type { CustomerId } from '../../core/index.ts';
import type { Database, Tx } from '../../storage/index.ts';

/** The farewell has to be sent before its words are deleted, and a turn that is under way has to end. */
export const ERASURE_DELAY_MS = 15 * 60_000;

/**
 * In the transaction of the turn that says so. From here on nobody writes first to them; `runErasures` does the rest.
 * False for a room: one member cannot have everybody's words deleted.
 */
export async function requestErasure(tx: Tx, customer: CustomerId, at: number): Promise<boolean> {
  if (await isRoom(tx, customer)) return false;
  await tx
    .insertInto('customer_erasures')
    .values({
      customer_id: customer,
      requested_at: at,
      due_at: at + ERASURE_DELAY_MS,
      state: 'requested',
      erased_at: null,
    })
    .onConflict((conflict) => conflict.column('customer_id').doNothing())
    .execute();
  return true;
}

/** When it was asked for, while something of the person is left. */
export async function erasureRequestedAt(db: Database | Tx, customer: CustomerId): Promise<number | null> {
  const row = await db
    .selectFrom('customer_erasures')
    .select('requested_at')
    .where('customer_id', '=', customer)
    .executeTakeFirst();
  return row?.requested_at ?? null;
}

/** A group conversation has a row in `customers` like a person has. */
export async function isRoom(db: Database | Tx, customer: CustomerId): Promise<boolean> {
  const row = await db
    .selectFrom('conversations')
    .select('id')
    .where('customer_id', '=', customer)
    .where('is_group', '=', 1)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
