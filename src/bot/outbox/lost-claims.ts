import type { Storage } from '../../storage/index.ts';
import type { OutboxRow } from './row.ts';

/**
 * Claims whose commit threw. When the connection broke before the database's answer came, they were committed all the
 * same, and would count as being sent for as long as this process lives. None has left: they go back to what is due.
 */
export interface LostClaims {
  add(rows: readonly Pick<OutboxRow, 'send_key'>[]): void;
  /** Throws while the database is away; then they are still known. */
  giveBack(): Promise<void>;
}

export function createLostClaims(storage: Storage, processId: string): LostClaims {
  const lost = new Set<string>();
  return {
    add(rows) {
      for (const row of rows) lost.add(row.send_key);
    },
    async giveBack() {
      const keys = [...lost];
      if (keys.length === 0) return;
      await storage.transact((tx) =>
        tx
          .updateTable('outbox')
          .set((builder) => ({ state: 'due', sender: null, attempts: builder('attempts', '-', 1) }))
          .where('send_key', 'in', keys)
          .where('state', '=', 'sending')
          .where('sender', '=', processId)
          .execute(),
      );
      for (const key of keys) lost.delete(key);
    },
  };
}
