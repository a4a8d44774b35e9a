import { createHash } from 'node:crypto';
import type { ComplaintEventsTable, ComplaintsTable, Database, Tx } from '../../storage/index.ts';
import { type Complaint, complaintOf, OPEN_STATES } from './complaint.ts';

/** Numbers are given out inside the transaction that uses them, so that none is skipped and none is given twice. */
export async function nextComplaintNumber(tx: Tx, day: string): Promise<string> {
  const row = await tx
    .insertInto('complaint_counters')
    .values({ day, last: 1 })
    .onConflict((conflict) =>
      conflict.column('day').doUpdateSet((now) => ({ last: now('complaint_counters.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow();
  return `C-${day}-${String(row.last).padStart(4, '0')}`;
}

export async function complaintByKey(tx: Tx, key: string): Promise<Complaint | null> {
  const row = await tx.selectFrom('complaints').selectAll().where('opened_key', '=', key).executeTakeFirst();
  return row ? complaintOf(row) : null;
}

/** Null when there is none. It takes no lock. */
export async function complaintByNumber(db: Database | Tx, number: string): Promise<Complaint | null> {
  const row = await db.selectFrom('complaints').selectAll().where('number', '=', number).executeTakeFirst();
  return row ? complaintOf(row) : null;
}

/** The customer's complaint about this order that is still being dealt with. */
export async function openComplaintAbout(tx: Tx, customer: string, order: string): Promise<Complaint | null> {
  const row = await tx
    .selectFrom('complaints')
    .selectAll()
    .where('customer_id', '=', customer)
    .where('order_number', '=', order)
    .where('state', 'in', [...OPEN_STATES])
    .orderBy('opened_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? complaintOf(row) : null;
}

export async function complaintsOf(db: Database | Tx, customer: string, limit: number): Promise<Complaint[]> {
  const rows = await db
    .selectFrom('complaints')
    .selectAll()
    .where('customer_id', '=', customer)
    .orderBy('opened_at', 'desc')
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.map(complaintOf);
}

/** For a list: those that somebody still has to deal with by the nearest deadline, or the newest of all. */
export async function listComplaints(db: Database, which: 'open' | 'all', limit: number): Promise<Complaint[]> {
  const query = db.selectFrom('complaints').selectAll().limit(limit);
  const rows =
    which === 'open'
      ? await query
          .where('state', 'in', [...OPEN_STATES])
          .orderBy('resolve_by')
          .execute()
      : await query.orderBy('opened_at', 'desc').execute();
  return rows.map(complaintOf);
}

export async function countComplaintsSince(tx: Tx, customer: string, since: number): Promise<number> {
  const row = await tx
    .selectFrom('complaints')
    .select((builder) => builder.fn.countAll<number>().as('count'))
    .where('customer_id', '=', customer)
    .where('opened_at', '>', since)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

export async function insertComplaint(tx: Tx, row: ComplaintsTable): Promise<void> {
  await tx.insertInto('complaints').values(row).execute();
}

export async function updateComplaint(
  tx: Tx,
  number: string,
  change: Partial<Omit<ComplaintsTable, 'number'>>,
): Promise<void> {
  await tx.updateTable('complaints').set(change).where('number', '=', number).execute();
}

export interface NewComplaintEvent {
  complaint: string;
  kind: ComplaintEventsTable['kind'];
  actor: string;
  detail: string;
  /** Whether the customer has to hear of it from us. */
  tell: boolean;
  at: number;
  /** The same key again is the same event. */
  key: string;
}

/** False when an event with this key is there already. */
export async function insertEvent(tx: Tx, event: NewComplaintEvent): Promise<boolean> {
  const id = createHash('sha256')
    .update(`${event.complaint} ${event.kind} ${event.key}`)
    .digest('base64url')
    .slice(0, 27);
  const inserted = await tx
    .insertInto('complaint_events')
    .values({
      id,
      complaint: event.complaint,
      kind: event.kind,
      actor: event.actor,
      detail: event.detail,
      told: event.tell ? 0 : null,
      at: event.at,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}
