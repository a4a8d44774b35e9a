import type { Clock } from '../core/index.ts';
import type { Storage, Tx } from '../storage/index.ts';

export interface ProcessSelf {
  id: string;
  host: string;
  pid: number;
  /** Whether a process with this number runs on this host. */
  runsHere: (pid: number) => boolean;
}

/** A process writes that it lives this often. */
export const HEARTBEAT_MS = 5_000;
/** On another host a process counts as dead after six missed beats; longer than any pause of a healthy one. */
const DEAD_AFTER_MS = 30_000;

/** Writes this process down, or its next heartbeat. */
export async function beat(storage: Storage, self: ProcessSelf, now: number): Promise<void> {
  await storage.transact((tx) =>
    tx
      .insertInto('processes')
      .values({ id: self.id, host: self.host, pid: self.pid, started_at: now, seen_at: now })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: now }))
      .execute(),
  );
}

/**
 * Ids of the processes that live, this one included. One that ran on this host is dead as soon as its number is free
 * or is ours; one elsewhere when it has been silent for long.
 */
export async function alive(tx: Tx, self: ProcessSelf, clock: Clock): Promise<readonly string[]> {
  const rows = await tx.selectFrom('processes').selectAll().execute();
  const lives = rows.filter((row) => {
    if (row.id === self.id) return true;
    if (row.host === self.host) return row.pid !== self.pid && self.runsHere(row.pid);
    return clock.now() - row.seen_at < DEAD_AFTER_MS;
  });
  return [self.id, ...lives.map((row) => row.id).filter((id) => id !== self.id)];
}

/** Takes this process off the list when it stops properly, and forgets those that are long dead. */
export async function leave(storage: Storage, self: ProcessSelf, now: number): Promise<void> {
  await storage.transact((tx) =>
    tx
      .deleteFrom('processes')
      .where((builder) => builder.or([builder('id', '=', self.id), builder('seen_at', '<', now - 24 * 3_600_000)]))
      .execute(),
  );
}
