/** When a waiting flow wants to be woken; the run itself is in the conversation's memory. */
export interface FlowTimersTable {
  conversation_id: string;
  timer_key: string;
  due_at: number;
}

/** Every version of a flow that ever ran, so that its runs can end on it. */
export interface FlowVersionsTable {
  flow: string;
  version: number;
  /** Fingerprint of steps and slots without their words. */
  structure: string;
  source: string;
  first_seen_at: number;
}

/** One invitation to a survey. `occasion` makes it one per occasion. */
export interface SurveyInvitesTable {
  id: string;
  survey: string;
  customer_id: string;
  conversation_id: string;
  occasion: string;
  state: 'due' | 'sent' | 'answered' | 'expired' | 'withdrawn';
  due_at: number;
  expires_at: number;
  created_at: number;
  sent_at: number | null;
}

/** What a customer answered; one row per run of the survey, replaced as it goes on. */
export interface SurveyResponsesTable {
  run_id: string;
  survey: string;
  kind: 'csat' | 'nps' | 'ces' | 'preference';
  customer_id: string;
  conversation_id: string;
  invite_id: string | null;
  score: number | null;
  reason: string | null;
  answers: string | null;
  locale: string;
  at: number;
}

/** Customers who want no surveys any more. */
export interface SurveyDeclinesTable {
  customer_id: string;
  at: number;
}
