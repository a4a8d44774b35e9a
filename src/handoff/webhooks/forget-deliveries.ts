import type { Storage } from '../../storage/index.ts';

/** As long as settled sends: what was told to another system is of use while somebody asks whether it arrived. */
const DELIVERY_LIFE_MS = 30 * 24 * 60 * 60_000;
/** Rows per transaction, so that a large clean-up never holds the lock for long. */
const SLICE = 2_000;

/** Deletes deliveries that were taken or given up long ago; returns how many. What is still due stays. */
export async function forgetDeliveries(storage: Storage, now: number): Promise<number> {
  for (let total = 0; ; ) {
    const deleted = await storage.transact((tx) =>
      tx
        .deleteFrom('webhook_deliveries')
        .where('id', 'in', (old) =>
          old
            .selectFrom('webhook_deliveries')
            .select('id')
            .where('settled_at', '<', now - DELIVERY_LIFE_MS)
            .limit(SLICE),
        )
        .executeTakeFirst(),
    );
    total += Number(deleted.numDeletedRows);
    if (deleted.numDeletedRows < SLICE) return total;
  }
}
