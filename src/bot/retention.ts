import { sql } from 'kysely';
import type { Storage } from '../storage/index.ts';

/** Longer than any platform redelivers: Telegram keeps updates 24 h, WeCom's pull reaches back three days. */
const INBOX_DAYS = 7;
/** Settled sends stay for questions of the kind "did it arrive?"; the words themselves stay in the transcript. */
const OUTBOX_DAYS = 30;
/** What nobody has to decide about any more; `unsure` and `dead` wait for a person. */
const OVER = ['sent', 'withdrawn', 'discarded', 'refused', 'expired'];
const DAY_MS = 24 * 60 * 60 * 1000;
/** Rows per transaction, so that a large clean-up never holds the lock for long. */
const SLICE = 2_000;

/** Deletes settled queue rows that nothing can need any more; returns how many. What waits or is undecided stays. */
export async function forgetSettled(storage: Storage, now: number): Promise<number> {
  let total = 0;
  for (;;) {
    const inbox = await deleteSlice(storage, 'inbox', ['done'], now - INBOX_DAYS * DAY_MS);
    const outbox = await deleteSlice(storage, 'outbox', OVER, now - OUTBOX_DAYS * DAY_MS);
    total += inbox + outbox;
    if (inbox < SLICE && outbox < SLICE) return total;
  }
}

async function deleteSlice(
  storage: Storage,
  table: 'inbox' | 'outbox',
  states: readonly string[],
  before: number,
): Promise<number> {
  const deleted = await storage.transact((tx) =>
    tx
      .deleteFrom(table)
      .where(
        'id',
        'in',
        sql<number>`(select id from ${sql.table(table)} where settled_at < ${before} and state in (${sql.join(states)}) order by id limit ${SLICE})`,
      )
      .executeTakeFirst(),
  );
  return Number(deleted.numDeletedRows);
}
