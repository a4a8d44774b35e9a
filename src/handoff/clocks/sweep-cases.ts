import { AgentId, eachInTurn } from '../../core/index.ts';
import type { Storage, Tx } from '../../storage/index.ts';
import { type CaseRow, updateCase } from '../cases/case.ts';
import { noteEvent } from '../cases/case-events.ts';
import { callBack } from '../cases/open-case.ts';
import { tellLeads } from '../cases/tell-leads.ts';
import { announce } from '../desk/desk-events.ts';
import { type DeskSettings, readDeskSettings } from '../desk/settings.ts';
import type { HandoffEffect } from '../effect.ts';
import { lapse } from '../ownership/lapse.ts';
import { wake } from '../ownership/snooze.ts';
import { tellWebhooks } from '../webhooks/tell-webhooks.ts';
import { type ClockKind, lookAt, runningClocks } from './case-clocks.ts';

const PER_ROUND = 500;

/**
 * Does what has become due: warns before a promise breaks, escalates when it broke, takes a case from an agent who is
 * silent for too long, wakes what was put aside. Each step is done once, whichever process comes first.
 */
export async function sweepCases(
  storage: Storage,
  now: number,
  apply: (tx: Tx, effects: readonly HandoffEffect[]) => Promise<void>,
): Promise<number> {
  const due = await storage.db
    .selectFrom('cases')
    .select(['id', 'conversation_id'])
    .where('look_at', '<=', now)
    .orderBy('look_at')
    .limit(PER_ROUND)
    .execute();
  await eachInTurn(due, ({ id, conversation_id }) =>
    storage.transact(async (tx) => {
      await lockConversation(tx, conversation_id);
      const row = await tx.selectFrom('cases').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row || row.look_at === null || row.look_at > now) return;
      await apply(tx, await step(tx, row, now));
    }),
  );
  return due.length;
}

/** The lock order of handoff: the conversation, then its case. */
async function lockConversation(tx: Tx, conversation: string): Promise<void> {
  await tx
    .updateTable('conversations')
    .set((builder) => ({ epoch: builder.ref('epoch') }))
    .where('id', '=', conversation)
    .execute();
}

async function step(tx: Tx, row: CaseRow, now: number): Promise<readonly HandoffEffect[]> {
  if (row.state === 'snoozed' && row.snoozed_until !== null && row.snoozed_until <= now) {
    if (row.callback === 1) return callBack(tx, row, now);
    await wake(tx, row, now);
    return [];
  }
  if (row.state === 'held' && row.silent_due !== null && row.silent_due <= now && row.agent_id !== null) {
    return lapse(tx, row, AgentId.parse(row.agent_id), now);
  }
  await judgeClocks(tx, row, await readDeskSettings(tx), now);
  return [];
}

const COLUMN: Record<ClockKind, 'first_state' | 'next_state' | 'resolution_state'> = {
  'first-response': 'first_state',
  'next-response': 'next_state',
  resolution: 'resolution_state',
};
const PRIORITY_AT_RISK = 8;
const PRIORITY_BREACHED = 20;

async function judgeClocks(tx: Tx, row: CaseRow, settings: DeskSettings, now: number): Promise<void> {
  const next = { ...row };
  const conversation = row.conversation_id;
  for (const clock of runningClocks(settings, row)) {
    const state = clock.dueAt <= now ? 2 : clock.riskAt <= now ? 1 : 0;
    if (state <= clock.state) continue;
    next[COLUMN[clock.kind]] = state;
    const kind = state === 2 ? 'breached' : 'at-risk';
    next.priority = Math.min(100, next.priority + (state === 2 ? PRIORITY_BREACHED : PRIORITY_AT_RISK));
    await noteEvent(tx, { case: row.id, conversation, kind, actor: 'system', detail: clock.kind }, now);
    await announce(tx, { kind: 'clock', conversation, state: kind }, now);
    if (state === 2) await escalate(tx, row, clock.kind, now);
  }
  next.look_at = lookAt(settings, next);
  const { id, ...change } = next;
  await updateCase(tx, id, change);
}

async function escalate(tx: Tx, row: CaseRow, clock: ClockKind, now: number): Promise<void> {
  const conversation = row.conversation_id;
  await tellLeads(tx, row, now);
  await tellWebhooks(tx, 'case.breached', { case: row.id, conversation, customer: row.customer_id, clock }, now);
}
