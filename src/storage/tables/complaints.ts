/** A numbered complaint with its two clocks. */
export interface ComplaintsTable {
  /** C-20261121-0007. */
  number: string;
  /** Key of the call that opened it: the same call again finds this row. */
  opened_key: string;
  customer_id: string;
  conversation_id: string;
  order_number: string | null;
  category: string;
  what: string;
  wish: string | null;
  /** `MediaRef[]` as JSON. */
  photos: string;
  contact: string | null;
  happened_on: string | null;
  grade: 'ordinary' | 'hot' | 'crisis';
  /** Why it has this grade, as a JSON array of codes. */
  reasons: string;
  complex: number;
  state: 'open' | 'responded' | 'resolved' | 'closed' | 'reopened';
  owner: string | null;
  resolution: string | null;
  opened_at: number;
  respond_by: number;
  resolve_by: number;
  responded_at: number | null;
  resolved_at: number | null;
}

/** Everything that happened to a complaint. `told`: 0 while the customer has yet to hear of it, 1 told, null not theirs. */
export interface ComplaintEventsTable {
  id: string;
  complaint: string;
  kind:
    | 'opened'
    | 'added'
    | 'assigned'
    | 'responded'
    | 'resolved'
    | 'confirmed'
    | 'reopened'
    | 'made-complex'
    | 'respond-overdue'
    | 'resolve-overdue';
  actor: string;
  detail: string;
  told: number | null;
  at: number;
}

/** The last number given out on a day. */
export interface ComplaintCountersTable {
  day: string;
  last: number;
}
