import type { Storage, Tx } from '../../storage/index.ts';
import { type Complaint, type ComplaintEventKind, complaintOf, OPEN_STATES } from './complaint.ts';
import { insertEvent } from './repository.ts';

/** A clock that ran out. Given once per complaint and clock; a reopened complaint has a new clock. */
export interface Overdue {
  complaint: Complaint;
  clock: 'respond' | 'resolve';
}

/** Complaints whose clocks ran out since the last sweep. Reads only the partial indexes on the two clocks. */
export async function overdueComplaints(storage: Storage, now: number, limit = 200): Promise<Overdue[]> {
  const late = await storage.db
    .selectFrom('complaints')
    .selectAll()
    .where('responded_at', 'is', null)
    .where('respond_by', '<=', now)
    .where('state', 'in', [...OPEN_STATES])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('complaint_events')
            .select('id')
            .whereRef('complaint', '=', 'complaints.number')
            .where('kind', '=', 'respond-overdue'),
        ),
      ),
    )
    .orderBy('respond_by')
    .limit(limit)
    .execute();
  const unsettled = await storage.db
    .selectFrom('complaints')
    .selectAll()
    .where('state', 'in', [...OPEN_STATES])
    .where('resolve_by', '<=', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('complaint_events')
            .select('id')
            .whereRef('complaint', '=', 'complaints.number')
            .where('kind', '=', 'resolve-overdue')
            .whereRef('at', '>=', 'complaints.resolve_by'),
        ),
      ),
    )
    .orderBy('resolve_by')
    .limit(limit)
    .execute();
  const found: Overdue[] = [
    ...late.map((row) => ({ complaint: complaintOf(row), clock: 'respond' as const })),
    ...unsettled.map((row) => ({ complaint: complaintOf(row), clock: 'resolve' as const })),
  ];
  const fresh: Overdue[] = [];
  for (const each of found) if (await storage.transact((tx) => markOverdue(tx, each, now))) fresh.push(each);
  return fresh;
}

/** False when another process was faster. */
function markOverdue(tx: Tx, { complaint, clock }: Overdue, now: number): Promise<boolean> {
  const due = clock === 'respond' ? complaint.respondBy : complaint.resolveBy;
  return insertEvent(tx, {
    complaint: complaint.number,
    kind: `${clock}-overdue`,
    actor: 'system',
    detail: '',
    tell: false,
    at: now,
    key: String(due),
  });
}

/** A change that the customer has yet to hear of. */
export interface ComplaintNews {
  id: string;
  complaint: Complaint;
  kind: ComplaintEventKind;
  detail: string;
  at: number;
}

export async function untoldNews(storage: Storage, limit = 200): Promise<ComplaintNews[]> {
  const rows = await storage.db
    .selectFrom('complaint_events')
    .innerJoin('complaints', 'complaints.number', 'complaint_events.complaint')
    .selectAll('complaints')
    .select([
      'complaint_events.id as event_id',
      'complaint_events.kind as event_kind',
      'complaint_events.detail as event_detail',
      'complaint_events.at as event_at',
    ])
    .where('complaint_events.told', '=', 0)
    .orderBy('complaint_events.at')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.event_id,
    complaint: complaintOf(row),
    kind: row.event_kind,
    detail: row.event_detail,
    at: row.event_at,
  }));
}

/** In the transaction that writes the message. False when it was told meanwhile: then write nothing. */
export async function markTold(tx: Tx, id: string): Promise<boolean> {
  const updated = await tx
    .updateTable('complaint_events')
    .set({ told: 1 })
    .where('id', '=', id)
    .where('told', '=', 0)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}
