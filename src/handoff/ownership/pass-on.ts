import { type AgentId, CaseId, type ConversationId } from '../../core/index.ts';
import type { Tx } from '../../storage/index.ts';
import { type CaseReason, openCaseOf, updateCase, withReason } from '../cases/case.ts';
import { noteEvent } from '../cases/case-events.ts';
import { lookAt } from '../clocks/case-clocks.ts';
import { agentById } from '../desk/agents.ts';
import { announce } from '../desk/desk-events.ts';
import { readDeskSettings } from '../desk/settings.ts';
import type { HandoffEffect } from '../effect.ts';
import { tellWebhooks } from '../webhooks/tell-webhooks.ts';
import { changeOwner, type Expected } from './change-owner.ts';
import { hold } from './take-over.ts';

export type PassedOn =
  | { kind: 'passed'; effects: readonly HandoffEffect[] }
  | { kind: 'not-holder' }
  /** The colleague is not there any more, or does not deal with customers. */
  | { kind: 'no-such-agent' };

export interface PassingOn {
  conversation: ConversationId;
  actor: string;
  holder: Expected;
  /** Tell the customer. */
  tell: boolean;
  now: number;
}

/** To a colleague: straight from hand to hand, so that the customer never falls back into the queue. */
export async function passToAgent(tx: Tx, passing: PassingOn, to: AgentId): Promise<PassedOn> {
  const { conversation, actor, now } = passing;
  const colleague = await agentById(tx, to);
  if (colleague === null || !colleague.active || colleague.role === 'operator') return { kind: 'no-such-agent' };
  const caseId = await caseIdOf(tx, conversation);
  if (caseId === null) return { kind: 'not-holder' };
  if (!(await changeOwner(tx, conversation, passing.holder, { kind: 'agent', caseId, agent: to }))) {
    return { kind: 'not-holder' };
  }
  const open = await openCaseOf(tx, conversation);
  if (!open) return { kind: 'not-holder' };
  const row = await hold(tx, { ...open, reasons: withReason(open, 'transferred') }, { agent: to, now });
  await noteEvent(tx, { case: row.id, conversation, kind: 'transferred', actor, detail: to }, now);
  await announce(tx, { kind: 'queue', conversation, alert: false }, now);
  await announce(tx, { kind: 'conversation', conversation }, now);
  await announce(tx, { kind: 'assigned', conversation }, now, to);
  await tellWebhooks(tx, 'case.assigned', { case: row.id, conversation, customer: row.customer_id, agent: to }, now);
  const effects: HandoffEffect[] = [{ kind: 'withdraw', conversation }];
  if (passing.tell) {
    effects.push({
      kind: 'tell',
      conversation,
      telling: { word: 'passedTo', agent: colleague.name },
      fenced: false,
    });
  }
  return { kind: 'passed', effects };
}

/** Back into the queue, of a skill when one is named. `reason` says why it came back. */
export async function passToQueue(
  tx: Tx,
  passing: PassingOn,
  { skill, reason }: { skill?: string | null; reason: Extract<CaseReason, 'transferred' | 'agent-silent'> },
): Promise<PassedOn> {
  const { conversation, actor, now } = passing;
  const caseId = await caseIdOf(tx, conversation);
  if (caseId === null) return { kind: 'not-holder' };
  if (!(await changeOwner(tx, conversation, passing.holder, { kind: 'queue', caseId }))) return { kind: 'not-holder' };
  const open = await openCaseOf(tx, conversation);
  if (!open) return { kind: 'not-holder' };
  const settings = await readDeskSettings(tx);
  const next = {
    ...open,
    state: 'waiting' as const,
    agent_id: null,
    held_since: null,
    silent_due: null,
    snoozed_until: null,
    queued_at: now,
    waiting_since: open.waiting_since ?? now,
    told_place: null,
    told_at: null,
    reasons: withReason(open, reason),
    skill: skill === undefined ? open.skill : skill,
    priority: reason === 'agent-silent' ? Math.min(100, open.priority + 12) : open.priority,
  };
  const { id, ...change } = { ...next, look_at: lookAt(settings, next) };
  await updateCase(tx, id, change);
  const kind = reason === 'agent-silent' ? 'lapsed' : 'transferred';
  const detail = reason === 'agent-silent' ? '' : (skill ?? reason);
  await noteEvent(tx, { case: id, conversation, kind, actor, detail }, now);
  await announce(tx, { kind: 'queue', conversation, alert: true }, now);
  await announce(tx, { kind: 'conversation', conversation }, now);
  const effects: HandoffEffect[] = [{ kind: 'withdraw', conversation }];
  if (passing.tell) effects.push({ kind: 'tell', conversation, telling: { word: 'passedToQueue' }, fenced: true });
  return { kind: 'passed', effects };
}

async function caseIdOf(tx: Tx, conversation: ConversationId): Promise<CaseId | null> {
  const open = await openCaseOf(tx, conversation);
  return open ? CaseId.parse(open.id) : null;
}
