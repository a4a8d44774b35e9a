import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../storage/index.ts';

export type CaseEventKind =
  | 'opened'
  | 'taken'
  | 'returned'
  | 'transferred'
  | 'requeued'
  /** Its agent, who is the actor, gave no word for too long: it waits for another. */
  | 'lapsed'
  | 'snoozed'
  | 'woken'
  | 'resolved'
  | 'reopened'
  | 'note'
  | 'at-risk'
  | 'breached'
  | 'escalated'
  | 'compensation'
  | 'left-message';

export interface NewCaseEvent {
  case: string;
  conversation: string;
  kind: CaseEventKind;
  /** An agent's id, 'customer' or 'system'. */
  actor: string;
  detail?: string;
}

/** The history of a case: shown between the words, and never changed. Returns its id. */
export async function noteEvent(tx: Tx, event: NewCaseEvent, now: number): Promise<string> {
  const id = uuidv7();
  await tx
    .insertInto('case_events')
    .values({
      id,
      case_id: event.case,
      conversation_id: event.conversation,
      kind: event.kind,
      actor: event.actor,
      detail: event.detail ?? '',
      at: now,
    })
    .execute();
  return id;
}
