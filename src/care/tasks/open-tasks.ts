import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { Storage, Tx } from '../../storage/index.ts';
import { dayIn, spanOf } from '../calendar/moment.ts';
import { batchOf } from '../campaigns/campaign.ts';
import type { Gate } from '../gate/gate.ts';
import { askAbout, type LedgerRow } from '../ledger/entry.ts';
import { noteVerdict } from '../ledger/note-verdict.ts';
import type { TaskPlatformOf } from './task-platform.ts';

export interface OpenTaskParts {
  storage: Storage;
  gate: Gate;
  timeZone: string;
  taskPlatformOf: TaskPlatformOf;
}

/** Receivers of one task; the platform takes more in a call, and the database less in one statement. */
const PER_TASK = 500;

/**
 * Puts what a campaign has planned for a task channel into one new task: of one account, and for rooms of one owner. The
 * gate is asked, and the platform's quota (one a day, seven a week, as many a month as it has days) is kept by our own
 * ledger. Returns how many receivers it has. Nothing is sent by this, and nothing is called sent.
 */
export async function openTask(parts: OpenTaskParts, campaign: { id: string }, now: number): Promise<number> {
  const share = await nextShare(parts, batchOf(campaign), now);
  if (share === null) return 0;
  return parts.storage.transact(async (tx) => {
    await settle(tx, share.ownerless, 'refused', 'no-owner', now);
    if (share.ids.length === 0) return 0;
    const rows = await tx
      .selectFrom('care_ledger')
      .selectAll()
      .where('id', 'in', share.ids)
      .where('status', '=', 'planned')
      .orderBy('id')
      .execute();
    const taken = await thoseWhoMay(tx, parts, rows, now);
    if (taken.length === 0) return 0;
    const id = uuidv7();
    const row = { id, campaign_id: campaign.id, sender: share.sender, state: 'new' as const, reminders: 0 };
    await tx
      .insertInto('care_tasks')
      .values({ ...row, created_at: now, look_at: now })
      .execute();
    await tx
      .insertInto('care_task_receivers')
      .values(taken.map((ledger_id) => ({ task_id: id, ledger_id, status: 'waiting' as const, at: now })))
      .execute();
    await tx.updateTable('care_ledger').set({ status: 'queued', queued_at: now }).where('id', 'in', taken).execute();
    return taken.length;
  });
}

interface Share {
  ids: number[];
  /** Rooms that belong to none of the employees: nobody can be asked to write there. */
  ownerless: number[];
  /** The rooms' owner; empty for customers, whose employees the platform knows. */
  sender: string;
}

/** What fits into the next task; null: nothing is due. */
async function nextShare(parts: OpenTaskParts, source: string, now: number): Promise<Share | null> {
  const due = await parts.storage.db
    .selectFrom('care_ledger')
    .innerJoin('conversations', 'conversations.id', 'care_ledger.conversation_id')
    .select(['care_ledger.id', 'conversations.channel', 'conversations.account', 'conversations.peer'])
    .select('conversations.is_group')
    .where('care_ledger.source', '=', source)
    .where('care_ledger.status', '=', 'planned')
    .where('care_ledger.via', '=', 'task')
    .where('care_ledger.due_at', '<=', now)
    .orderBy('care_ledger.due_at')
    .orderBy('care_ledger.id')
    .limit(PER_TASK)
    .execute();
  const [first] = due;
  if (first === undefined) return null;
  const alike = due.filter(({ channel, account }) => channel === first.channel && account === first.account);
  const platform = parts.taskPlatformOf(first.channel, first.account);
  const ids = alike.map(({ id }) => id);
  if (first.is_group !== 1 || platform === null) return { ids, ownerless: [], sender: '' };
  const owners = await platform.ownersOf(alike.map(({ peer }) => peer));
  const sender = alike.flatMap(({ peer }) => owners.get(peer) ?? [])[0] ?? '';
  return {
    ids: alike.filter(({ peer }) => sender !== '' && owners.get(peer) === sender).map(({ id }) => id),
    ownerless: alike.filter(({ peer }) => !owners.has(peer)).map(({ id }) => id),
    sender,
  };
}

/** Whom gate and quota let through; what they say of the others is written down. */
async function thoseWhoMay(
  tx: Tx,
  { gate, timeZone }: OpenTaskParts,
  rows: readonly LedgerRow[],
  now: number,
): Promise<number[]> {
  const asks = rows.flatMap((row) => askAbout(row, 'plan') ?? []);
  const verdicts = await gate.ask(tx, asks, now);
  const verdictOf = new Map(asks.map((ask, index) => [ask.own, verdicts[index]]));
  const full = await overQuota(tx, rows, timeZone, now);
  const taken: number[] = [];
  for (const row of rows) {
    const verdict = await noteVerdict(tx, row, verdictOf.get(row.id) ?? { kind: 'refuse', reason: 'unknown' }, now);
    if (verdict.kind !== 'pass') continue;
    if (row.conversation_id !== null && full.has(row.conversation_id))
      await settle(tx, [row.id], 'refused', 'over-quota', now);
    else taken.push(row.id);
  }
  return taken;
}

/** Ends entries; `sent` counts for the caps from now on. */
export async function settle(
  tx: Tx,
  ids: readonly number[],
  status: 'sent' | 'refused' | 'failed' | 'unsure' | 'expired' | 'stopped',
  why: string | null,
  now: number,
): Promise<void> {
  if (ids.length === 0) return;
  const isOut = status === 'sent' || status === 'unsure';
  await tx
    .updateTable('care_ledger')
    .set({ status, why, settled_at: now, counted_at: isOut ? now : null, delivered_at: status === 'sent' ? now : null })
    .where('id', 'in', [...ids])
    .execute();
}

/** Talks that have had as many group sends as the platform allows. */
async function overQuota(tx: Tx, rows: readonly LedgerRow[], timeZone: string, now: number): Promise<Set<string>> {
  const talks = rows.flatMap((row) => (row.conversation_id === null ? [] : [row.conversation_id]));
  if (talks.length === 0) return new Set();
  const today = dayIn(timeZone, now);
  const day = spanOf(today, timeZone).from;
  const week = spanOf(today.subtract({ days: 6 }), timeZone).from;
  const month = spanOf(today.with({ day: 1 }), timeZone).from;
  const since = (from: number) => sql<number>`sum(case when care_task_receivers.at >= ${from} then 1 else 0 end)`;
  const used = await tx
    .selectFrom('care_task_receivers')
    .innerJoin('care_ledger', 'care_ledger.id', 'care_task_receivers.ledger_id')
    .select(['care_ledger.conversation_id', since(day).as('day'), since(week).as('week'), since(month).as('month')])
    .where('care_ledger.conversation_id', 'in', talks)
    .where('care_task_receivers.status', 'in', ['waiting', 'sent'])
    .where('care_task_receivers.at', '>=', Math.min(week, month))
    .groupBy('care_ledger.conversation_id')
    .execute();
  return new Set(
    used
      .filter((row) => Number(row.day) >= 1 || Number(row.week) >= 7 || Number(row.month) >= today.daysInMonth)
      .map((row) => row.conversation_id ?? ''),
  );
}
