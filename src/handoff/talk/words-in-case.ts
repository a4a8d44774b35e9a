import type { AgentId, ConversationId } from '../../core/index.ts';
import type { Tx } from '../../storage/index.ts';
import { type CaseRow, openCaseOf, updateCase } from '../cases/case.ts';
import { noteEvent } from '../cases/case-events.ts';
import { afterAgentWords, afterCustomerWords, lookAt } from '../clocks/case-clocks.ts';
import { announce } from '../desk/desk-events.ts';
import { readDeskSettings } from '../desk/settings.ts';
import type { HandoffEffect } from '../effect.ts';
import { wake } from '../ownership/snooze.ts';

/**
 * The customer wrote (or changed) something while a person has or will have the conversation. `asking`: for a person and
 * nothing else, which is no message that could be kept.
 */
export async function customerWrote(
  tx: Tx,
  conversation: ConversationId,
  now: number,
  { asking = false }: { asking?: boolean } = {},
): Promise<readonly HandoffEffect[]> {
  const open = await openCaseOf(tx, conversation);
  if (!open) return [];
  await announce(tx, { kind: 'conversation', conversation }, now);
  if (open.callback === 1) return asking ? [] : keepMessage(tx, open, conversation, now);
  const awake = open.state === 'snoozed' ? await wake(tx, open, now) : open;
  const settings = await readDeskSettings(tx);
  const next: CaseRow = { ...awake, ...afterCustomerWords(settings, awake, now) };
  const { id, ...change } = { ...next, look_at: lookAt(settings, next) };
  await updateCase(tx, id, change);
  return [];
}

/** The first words after "leave a message" are acknowledged once; the bot goes on with whatever follows. */
async function keepMessage(
  tx: Tx,
  open: CaseRow,
  conversation: ConversationId,
  now: number,
): Promise<readonly HandoffEffect[]> {
  const before = await tx
    .selectFrom('case_events')
    .select('id')
    .where('case_id', '=', open.id)
    .where('kind', '=', 'left-message')
    .executeTakeFirst();
  if (before) return [];
  await noteEvent(tx, { case: open.id, conversation, kind: 'left-message', actor: 'customer' }, now);
  if (open.snoozed_until === null) return [];
  const telling = { word: 'messageKept', opensAt: open.snoozed_until } as const;
  return [{ kind: 'tell', conversation, telling, fenced: true }];
}

/** A person has answered: the clocks that ran for them stop. */
export async function agentWrote(tx: Tx, conversation: ConversationId, agent: AgentId, now: number): Promise<void> {
  const open = await openCaseOf(tx, conversation);
  if (open?.agent_id !== agent) return;
  const settings = await readDeskSettings(tx);
  const held: CaseRow = open.state === 'snoozed' ? { ...open, state: 'held', snoozed_until: null } : open;
  const next: CaseRow = { ...held, ...afterAgentWords(held, now) };
  const { id, ...change } = { ...next, look_at: lookAt(settings, next) };
  await updateCase(tx, id, change);
  await announce(tx, { kind: 'conversation', conversation }, now);
}
