import { sql } from 'kysely';
import type { Database, Storage } from '../../storage/index.ts';
import { markDelivery } from './delivery.ts';
import { REPLY_LIFE_MS } from './policy.ts';
import type { OutboxRow } from './row.ts';

/** States in which a row can be looked for; settled ones too, to see what became of a message. */
export const OUTBOX_STATES = [
  'due',
  'sending',
  'unsure',
  'dead',
  'refused',
  'expired',
  'withdrawn',
  'discarded',
  'sent',
] as const;
export type OutboxState = (typeof OUTBOX_STATES)[number];

export function listOutbox(db: Database, state: OutboxState, limit: number): Promise<OutboxRow[]> {
  return db
    .selectFrom('outbox')
    .selectAll()
    .where(sql<boolean>`state = ${sql.lit(state)}`)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** A person decided that this message did not arrive: it goes out again. False when it was not theirs to decide. */
export function retrySend(storage: Storage, id: number, now: number): Promise<boolean> {
  return storage.transact(async (tx) => {
    const row = await tx
      .updateTable('outbox')
      .set({ state: 'due', due_at: now, expires_at: now + REPLY_LIFE_MS, attempts: 0, sender: null, settled_at: null })
      .where('id', '=', id)
      .where('state', 'in', ['unsure', 'dead', 'refused', 'expired'])
      .returningAll()
      .executeTakeFirst();
    if (row) await markDelivery(tx, row, 'pending');
    return row !== undefined;
  });
}

/** A person decided that this message is not to be sent any more. */
export function discardSend(storage: Storage, id: number, now: number): Promise<boolean> {
  return storage.transact(async (tx) => {
    const row = await tx
      .updateTable('outbox')
      .set({ state: 'discarded', settled_at: now })
      .where('id', '=', id)
      .where('state', 'in', ['due', 'unsure', 'dead', 'refused', 'expired'])
      .returningAll()
      .executeTakeFirst();
    if (row) await markDelivery(tx, row, 'withdrawn');
    return row !== undefined;
  });
}
