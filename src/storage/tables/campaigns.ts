/** One day (or hour) of a care rule in one time zone, and how far its audience has been planned. */
export interface CareRunsTable {
  rule: string;
  /** The day it is for, "2026-09-25", or the hour, "2026-09-25T14". */
  slot: string;
  /** IANA name. */
  zone: string;
  day: string;
  due_at: number;
  expires_at: number;
  /** The last candidate that was planned; empty at first. */
  cursor: string;
  planned: number;
  done_at: number | null;
}

/** A message that a person sends to many. `content` is `CampaignContent` as JSON. */
export interface CareCampaignsTable {
  id: string;
  title: string;
  content: string;
  /** Raised by every edit; an approval is of one revision. */
  revision: number;
  state: 'draft' | 'submitted' | 'approved' | 'scheduled' | 'planning' | 'running' | 'paused' | 'stopped' | 'done';
  /** Why it is in this state, where it is not a person's wish: 'canary', 'audience-grew'. */
  state_reason: string | null;
  created_by: string;
  edited_by: string;
  approved_by: string | null;
  confirmed_by: string | null;
  confirmed_count: number | null;
  created_at: number;
  updated_at: number;
  scheduled_at: number | null;
  expires_at: number | null;
  started_at: number | null;
  ended_at: number | null;
  /** Up to which customer it is planned; null: everybody is. */
  cursor: string | null;
  /** Recipients in the ledger, whoever is held out or refused included. */
  planned: number;
  /** How many may have been let go so far: the canary's, then rising with the throttle. */
  released: number;
  /** When the runner looks at it next; null: nothing is to do. */
  look_at: number | null;
}

/** A group send that one employee has to confirm in their own client. */
export interface CareTasksTable {
  id: string;
  campaign_id: string;
  /** The platform's id of the employee. */
  sender: string;
  state: 'new' | 'created' | 'reminded' | 'confirmed' | 'delivered' | 'unsure' | 'failed' | 'expired';
  /** The platform's id of the task. */
  message_id: string | null;
  detail: string | null;
  reminders: number;
  created_at: number;
  /** When the platform was asked; a crash after it leaves the task unsure. */
  asked_at: number | null;
  reminded_at: number | null;
  confirmed_at: number | null;
  settled_at: number | null;
  look_at: number | null;
}

/** Who is to get a task's message; the ledger knows the person. */
export interface CareTaskReceiversTable {
  task_id: string;
  ledger_id: number;
  status: 'waiting' | 'sent' | 'not-friend' | 'over-quota' | 'failed';
  at: number;
}
