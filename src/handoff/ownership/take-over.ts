import { uuidv7 } from 'uuidv7';
import { AgentId, CaseId, type ConversationId } from '../../core/index.ts';
import type { Tx } from '../../storage/index.ts';
import { type CaseRow, openCaseOf, updateCase } from '../cases/case.ts';
import { noteEvent } from '../cases/case-events.ts';
import { insertCase } from '../cases/open-case.ts';
import { lookAt, silentDue } from '../clocks/case-clocks.ts';
import { agentName } from '../desk/agents.ts';
import { deskCustomer, setDeskCustomer } from '../desk/customers.ts';
import { announce } from '../desk/desk-events.ts';
import { readDeskSettings } from '../desk/settings.ts';
import type { HandoffEffect } from '../effect.ts';
import { tellWebhooks } from '../webhooks/tell-webhooks.ts';
import { changeOwner, ownerOf } from './change-owner.ts';

export interface Taking {
  conversation: ConversationId;
  agent: AgentId;
  now: number;
  /** 'agent': they pressed or wrote; 'system': routing gave it to them. */
  by: 'agent' | 'system';
  /** Routing takes from the queue only, never from the bot. */
  from?: readonly ('bot' | 'queue')[];
}

export type Takeover =
  | { kind: 'taken'; case: CaseId; effects: readonly HandoffEffect[] }
  | { kind: 'already-yours'; case: CaseId }
  /** A colleague was faster. */
  | { kind: 'taken-by'; agent: AgentId; name: string }
  | { kind: 'gone' };

/**
 * An agent takes a conversation from the queue or from the bot: the same for console, staff topic, API and routing.
 * Of two at once one wins and the other learns who did. Whoever answers an agent after it does so when the sends
 * that were under way have settled (`sendsUnderWay`), so that no bot message starts out afterwards.
 */
export async function takeOver(tx: Tx, taking: Taking): Promise<Takeover> {
  const { conversation, agent, now } = taking;
  const kinds = taking.from ?? ['bot', 'queue'];
  const id = CaseId.parse(uuidv7());
  // The case is looked up under the lock that this takes; until then the new owner carries a case id to be replaced.
  if (!(await changeOwner(tx, conversation, { kinds }, { kind: 'agent', caseId: id, agent }))) {
    return lost(tx, conversation, agent);
  }
  const known = await openCaseOf(tx, conversation);
  const row = known ? await hold(tx, known, taking) : await openForAgent(tx, id, taking);
  await tx.updateTable('conversations').set({ owner_case: row.id }).where('id', '=', conversation).execute();
  await noteEvent(
    tx,
    { case: row.id, conversation, kind: 'taken', actor: taking.by === 'agent' ? agent : 'system', detail: agent },
    now,
  );
  await keepFirstAgent(tx, row.customer_id, agent, now);
  await announceTaken(tx, row, taking);
  const name = await agentName(tx, agent);
  return {
    kind: 'taken',
    case: CaseId.parse(row.id),
    effects: [
      { kind: 'withdraw', conversation },
      { kind: 'tell', conversation, telling: { word: 'agentJoined', agent: name }, fenced: false },
    ],
  };
}

async function lost(tx: Tx, conversation: ConversationId, agent: AgentId): Promise<Takeover> {
  const owned = await ownerOf(tx, conversation);
  if (owned === null) return { kind: 'gone' };
  const open = await openCaseOf(tx, conversation);
  if (owned.agent === agent && open) return { kind: 'already-yours', case: CaseId.parse(open.id) };
  const holder = owned.agent ?? AgentId.parse('-');
  return { kind: 'taken-by', agent: holder, name: await agentName(tx, holder) };
}

/** The case changes hands with its conversation. */
export async function hold(tx: Tx, known: CaseRow, { agent, now }: Pick<Taking, 'agent' | 'now'>): Promise<CaseRow> {
  const settings = await readDeskSettings(tx);
  const waiting = known.waiting_since !== null;
  const next: CaseRow = {
    ...known,
    state: 'held',
    agent_id: agent,
    held_since: now,
    callback: 0,
    snoozed_until: null,
    told_place: null,
    told_at: null,
    silent_due: waiting ? silentDue(settings, now) : null,
  };
  next.look_at = lookAt(settings, next);
  const { id, ...change } = next;
  return updateCase(tx, id, change);
}

async function openForAgent(tx: Tx, id: CaseId, { conversation, agent, now }: Taking): Promise<CaseRow> {
  const need = { conversation, reasons: ['agent-took'] as const, skill: null, fastLane: false, actor: agent, now };
  return insertCase(tx, need, { id, heldBy: agent });
}

/** 首问负责制: who helped first is asked first the next time. */
async function keepFirstAgent(tx: Tx, customer: string, agent: AgentId, now: number): Promise<void> {
  const known = await deskCustomer(tx, customer);
  if (known.firstAgent === null) await setDeskCustomer(tx, customer, { firstAgent: agent }, agent, now);
}

async function announceTaken(tx: Tx, row: CaseRow, { conversation, agent, now, by }: Taking): Promise<void> {
  await announce(tx, { kind: 'queue', conversation, alert: false }, now);
  await announce(tx, { kind: 'conversation', conversation }, now);
  if (by === 'system') await announce(tx, { kind: 'assigned', conversation }, now, agent);
  await tellWebhooks(tx, 'case.assigned', { case: row.id, conversation, customer: row.customer_id, agent }, now);
}
