import type { Generated } from 'kysely';

/** Who was to get what, when, and what became of it: one row per occasion and customer (invariant 6). */
export interface CareLedgerTable {
  id: Generated<number>;
  /** What it is about, once per customer: 'campaign:ID', 'rule:birthday:2026', 'alert:delay:ORDER:late'. */
  occasion: string;
  /** What it is counted under: 'campaign:ID', 'rule:birthday', 'alert:delay'. */
  source: string;
  /** What is paused and stopped together: a campaign, an incident; null: nothing. */
  batch: string | null;
  kind: 'alert' | 'care';
  topic: string;
  customer_id: string;
  conversation_id: string | null;
  variant: string | null;
  via: 'outbox' | 'task';
  status: 'planned' | 'held-out' | 'refused' | 'queued' | 'sent' | 'unsure' | 'failed' | 'expired' | 'stopped';
  /** Why it was refused, failed or stopped: a code, never words. */
  why: string | null;
  /** The platform's own words about a failed send. */
  detail: string | null;
  /** The gate's last verdict. */
  verdict: 'pass' | 'wait' | 'refuse' | null;
  asked_at: number | null;
  /** How often the gate said wait, and why the last time. */
  waits: Generated<number>;
  wait_reason: string | null;
  /** When it is to be looked at next while it is planned. */
  due_at: number;
  expires_at: number;
  /** Key of the first outbox row that carries it. */
  send_key: string | null;
  planned_at: number;
  queued_at: number | null;
  /** Since when it counts for the caps: the claim that let it go. */
  counted_at: number | null;
  settled_at: number | null;
  delivered_at: number | null;
  read_at: number | null;
  replied_at: number | null;
  opted_out_at: number | null;
  complained_at: number | null;
}

/** Batches that a person holds or has ended. */
export interface CareHoldsTable {
  batch: string;
  state: 'paused' | 'stopped';
  actor: string;
  at: number;
}

/** When the next look at an order on its way is due. */
export interface DelayWatchTable {
  order_number: string;
  look_at: number;
}

/** One cause of a delay of one order, from its first sign to the all-clear. */
export interface DelayAlertsTable {
  id: string;
  order_number: string;
  customer_id: string;
  /** 'late', or the carrier's problem code. */
  cause: string;
  /** What showed it: 'eta', 'predicted', 'stage', 'no-scan', 'exception'. */
  sign: string;
  state: 'open' | 'cleared' | 'dropped';
  promised_at: number | null;
  /** The new day that was told last, "2026-11-28". */
  told_day: string | null;
  probability: number | null;
  /** Messages so far: 1 the alert, then updates; names the ledger's occasion. */
  messages: number;
  incident_id: string | null;
  remedy: string | null;
  /** In fen or cents. */
  remedy_cost: number;
  choice: string | null;
  chosen_at: number | null;
  created_at: number;
  updated_at: number;
  cleared_at: number | null;
}

/** Many orders with one cause in a short time. */
export interface DelayIncidentsTable {
  id: string;
  /** Cause with warehouse, or with carrier and destination. */
  likeness: string;
  cause: string;
  place: string;
  state: 'held' | 'released' | 'stopped' | 'over';
  /** A sentence of the supervisor's that replaces the usual cause, by language. */
  words_zh: string | null;
  words_en: string | null;
  started_at: number;
  last_at: number;
  decided_by: string | null;
  decided_at: number | null;
}

/** How long one step of a finished order took, and how long it was then still on its way. */
export interface TransitSamplesTable {
  id: Generated<number>;
  carrier: string;
  route: string;
  step: string;
  dwell_ms: number;
  remaining_ms: number;
  at: number;
}

/** When an order came to a stage for the first time. */
export interface OrderStagesTable {
  order_number: string;
  stage: string;
  at: number;
}
