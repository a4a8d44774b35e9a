import type { ConversationId } from '../core/index.ts';
import { ConversationId as ConversationIdSchema } from '../core/index.ts';
import type { Database, Storage, Tx } from '../storage/index.ts';

/** A run that wants to be woken. One row per conversation: only the flow on top waits for time. */
export interface DueTimer {
  conversation: ConversationId;
  /** Goes back into the run as `{ kind: 'timeout', key }`. */
  key: string;
  at: number;
}

export async function setTimer(
  tx: Tx,
  conversation: ConversationId,
  timer: { key: string; at: number },
): Promise<void> {
  const row = { timer_key: timer.key, due_at: timer.at };
  await tx
    .insertInto('flow_timers')
    .values({ conversation_id: conversation, ...row })
    .onConflict((conflict) => conflict.column('conversation_id').doUpdateSet(row))
    .execute();
}

export async function clearTimer(tx: Tx, conversation: ConversationId): Promise<void> {
  await tx.deleteFrom('flow_timers').where('conversation_id', '=', conversation).execute();
}

/** The timers that are due, the oldest first. Reads only the index on due_at, however many runs are waiting. */
export async function dueTimers(db: Database, now: number, limit: number): Promise<DueTimer[]> {
  const rows = await db
    .selectFrom('flow_timers')
    .selectAll()
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    conversation: ConversationIdSchema.parse(row.conversation_id),
    key: row.timer_key,
    at: row.due_at,
  }));
}

/**
 * Due timers, each put off by `againMs` as it is handed out. A timer whose turn never comes (an agent has the
 * conversation, the process died) is handed out again later and meanwhile does not stand before the others.
 */
export async function takeDueTimers(
  storage: Storage,
  now: number,
  limit: number,
  againMs: number,
): Promise<DueTimer[]> {
  const due = await dueTimers(storage.db, now, limit);
  if (due.length === 0) return due;
  await storage.transact((tx) =>
    tx
      .updateTable('flow_timers')
      .set({ due_at: now + againMs })
      .where(
        'conversation_id',
        'in',
        due.map((timer) => timer.conversation),
      )
      .where('due_at', '<=', now)
      .execute(),
  );
  return due;
}

/** When the next one is due, so that the sweep can sleep until then; null when none waits. */
export async function nextTimerAt(db: Database): Promise<number | null> {
  const row = await db.selectFrom('flow_timers').select('due_at').orderBy('due_at').limit(1).executeTakeFirst();
  return row?.due_at ?? null;
}
