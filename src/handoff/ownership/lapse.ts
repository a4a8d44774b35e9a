import type { AgentId, ConversationId } from '../../core/index.ts';
import type { Tx } from '../../storage/index.ts';
import type { CaseRow } from '../cases/case.ts';
import { tellLeads } from '../cases/tell-leads.ts';
import { allAgents, isOnDuty, setAwayForSilence } from '../desk/agents.ts';
import { audit } from '../desk/audit.ts';
import { announce } from '../desk/desk-events.ts';
import { readDeskSettings } from '../desk/settings.ts';
import type { HandoffEffect, Telling } from '../effect.ts';
import { partings } from '../queue/partings.ts';
import { passToQueue } from './pass-on.ts';

/**
 * An agent let a case lapse: it goes back to the queue, the leads hear of it, and the customer reads once how it stands.
 * Who gave no word to anybody in that time is set away; who wrote to others stays on duty and is not given this case again.
 */
export async function lapse(tx: Tx, row: CaseRow, agent: AgentId, now: number): Promise<readonly HandoffEffect[]> {
  const conversation = row.conversation_id as ConversationId;
  const before = await partings(tx, [conversation]);
  const lapsedBefore = before.some(({ case_id, kind }) => case_id === row.id && kind === 'lapsed');
  const holder = { kinds: ['agent'] as const, agent };
  const passing = { conversation, actor: agent, holder, tell: false, now };
  const passed = await passToQueue(tx, passing, { reason: 'agent-silent' });
  if (passed.kind !== 'passed') return [];
  const { silentMinutes } = await readDeskSettings(tx);
  if (!(await hasWritten(tx, agent, now - silentMinutes * 60_000)) && (await setAwayForSilence(tx, agent, now))) {
    await announce(tx, { kind: 'team' }, now);
    await audit(tx, { actor: 'system', action: 'presence', object: `member:${agent}`, detail: 'away' }, now);
  }
  await tellLeads(tx, row, now);
  const word = (await othersOnDuty(tx, row, agent, now)) ? 'agentSilent' : 'agentSilentNobodyThere';
  if (word === 'agentSilent' && lapsedBefore) return passed.effects;
  const telling: Telling = { word };
  return [...passed.effects, { kind: 'tell', conversation, telling, fenced: true }];
}

/** They wrote to some customer since then: in a talk that they hold, or that was settled meanwhile. */
async function hasWritten(tx: Tx, agent: AgentId, since: number): Promise<boolean> {
  const word = await tx
    .selectFrom('cases')
    .innerJoin('messages', 'messages.conversation_id', 'cases.conversation_id')
    .select('messages.id')
    .where('cases.agent_id', '=', agent)
    .where((builder) =>
      builder.or([
        builder('cases.state', 'in', ['held', 'snoozed']),
        builder.and([builder('cases.state', '=', 'resolved'), builder('cases.resolved_at', '>=', since)]),
      ]),
    )
    .where('messages.agent_id', '=', agent)
    .where('messages.author', '=', 'agent')
    .where('messages.at', '>=', since)
    .limit(1)
    .executeTakeFirst();
  return word !== undefined;
}

/** Somebody else who could be given it is there, busy or not. */
async function othersOnDuty(tx: Tx, { skill }: CaseRow, agent: AgentId, now: number): Promise<boolean> {
  return (await allAgents(tx)).some(
    (one) => one.id !== agent && isOnDuty(one, now) && (skill === null || one.skills.includes(skill)),
  );
}
