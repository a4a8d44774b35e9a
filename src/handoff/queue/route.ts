import { type AgentId, type ConversationId, eachInTurn } from '../../core/index.ts';
import type { Storage, Tx } from '../../storage/index.ts';
import { allAgents, isOnDuty, loads } from '../desk/agents.ts';
import { deskCustomer } from '../desk/customers.ts';
import type { HandoffEffect } from '../effect.ts';
import { takeOver } from '../ownership/take-over.ts';
import { type Candidate, chooseAgent } from './choose-agent.ts';
import { partings } from './partings.ts';

/** Cases looked at per round; the most urgent first. */
const PER_ROUND = 200;

/** Gives waiting cases to people with room for them. Returns how many found one. */
export async function routeWaiting(
  storage: Storage,
  now: number,
  apply: (tx: Tx, effects: readonly HandoffEffect[]) => Promise<void>,
): Promise<number> {
  const candidates = await onDuty(storage, now);
  if (candidates.every((agent) => agent.holding >= agent.capacity)) return 0;
  const waiting = await storage.db
    .selectFrom('cases')
    .select(['id', 'conversation_id', 'customer_id', 'skill', 'locale', 'tier'])
    .where('state', '=', 'waiting')
    .orderBy('priority', 'desc')
    .orderBy('queued_at')
    .orderBy('id')
    .limit(PER_ROUND)
    .execute();
  const parted = await partings(
    storage.db,
    waiting.map((row) => row.conversation_id),
  );
  const notAgain = (id: string) =>
    new Set(
      candidates
        .filter((agent) => parted.some((one) => one.case_id === id && one.actor === agent.id && one.at >= agent.since))
        .map((agent) => agent.id),
    );
  let given = 0;
  await eachInTurn(waiting, async (row) => {
    const known = await deskCustomer(storage.db, row.customer_id);
    const { ownAgent, firstAgent } = known;
    const agent = chooseAgent({ ...row, ownAgent, firstAgent, notAgain: notAgain(row.id) }, candidates);
    if (agent === null) return;
    if (!(await assign(storage, row.conversation_id as ConversationId, agent, now, apply))) return;
    given += 1;
    const chosen = candidates.find(({ id }) => id === agent);
    if (chosen) chosen.holding += 1;
  });
  return given;
}

/** With the beginning of their time of duty. */
async function onDuty(storage: Storage, now: number): Promise<(Candidate & { since: number })[]> {
  const held = await loads(storage.db);
  return (await allAgents(storage.db))
    .filter((agent) => isOnDuty(agent, now))
    .map(({ id, skills, locales, capacity, idleSince, presenceSince }) => ({
      id,
      skills,
      locales,
      capacity,
      idleSince,
      since: presenceSince,
      holding: held.get(id) ?? 0,
    }));
}

/** Several processes route at once: the agent's row is locked before their load is counted again. */
function assign(
  storage: Storage,
  conversation: ConversationId,
  agent: AgentId,
  now: number,
  apply: (tx: Tx, effects: readonly HandoffEffect[]) => Promise<void>,
): Promise<boolean> {
  return storage.transact(async (tx) => {
    const locked = await tx
      .updateTable('agents')
      .set((builder) => ({ capacity: builder.ref('capacity') }))
      .where('id', '=', agent)
      .where('presence', '=', 'on-duty')
      .returning('capacity')
      .executeTakeFirst();
    if (!locked || ((await loads(tx)).get(agent) ?? 0) >= locked.capacity) return false;
    const taken = await takeOver(tx, { conversation, agent, now, by: 'system', from: ['queue'] });
    if (taken.kind !== 'taken') return false;
    await apply(tx, taken.effects);
    return true;
  });
}
