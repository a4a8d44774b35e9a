import { type Address, addressKey } from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import { STEP_MS } from './run-campaigns.ts';

/**
 * Somebody came back to a channel on which nothing reaches them in between: what waits for them there is let go now. Most
 * visits find nothing, and cost one look. Returns how many messages that were.
 */
export async function noteVisit(storage: Storage, address: Address, now: number): Promise<number> {
  const talk = await storage.db
    .selectFrom('conversations')
    .select(['id', 'customer_id'])
    .where('address_key', '=', addressKey(address))
    .executeTakeFirst();
  if (!talk) return 0;
  const waiting = await storage.db
    .selectFrom('care_ledger')
    .select(['id', 'batch'])
    .where('customer_id', '=', talk.customer_id)
    .where('conversation_id', '=', talk.id)
    .where('status', '=', 'planned')
    .where('counted_at', 'is', null)
    .where('expires_at', '>', now)
    .where((row) => row('due_at', '=', row.ref('expires_at')))
    .execute();
  if (waiting.length === 0) return 0;
  const ids = waiting.map(({ id }) => id);
  const campaigns = waiting.flatMap(({ batch }) => (batch === null ? [] : [batch.slice('campaign:'.length)]));
  return storage.transact(async (tx) => {
    const changed = await tx
      .updateTable('care_ledger')
      .set({ due_at: now })
      .where('id', 'in', ids)
      .where('status', '=', 'planned')
      .executeTakeFirst();
    // A campaign that has nothing else to do looks only now and then; one that is being taken further is left to who does it.
    if (campaigns.length > 0)
      await tx
        .updateTable('care_campaigns')
        .set({ look_at: now })
        .where('id', 'in', campaigns)
        .where('state', '=', 'running')
        .where('look_at', '>', now + STEP_MS)
        .execute();
    return Number(changed.numUpdatedRows);
  });
}
