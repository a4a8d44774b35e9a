import type { Selectable } from 'kysely';
import { uuidv7 } from 'uuidv7';
import * as z from 'zod';
import { AgentId } from '../../core/index.ts';
import type { AgentsTable, Database, Tx } from '../../storage/index.ts';
import { textsOf } from '../cases/case.ts';
import { isOpen, OfficeHours } from '../clocks/office-hours.ts';
import type { GrantLimits } from './settings.ts';

/** Somebody at the desk. */
export interface Agent {
  id: AgentId;
  name: string;
  email: string;
  role: AgentsTable['role'];
  active: boolean;
  joined: boolean;
  locale: 'zh-CN' | 'en';
  skills: string[];
  locales: string[];
  capacity: number;
  limits: GrantLimits;
  hours: OfficeHours | null;
  presence: AgentsTable['presence'];
  presenceSince: number;
  presenceCause: AgentsTable['presence_cause'];
  idleSince: number;
  telegram: string | null;
  wecom: string | null;
}

export function agentOf(row: Selectable<AgentsTable>): Agent {
  return {
    id: AgentId.parse(row.id),
    name: row.name,
    email: row.email,
    role: row.role,
    active: row.active === 1,
    joined: row.joined === 1,
    locale: row.locale === 'en' ? 'en' : 'zh-CN',
    skills: textsOf(row.skills),
    locales: textsOf(row.locales),
    capacity: row.capacity,
    limits: { coupon: row.limit_coupon, refund: row.limit_refund, points: row.limit_points },
    hours: row.hours === null ? null : OfficeHours.nullable().catch(null).parse(JSON.parse(row.hours)),
    presence: row.presence,
    presenceSince: row.presence_since,
    presenceCause: row.presence_cause,
    idleSince: row.idle_since,
    telegram: row.telegram,
    wecom: row.wecom,
  };
}

export async function agentById(db: Database | Tx, id: string): Promise<Agent | null> {
  const row = await db.selectFrom('agents').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? agentOf(row) : null;
}

/** Only people who may deal with customers now: a listed operator of the staff topic. */
export async function agentByTelegram(db: Database | Tx, telegram: string): Promise<Agent | null> {
  const row = await db
    .selectFrom('agents')
    .selectAll()
    .where('telegram', '=', telegram)
    .where('active', '=', 1)
    .where('role', 'in', ['agent', 'supervisor', 'admin'])
    .executeTakeFirst();
  return row ? agentOf(row) : null;
}

/**
 * Whoever answers in WeCom's own client, by their user id there. Nobody can be asked whether they may: they are speaking
 * to the customer already. Who is not in the team yet gets an entry without sign-in, so that the talk has its holder.
 */
export async function colleagueInWeCom(tx: Tx, userId: string, now: number): Promise<AgentId> {
  const known = await tx.selectFrom('agents').select('id').where('wecom', '=', userId).executeTakeFirst();
  if (known) return AgentId.parse(known.id);
  const id = AgentId.parse(uuidv7());
  await tx
    .insertInto('agents')
    .values({
      ...newAgent({ id, name: userId, email: `${id}@wecom.invalid`, role: 'agent', joined: 0, now }),
      wecom: userId,
    })
    .execute();
  return id;
}

/** The first row of somebody at the desk: off duty, with no rights to grant anything. */
export function newAgent(
  person: Pick<AgentsTable, 'id' | 'name' | 'email' | 'role' | 'joined'> & { now: number },
): AgentsTable {
  const { now, email, ...rest } = person;
  return {
    ...rest,
    email: email.toLowerCase(),
    active: 1,
    locale: 'zh-CN',
    skills: '[]',
    locales: '[]',
    capacity: 5,
    limit_coupon: 0,
    limit_refund: 0,
    limit_points: 0,
    hours: null,
    presence: 'off',
    presence_since: now,
    presence_cause: 'chosen',
    idle_since: now,
    telegram: null,
    wecom: null,
    created_at: now,
  };
}

export async function allAgents(db: Database | Tx): Promise<Agent[]> {
  const rows = await db.selectFrom('agents').selectAll().orderBy('name').execute();
  return rows.map(agentOf);
}

export async function agentName(db: Database | Tx, id: string): Promise<string> {
  const row = await db.selectFrom('agents').select('name').where('id', '=', id).executeTakeFirst();
  return row?.name ?? id;
}

/** Held conversations per agent; snoozed ones do not count. */
export async function loads(db: Database | Tx): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('cases')
    .select(['agent_id', (builder) => builder.fn.countAll<number>().as('count')])
    .where('state', '=', 'held')
    .where('agent_id', 'is not', null)
    .groupBy('agent_id')
    .execute();
  return new Map(rows.map((row) => [row.agent_id ?? '', Number(row.count)]));
}

/** On duty: present, active, may deal with customers, and inside of their own hours where they have some. */
export function isOnDuty(agent: Agent, now: number): boolean {
  const hours = agent.hours === null || isOpen(agent.hours, now);
  return agent.active && agent.presence === 'on-duty' && agent.role !== 'operator' && hours;
}

const Presence = z.enum(['on-duty', 'away', 'off']);

export async function setPresence(
  tx: Tx,
  agent: string,
  presence: z.infer<typeof Presence>,
  now: number,
): Promise<void> {
  await tx
    .updateTable('agents')
    .set({
      presence,
      presence_since: now,
      presence_cause: 'chosen',
      ...(presence === 'on-duty' ? { idle_since: now } : {}),
    })
    .where('id', '=', agent)
    .where((builder) => builder.or([builder('presence', '<>', presence), builder('presence_cause', '<>', 'chosen')]))
    .execute();
}

/** Away, because they are on duty and a customer got no word: new cases go to others. False when they are not on duty. */
export async function setAwayForSilence(tx: Tx, agent: string, now: number): Promise<boolean> {
  const changed = await tx
    .updateTable('agents')
    .set({ presence: 'away', presence_since: now, presence_cause: 'silence' })
    .where('id', '=', agent)
    .where('presence', '=', 'on-duty')
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}
