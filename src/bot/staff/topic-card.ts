import type { Reply } from '../../core/index.ts';
import { CaseSummary, textsOf } from '../../handoff/index.ts';
import type { Storage } from '../../storage/index.ts';
import type { Words } from '../words/words.ts';
import { type StaffRoom, staffChoice } from './staff-room.ts';
import { escaped } from './staff-turn.ts';

/** Who, why, mood, orders; take, return, resolve, note. */
export async function topicCard(
  { storage, staff, words }: { storage: Storage; staff: StaffRoom; words: Words },
  conversation: string,
): Promise<Reply> {
  const row = await storage.db
    .selectFrom('cases')
    .innerJoin('customers', 'customers.id', 'cases.customer_id')
    .leftJoin('agents', 'agents.id', 'cases.agent_id')
    .select([
      'cases.state',
      'cases.reasons',
      'cases.mood_level',
      'cases.tier',
      'cases.channel',
      'cases.summary',
      'customers.name',
      'agents.name as agent',
    ])
    .where('conversation_id', '=', conversation)
    .orderBy('cases.opened_at', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const summary = CaseSummary.safeParse(JSON.parse(row.summary)).data;
  const values = {
    name: escaped(row.name ?? '?'),
    channel: row.channel,
    tier: row.tier,
    reasons: textsOf(row.reasons).join(', '),
    mood: row.mood_level,
    state: row.agent === null ? row.state : `${row.state} · ${escaped(row.agent)}`,
    orders: summary?.orders.join(', ') || '—',
    problem: (summary?.problem ?? []).map((line) => `> ${escaped(line)}`).join('\n'),
  };
  const label = (key: 'staffTake' | 'staffReturn' | 'staffResolve' | 'staffNote') => words.say(staff.locale, key);
  return {
    kind: 'choices',
    prompt: words.say(staff.locale, 'staffCard', values),
    choices: [
      { id: staffChoice('take'), label: label('staffTake') },
      { id: staffChoice('return'), label: label('staffReturn') },
      { id: staffChoice('resolve'), label: label('staffResolve') },
      { id: staffChoice('note'), label: label('staffNote') },
    ],
  };
}
