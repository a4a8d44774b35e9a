import { sql } from 'kysely';
import type { Storage, Tx } from '../../storage/index.ts';
import { markDelivery } from './delivery.ts';

export interface Recovered {
  /** Sends whose platform drops duplicates: they go out again. */
  again: number;
  /** Sends that may or may not have arrived: never repeated by themselves. */
  unsure: number;
}

/**
 * Settles what a dead process was sending (invariant 4). `isIdempotent` tells whether the channel of a row may be
 * asked again with the same key. Who lives is read after the sends: a process writes itself down before it claims, so
 * one that began meanwhile is never taken for dead.
 */
export function recoverSends(
  storage: Storage,
  alive: (tx: Tx) => Promise<readonly string[]>,
  isIdempotent: (channel: string, account: string) => boolean,
  now: number,
): Promise<Recovered> {
  return storage.transact(async (tx) => {
    const underWay = await tx.selectFrom('outbox').selectAll().where(sql<boolean>`state = 'sending'`).execute();
    const living = new Set<string | null>(underWay.length === 0 ? [] : await alive(tx));
    const orphans = underWay.filter(({ sender }) => !living.has(sender));
    const recovered: Recovered = { again: 0, unsure: 0 };
    for (const row of orphans) {
      const again = isIdempotent(row.channel, row.account);
      const moved = await tx
        .updateTable('outbox')
        .set(
          again
            ? { state: 'due', due_at: now, sender: null }
            : { state: 'unsure', settled_at: now, detail: 'the process ended while this was being sent' },
        )
        .where('id', '=', row.id)
        .where('state', '=', 'sending')
        .where('sender', '=', row.sender)
        .executeTakeFirst();
      if (moved.numUpdatedRows === 0n) continue;
      if (again) recovered.again += 1;
      else {
        recovered.unsure += 1;
        await markDelivery(tx, row, 'unsure');
      }
    }
    return recovered;
  });
}
