import { CaseId, type ConversationId, CustomerId } from '../../core/index.ts';
import type { Tx } from '../../storage/index.ts';
import { openCaseOf, updateCase } from '../cases/case.ts';
import { noteEvent } from '../cases/case-events.ts';
import { announce } from '../desk/desk-events.ts';
import type { HandoffEffect } from '../effect.ts';
import { markReturned } from '../talk/marks.ts';
import { tellWebhooks } from '../webhooks/tell-webhooks.ts';
import { changeOwner, type Expected } from './change-owner.ts';

export interface GivingBack {
  conversation: ConversationId;
  /** An agent's id; 'customer' when they no longer want to wait. */
  actor: string;
  /** Whose hands it must be in; left out, a lead may end anybody's. */
  holder?: Expected;
  disposition: string;
  /** Ask the customer how it was. */
  survey: boolean;
  /** 'return': the bot goes on and says so. 'resolve': it is done. */
  how: 'return' | 'resolve';
  now: number;
}

export type GivenBack =
  | { kind: 'given-back'; case: CaseId; effects: readonly HandoffEffect[] }
  /** Not (any more) in the hands it was expected in. */
  | { kind: 'not-holder' };

/**
 * The bot has the conversation again and the case is settled. What was said up to here never leads to another handoff:
 * the mark says from where on the mood is judged anew.
 */
export async function returnToBot(tx: Tx, giving: GivingBack): Promise<GivenBack> {
  const { conversation, actor, now, how } = giving;
  const expected = giving.holder ?? { kinds: ['queue', 'agent'] as const };
  if (!(await changeOwner(tx, conversation, expected, { kind: 'bot' }))) return { kind: 'not-holder' };
  const open = await openCaseOf(tx, conversation);
  if (!open) return { kind: 'not-holder' };
  await updateCase(tx, open.id, {
    state: 'resolved',
    disposition: giving.disposition,
    resolved_at: now,
    resolved_by: actor,
    waiting_since: null,
    first_due: null,
    next_due: null,
    resolution_due: null,
    silent_due: null,
    snoozed_until: null,
    look_at: null,
  });
  if (open.agent_id !== null) {
    await tx.updateTable('agents').set({ idle_since: now }).where('id', '=', open.agent_id).execute();
  }
  await markReturned(tx, conversation);
  const kind = how === 'return' ? 'returned' : 'resolved';
  await noteEvent(tx, { case: open.id, conversation, kind, actor, detail: giving.disposition }, now);
  await announce(tx, { kind: 'queue', conversation, alert: false }, now);
  await announce(tx, { kind: 'conversation', conversation }, now);
  await tellWebhooks(
    tx,
    'case.resolved',
    { case: open.id, conversation, customer: open.customer_id, agent: open.agent_id, disposition: giving.disposition },
    now,
  );
  const customer = CustomerId.parse(open.customer_id);
  const effects: HandoffEffect[] = [
    { kind: 'withdraw', conversation },
    { kind: 'tell', conversation, telling: { word: actor === 'customer' ? 'leftQueue' : 'backToBot' }, fenced: true },
  ];
  if (giving.survey && !UNRATED.has(giving.disposition)) {
    effects.push({ kind: 'offer-survey', conversation, customer, occasion: `case:${open.id}` });
  }
  return { kind: 'given-back', case: CaseId.parse(open.id), effects };
}

/** Who is gone, or was never a customer, is not asked how it was. */
const UNRATED: ReadonlySet<string> = new Set(['customer-gone', 'spam']);
