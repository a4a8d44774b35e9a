import { createHash } from 'node:crypto';
import type { ConversationId, CustomerId } from '../../core/index.ts';
import type { Database, Tx } from '../../storage/index.ts';
import type { Flow } from '../engine/flow.ts';

export interface InviteWish {
  customer: CustomerId;
  conversation: ConversationId;
  /** What it is about: a case, an order. One invitation per survey, customer and occasion. */
  occasion: string;
  /** When it is to be sent, in milliseconds; left out: now and the survey's delay. */
  at?: number;
  now: number;
}

export type InvitePlan =
  | { kind: 'planned'; id: string; dueAt: number }
  | { kind: 'not-planned'; reason: 'no-survey' | 'declined' | 'cooling-down' | 'already-invited' };

export interface DueInvite {
  id: string;
  survey: string;
  customer: string;
  conversation: string;
  expiresAt: number;
}

/** Plans an invitation unless the customer declined surveys, was asked too recently, or was asked about this already. */
export async function planInvite(tx: Tx, flow: Flow, wish: InviteWish): Promise<InvitePlan> {
  const rules = flow.definition.survey;
  if (rules === undefined) return { kind: 'not-planned', reason: 'no-survey' };
  const declined = await tx
    .selectFrom('survey_declines')
    .select('at')
    .where('customer_id', '=', wish.customer)
    .executeTakeFirst();
  if (declined) return { kind: 'not-planned', reason: 'declined' };
  const dueAt = wish.at ?? wish.now + rules.delay;
  const recent = await tx
    .selectFrom('survey_invites')
    .select(['occasion'])
    .where('customer_id', '=', wish.customer)
    .where('survey', '=', flow.id)
    .where((builder) => builder.or([builder('state', '=', 'due'), builder('sent_at', 'is not', null)]))
    .where('due_at', '>', dueAt - rules.cooldown)
    .execute();
  if (recent.some((row) => row.occasion === wish.occasion)) return { kind: 'not-planned', reason: 'already-invited' };
  if (recent.length > 0) return { kind: 'not-planned', reason: 'cooling-down' };
  const id = inviteId(flow.id, wish.customer, wish.occasion);
  const inserted = await tx
    .insertInto('survey_invites')
    .values({
      id,
      survey: flow.id,
      customer_id: wish.customer,
      conversation_id: wish.conversation,
      occasion: wish.occasion,
      state: 'due',
      due_at: dueAt,
      expires_at: dueAt + rules.expires,
      created_at: wish.now,
      sent_at: null,
    })
    .onConflict((conflict) => conflict.columns(['survey', 'customer_id', 'occasion']).doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) return { kind: 'not-planned', reason: 'already-invited' };
  return { kind: 'planned', id, dueAt };
}

/** Invitations to send now, the oldest first; those that waited too long (the process was away) expire instead. */
export async function dueInvites(db: Database, now: number, limit: number): Promise<DueInvite[]> {
  const rows = await db
    .selectFrom('survey_invites')
    .select(['id', 'survey', 'customer_id', 'conversation_id', 'expires_at'])
    .where('state', '=', 'due')
    .where('due_at', '<=', now)
    .where('expires_at', '>', now)
    .orderBy('due_at')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    survey: row.survey,
    customer: row.customer_id,
    conversation: row.conversation_id,
    expiresAt: row.expires_at,
  }));
}

/**
 * Takes a due invitation, in the transaction that says its words. False when it was sent, withdrawn or declined
 * meanwhile. The survey's run must be started with the invitation's id, which ties its answers to it.
 */
export async function takeInvite(tx: Tx, id: string, now: number): Promise<boolean> {
  const updated = await tx
    .updateTable('survey_invites')
    .set({ state: 'sent', sent_at: now })
    .where('id', '=', id)
    .where('state', '=', 'due')
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** Ends what nobody answered or sent in time. */
export async function expireInvites(tx: Tx, now: number): Promise<number> {
  const updated = await tx
    .updateTable('survey_invites')
    .set({ state: 'expired' })
    .where('state', 'in', ['due', 'sent'])
    .where('expires_at', '<=', now)
    .executeTakeFirst();
  return Number(updated.numUpdatedRows);
}

/** For good: nothing that is planned is sent, and nothing new is planned. */
export async function declineSurveys(tx: Tx, customer: CustomerId, now: number): Promise<void> {
  await tx
    .insertInto('survey_declines')
    .values({ customer_id: customer, at: now })
    .onConflict((conflict) => conflict.column('customer_id').doNothing())
    .execute();
  await tx
    .updateTable('survey_invites')
    .set({ state: 'withdrawn' })
    .where('customer_id', '=', customer)
    .where('state', '=', 'due')
    .execute();
}

/** The customer wants to be asked again. */
export async function allowSurveys(tx: Tx, customer: CustomerId): Promise<void> {
  await tx.deleteFrom('survey_declines').where('customer_id', '=', customer).execute();
}

/** The same wish has the same id, so that a turn done again plans nothing twice. 26 signs: it is a run's id later. */
function inviteId(survey: string, customer: string, occasion: string): string {
  return `s-${createHash('sha256')
    .update(JSON.stringify([survey, customer, occasion]))
    .digest('base64url')
    .slice(0, 24)}`;
}
