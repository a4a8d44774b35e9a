import type { AgentId, ConversationId } from '../../core/index.ts';
import type { Tx } from '../../storage/index.ts';
import { type CaseRow, openCaseOf, updateCase } from '../cases/case.ts';
import { noteEvent } from '../cases/case-events.ts';
import { lookAt, silentDue } from '../clocks/case-clocks.ts';
import { announce } from '../desk/desk-events.ts';
import { readDeskSettings } from '../desk/settings.ts';

/** Puts a held case aside; its agent keeps the conversation. False when it is not theirs. */
export async function snooze(
  tx: Tx,
  { conversation, agent, until, now }: { conversation: ConversationId; agent: AgentId; until: number; now: number },
): Promise<boolean> {
  const open = await openCaseOf(tx, conversation);
  if (open?.state !== 'held' || open.agent_id !== agent) return false;
  const settings = await readDeskSettings(tx);
  const next: CaseRow = { ...open, state: 'snoozed', snoozed_until: until, silent_due: null };
  const { id, ...change } = { ...next, look_at: lookAt(settings, next) };
  await updateCase(tx, id, change);
  await noteEvent(tx, { case: id, conversation, kind: 'snoozed', actor: agent, detail: String(until) }, now);
  await announce(tx, { kind: 'queue', conversation, alert: false }, now);
  await announce(tx, { kind: 'conversation', conversation }, now);
  return true;
}

/** Its time has come, or the customer wrote: its agent has it before them again. */
export async function wake(tx: Tx, row: CaseRow, now: number): Promise<CaseRow> {
  const settings = await readDeskSettings(tx);
  // A customer who still waits for a word waits for this agent again, and silence has an end as before.
  const silent_due = row.waiting_since === null ? null : silentDue(settings, now);
  const next: CaseRow = { ...row, state: 'held', snoozed_until: null, silent_due };
  const { id, ...change } = { ...next, look_at: lookAt(settings, next) };
  const awake = await updateCase(tx, id, change);
  const conversation = row.conversation_id;
  await noteEvent(tx, { case: row.id, conversation, kind: 'woken', actor: 'system' }, now);
  await announce(tx, { kind: 'queue', conversation, alert: false }, now);
  if (row.agent_id !== null) {
    await announce(tx, { kind: 'assigned', conversation }, now, row.agent_id as AgentId);
  }
  return awake;
}
