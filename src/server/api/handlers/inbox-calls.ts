import { sql } from 'kysely';
import { allAgents, isOpen, loads, nextOpening, readDeskSettings } from '../../../handoff/index.ts';
import type { INBOX_API } from '../../contract/inbox.ts';
import type { Handlers } from '../desk-parts.ts';
import { inboxCounts, inboxPage } from '../inbox-list.ts';

const DAY_MS = 86_400_000;
const SAMPLE = 1_000;

export const inboxCalls: Handlers<keyof typeof INBOX_API> = {
  inbox: ({ storage }, { who, query }) => inboxPage(storage.db, who, query),
  inboxCounts: ({ storage }, { who }) => inboxCounts(storage.db, who),
  async monitor({ storage, live }, { now }) {
    const { db } = storage;
    const settings = await readDeskSettings(db);
    const states = await db
      .selectFrom('cases')
      .select([
        'state',
        'skill',
        (builder) => builder.fn.countAll<number>().as('count'),
        (builder) => builder.fn.min('waiting_since').as('oldest'),
        sql<number>`sum(case when first_state = 2 or next_state = 2 or resolution_state = 2 then 1 else 0 end)`.as(
          'late',
        ),
        sql<number>`sum(case when first_state = 1 or next_state = 1 or resolution_state = 1 then 1 else 0 end)`.as(
          'risk',
        ),
      ])
      .where('state', 'in', ['waiting', 'held', 'snoozed'])
      .groupBy(['state', 'skill'])
      .execute();
    const count = (state: string) =>
      states.filter((row) => row.state === state).reduce((sum, row) => sum + Number(row.count), 0);
    const waiting = states.filter((row) => row.state === 'waiting');
    const oldest = waiting.flatMap((row) => (row.oldest === null ? [] : [Number(row.oldest)]));
    const answered = await db
      .selectFrom('cases')
      .select(sql<number>`first_responded_at - opened_at`.as('ms'))
      .where('first_responded_at', '>', now - DAY_MS)
      .limit(SAMPLE)
      .execute();
    const times = answered.map((row) => Number(row.ms)).sort((a, b) => a - b);
    const open = isOpen(settings.hours, now);
    const held = await loads(db);
    const connected = live.connected();
    const agents = (await allAgents(db)).filter((agent) => agent.active && agent.role !== 'operator');
    return {
      waiting: count('waiting'),
      held: count('held'),
      snoozed: count('snoozed'),
      atRisk: states.reduce((sum, row) => sum + Number(row.risk), 0),
      breached: states.reduce((sum, row) => sum + Number(row.late), 0),
      oldestWaitingSince: oldest.length === 0 ? null : Math.min(...oldest),
      firstResponseMedianMs: times[Math.floor(times.length / 2)] ?? null,
      officeOpen: open,
      opensAt: open ? null : nextOpening(settings.hours, now),
      bySkill: waiting.map((row) => ({
        skill: row.skill,
        waiting: Number(row.count),
        oldestSince: row.oldest === null ? null : Number(row.oldest),
      })),
      agents: agents.map((agent) => ({
        agent: { id: agent.id, name: agent.name },
        presence: agent.presence,
        since: agent.presenceSince,
        connected: connected.has(agent.id),
        holding: held.get(agent.id) ?? 0,
        capacity: agent.capacity,
        skills: agent.skills,
      })),
    };
  },
};
