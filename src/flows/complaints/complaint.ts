import type { ComplaintEventsTable, ComplaintsTable } from '../../storage/index.ts';

export type ComplaintGrade = ComplaintsTable['grade'];
export type ComplaintState = ComplaintsTable['state'];
export type ComplaintEventKind = ComplaintEventsTable['kind'];

/** Times in milliseconds. */
export interface Complaint {
  number: string;
  customer: string;
  conversation: string;
  order: string | null;
  category: string;
  what: string;
  wish: string | null;
  /** `MediaRef[]`. */
  photos: readonly unknown[];
  contact: string | null;
  happenedOn: string | null;
  grade: ComplaintGrade;
  reasons: readonly string[];
  complex: boolean;
  state: ComplaintState;
  owner: string | null;
  resolution: string | null;
  openedAt: number;
  respondBy: number;
  resolveBy: number;
  respondedAt: number | null;
  resolvedAt: number | null;
}

/** States in which somebody still has to do something. */
export const OPEN_STATES: readonly ComplaintState[] = ['open', 'responded', 'reopened'];

export function complaintOf(row: ComplaintsTable): Complaint {
  return {
    number: row.number,
    customer: row.customer_id,
    conversation: row.conversation_id,
    order: row.order_number,
    category: row.category,
    what: row.what,
    wish: row.wish,
    photos: JSON.parse(row.photos),
    contact: row.contact,
    happenedOn: row.happened_on,
    grade: row.grade,
    reasons: JSON.parse(row.reasons),
    complex: row.complex === 1,
    state: row.state,
    owner: row.owner,
    resolution: row.resolution,
    openedAt: row.opened_at,
    respondBy: row.respond_by,
    resolveBy: row.resolve_by,
    respondedAt: row.responded_at,
    resolvedAt: row.resolved_at,
  };
}
