import type { Storage, Tx } from '../../storage/index.ts';

/** Rows per transaction, so that answers go on meanwhile. */
const SLICE = 1_000;

/**
 * Holds a batch: from this commit on the gate lets nothing of it go. What is under way at the platform comes back as it
 * does. `actor`: 'agent:anna', 'system'.
 */
export async function pauseBatch(tx: Tx, batch: string, actor: string, now: number): Promise<void> {
  await tx
    .insertInto('care_holds')
    .values({ batch, state: 'paused', actor, at: now })
    .onConflict((conflict) => conflict.column('batch').doUpdateSet({ actor, at: now }))
    .execute();
}

/** Lets a paused batch go on at once; a stopped one stays stopped. False when it was not paused. */
export async function resumeBatch(tx: Tx, batch: string, now: number): Promise<boolean> {
  const gone = await tx
    .deleteFrom('care_holds')
    .where('batch', '=', batch)
    .where('state', '=', 'paused')
    .executeTakeFirst();
  if (gone.numDeletedRows === 0n) return false;
  const held = tx
    .selectFrom('care_ledger')
    .select('send_key')
    .where('batch', '=', batch)
    .where('status', '=', 'queued')
    .where('wait_reason', '=', 'held')
    .$castTo<{ send_key: string }>();
  await tx
    .updateTable('outbox')
    .set({ due_at: now })
    .where('state', '=', 'due')
    .where('due_at', '>', now)
    .where('send_key', 'in', held)
    .execute();
  await tx
    .updateTable('care_ledger')
    .set({ due_at: now })
    .where('batch', '=', batch)
    .where('status', '=', 'planned')
    .where('wait_reason', '=', 'held')
    .where('due_at', '>', now)
    .execute();
  return true;
}

/**
 * Takes back what waits in the outbox and has been nobody's line yet: it is planned again, so that it is worded anew
 * when the batch goes on.
 */
export async function recallBatch(tx: Tx, batch: string, now: number): Promise<void> {
  const waiting = await tx
    .selectFrom('care_ledger')
    .innerJoin('outbox', 'outbox.send_key', 'care_ledger.send_key')
    .select(['care_ledger.id', 'care_ledger.send_key'])
    .where('care_ledger.batch', '=', batch)
    .where('care_ledger.status', '=', 'queued')
    .where('outbox.state', '=', 'due')
    .where('outbox.message_id', 'is', null)
    .execute();
  for (let from = 0; from < waiting.length; from += SLICE) {
    const some = waiting.slice(from, from + SLICE);
    const keys = some.flatMap((row) => row.send_key ?? []);
    await tx
      .deleteFrom('outbox')
      .where((row) =>
        row.or([
          row('send_key', 'in', keys),
          row(
            'queue',
            'in',
            keys.map((key) => `alert:${key}`),
          ),
        ]),
      )
      .where('state', '=', 'due')
      .execute();
    await tx
      .updateTable('care_ledger')
      .set({ status: 'planned', send_key: null, queued_at: null, wait_reason: 'held', due_at: now })
      .where(
        'id',
        'in',
        some.map((row) => row.id),
      )
      .execute();
  }
}

/**
 * Ends a batch for good. The first commit already keeps everything back; then what was planned is written off in
 * slices. Returns how many entries that were. Safe to repeat.
 */
export async function stopBatch(storage: Storage, batch: string, actor: string, now: number): Promise<number> {
  await storage.transact((tx) =>
    tx
      .insertInto('care_holds')
      .values({ batch, state: 'stopped', actor, at: now })
      .onConflict((conflict) => conflict.column('batch').doUpdateSet({ state: 'stopped', actor, at: now }))
      .execute(),
  );
  let stopped = 0;
  for (;;) {
    const some = await storage.transact((tx) => writeOff(tx, batch, now));
    stopped += some;
    if (some < SLICE) break;
  }
  // Queued rows leave the outbox by the gate's own refusal; they only have to be looked at now.
  await storage.transact((tx) =>
    tx
      .updateTable('outbox')
      .set({ due_at: now })
      .where('state', '=', 'due')
      .where('due_at', '>', now)
      .where('send_key', 'in', (queued) =>
        queued
          .selectFrom('care_ledger')
          .select('send_key')
          .where('batch', '=', batch)
          .where('status', '=', 'queued')
          .$castTo<{ send_key: string }>(),
      )
      .execute(),
  );
  return stopped;
}

/** What a person decided about a batch; null: nothing. */
export async function holdOf(db: Storage['db'] | Tx, batch: string): Promise<'paused' | 'stopped' | null> {
  const row = await db.selectFrom('care_holds').select('state').where('batch', '=', batch).executeTakeFirst();
  return row?.state ?? null;
}

async function writeOff(tx: Tx, batch: string, now: number): Promise<number> {
  const done = await tx
    .updateTable('care_ledger')
    .set({ status: 'stopped', why: 'stopped', settled_at: now })
    .where('id', 'in', (some) =>
      some
        .selectFrom('care_ledger')
        .select('id')
        .where('batch', '=', batch)
        .where('status', '=', 'planned')
        .orderBy('id')
        .limit(SLICE),
    )
    .executeTakeFirst();
  return Number(done.numUpdatedRows);
}
