import { sql } from 'kysely';
import type { Storage } from '../../storage/index.ts';
import { HOLDINGS } from './holdings.ts';

/** A deletion is promised within 24 hours; the file is rewritten once in this time at most, however many ask. */
const REWRITE_EVERY_MS = 20 * 3_600_000;
const MARK = 'erasure.rewritten-at';
/** Up to this size the process stands still for about a second; a larger file waits for a quiet moment. */
const QUICK_BYTES = 100_000_000;
const QUIET_MS = 5 * 60_000;

/**
 * Deleted rows leave their bytes in the file until they are overwritten. SQLite: the file is rewritten without them and
 * the write-ahead log is emptied. PostgreSQL: the tables are vacuumed, which frees the space for reuse. Returns how
 * many erasures are done with it; 0 while another process holds the lock: it is tried again.
 */
export async function compact(storage: Storage, now: number, quickBytes = QUICK_BYTES): Promise<number> {
  const waiting = await storage.db.selectFrom('customer_erasures').select('id').where('state', '=', 'erased').execute();
  if (waiting.length === 0 || !(await isTime(storage, now, quickBytes))) return 0;
  const rewritten = storage.dialect === 'sqlite' ? await rewriteFile(storage) : await vacuumTables(storage);
  if (!rewritten) return 0;
  await storage.transact(async (tx) => {
    await tx
      .updateTable('customer_erasures')
      .set({ state: 'done' })
      .where('state', '=', 'erased')
      .where(
        'id',
        'in',
        waiting.map((each) => each.id),
      )
      .execute();
    await tx
      .insertInto('settings')
      .values({ name: MARK, value: String(now) })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(now) }))
      .execute();
  });
  return waiting.length;
}

async function isTime(storage: Storage, now: number, quickBytes: number): Promise<boolean> {
  const row = await storage.db.selectFrom('settings').select('value').where('name', '=', MARK).executeTakeFirst();
  if (row !== undefined && now - Number(row.value) < REWRITE_EVERY_MS) return false;
  return storage.dialect === 'postgres' || (await bytesOf(storage)) <= quickBytes || (await isQuiet(storage, now));
}

async function bytesOf(storage: Storage): Promise<number> {
  const { rows } = await sql<{
    bytes: number;
  }>`select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`.execute(storage.db);
  return rows[0]?.bytes ?? 0;
}

/** Nobody has written for some minutes, or somebody has waited for nearly as long as was promised. */
async function isQuiet(storage: Storage, now: number): Promise<boolean> {
  const overdue = await storage.db
    .selectFrom('customer_erasures')
    .select('id')
    .where('state', '=', 'erased')
    .where('requested_at', '<=', now - REWRITE_EVERY_MS)
    .limit(1)
    .executeTakeFirst();
  if (overdue) return true;
  const latest = await storage.db
    .selectFrom('inbox')
    .select('received_at')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return latest === undefined || now - latest.received_at >= QUIET_MS;
}

async function rewriteFile(storage: Storage): Promise<boolean> {
  try {
    // In memory the copy would take as much as the file.
    await sql`pragma temp_store = file`.execute(storage.db);
    await sql`vacuum`.execute(storage.db);
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(storage.db);
    return rows[0]?.busy === 0;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('SQLITE_BUSY')) return false;
    throw thrown;
  } finally {
    await sql`pragma temp_store = memory`.execute(storage.db);
  }
}

async function vacuumTables(storage: Storage): Promise<boolean> {
  const tables = ['customers', 'conversations', ...HOLDINGS.map((holding) => holding.table)];
  for (const table of tables) await sql`vacuum ${sql.table(table)}`.execute(storage.db);
  return true;
}
