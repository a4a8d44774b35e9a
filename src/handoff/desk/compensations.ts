import { uuidv7 } from 'uuidv7';
import type { ConversationId } from '../../core/index.ts';
import type { CompensationsTable, Tx } from '../../storage/index.ts';
import { openCaseOf } from '../cases/case.ts';
import { noteEvent } from '../cases/case-events.ts';
import type { HandoffEffect } from '../effect.ts';
import { tellWebhooks } from '../webhooks/tell-webhooks.ts';
import type { Agent } from './agents.ts';
import { audit } from './audit.ts';
import { announce } from './desk-events.ts';
import { readDeskSettings } from './settings.ts';

export type CompensationRow = CompensationsTable;

export interface Grant {
  key: string;
  conversation: ConversationId;
  agent: Agent;
  kind: CompensationsTable['kind'];
  /** Smallest unit of the currency, or points. */
  amount: number;
  reason: string;
  ip: string;
  now: number;
}

export type Granted =
  | { kind: 'done'; row: CompensationRow; effects: readonly HandoffEffect[] }
  /** Only who holds the conversation grants. */
  | { kind: 'not-holder' }
  /** Over what anybody may grant, approved or not. */
  | { kind: 'over-ceiling'; ceiling: number };

/** Within the agent's own limit it is granted at once, above it a supervisor decides. Every one is in the audit log. */
export async function grantCompensation(tx: Tx, grant: Grant): Promise<Granted> {
  const { conversation, agent, kind, amount, now } = grant;
  const key = `${agent.id}:${grant.key}`;
  const before = await tx.selectFrom('compensations').selectAll().where('request_key', '=', key).executeTakeFirst();
  if (before) return { kind: 'done', row: before, effects: [] };
  const open = await openCaseOf(tx, conversation);
  if (open?.agent_id !== agent.id) return { kind: 'not-holder' };
  const { ceiling } = await readDeskSettings(tx);
  if (amount > ceiling[kind]) return { kind: 'over-ceiling', ceiling: ceiling[kind] };
  const within = amount <= agent.limits[kind];
  const row: CompensationRow = {
    id: uuidv7(),
    request_key: key,
    case_id: open.id,
    conversation_id: conversation,
    customer_id: open.customer_id,
    kind,
    amount,
    reason: grant.reason,
    state: within ? 'granted' : 'requested',
    agent_id: agent.id,
    decided_by: within ? agent.id : null,
    at: now,
    decided_at: within ? now : null,
  };
  await tx.insertInto('compensations').values(row).execute();
  const action = within ? 'compensation.grant' : 'compensation.request';
  await logCompensation(tx, row, action, agent.id, grant.ip, now);
  return { kind: 'done', row, effects: within ? await carryOut(tx, row, now) : [] };
}

export type Decided =
  | { kind: 'done'; row: CompensationRow; effects: readonly HandoffEffect[] }
  | { kind: 'not-found' }
  /** It was decided already, or it is the decider's own. */
  | { kind: 'not-yours' };

export async function decideCompensation(
  tx: Tx,
  { id, approve, lead, ip, now }: { id: string; approve: boolean; lead: Agent; ip: string; now: number },
): Promise<Decided> {
  const row = await tx
    .updateTable('compensations')
    .set({ state: approve ? 'granted' : 'refused', decided_by: lead.id, decided_at: now })
    .where('id', '=', id)
    .where('state', '=', 'requested')
    .where('agent_id', '<>', lead.id)
    .returningAll()
    .executeTakeFirst();
  if (!row) {
    const known = await tx.selectFrom('compensations').select('id').where('id', '=', id).executeTakeFirst();
    return { kind: known ? 'not-yours' : 'not-found' };
  }
  await logCompensation(tx, row, approve ? 'compensation.approve' : 'compensation.refuse', lead.id, ip, now);
  return { kind: 'done', row, effects: approve ? await carryOut(tx, row, now) : [] };
}

/** The shop's own systems pay it out; they hear of it by the webhook. The customer is told. */
async function carryOut(tx: Tx, row: CompensationRow, now: number): Promise<readonly HandoffEffect[]> {
  const { id, case_id, conversation_id, customer_id, kind, amount, reason, agent_id, decided_by } = row;
  await tellWebhooks(
    tx,
    'compensation.granted',
    {
      compensation: id,
      case: case_id,
      conversation: conversation_id,
      customer: customer_id,
      kind,
      amount,
      reason,
      agent: agent_id,
      approvedBy: decided_by,
    },
    now,
  );
  const telling = { word: 'compensation', what: kind, amount } as const;
  return [{ kind: 'tell', conversation: conversation_id as ConversationId, telling, fenced: false }];
}

async function logCompensation(
  tx: Tx,
  row: CompensationRow,
  action: string,
  actor: string,
  ip: string,
  now: number,
): Promise<void> {
  const detail = `${row.kind} ${row.amount}: ${row.reason}`;
  await audit(tx, { actor, action, object: `compensation:${row.id}`, detail, ip }, now);
  const event = { case: row.case_id, conversation: row.conversation_id, kind: 'compensation', actor } as const;
  await noteEvent(tx, { ...event, detail: `${row.kind} ${row.amount} ${row.state}` }, now);
  await announce(tx, { kind: 'compensation', compensation: row.id }, now);
  await announce(tx, { kind: 'conversation', conversation: row.conversation_id }, now);
}
