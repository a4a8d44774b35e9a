import type { Me } from '../../../src/server/contract/index.ts';
import { holdingOf } from './desk-access.ts';
import { type AnswerParts, type Answers, colleaguesOf, type Field, talks } from './desk-call.ts';
import type { Talk } from './desk-world.ts';

/** Lists, the supervisors' figures, and one conversation as it is read. */
export function inboxAnswers({ world, deeds, sessions }: AnswerParts): Answers {
  const { talkOf, acting } = talks(deeds);

  return {
    inbox: ({ query, me }) => {
      const found = [...world.talks.values()].filter(({ detail }) => matches(detail, query, me));
      const rank = ({ detail }: Talk) =>
        query.view === 'waiting' ? -(detail.case?.priority ?? 0) : -(detail.item.lastMessage?.at ?? 0);
      found.sort((a, b) => rank(a) - rank(b));
      const from = query.cursor === undefined ? 0 : Number(query.cursor);
      const next = from + query.limit;
      return {
        items: found.slice(from, next).map(({ detail }) => detail.item),
        next: next < found.length ? String(next) : null,
      };
    },
    inboxCounts: ({ me }) => {
      const count = (view: 'waiting' | 'mine' | 'held' | 'snoozed') =>
        [...world.talks.values()].filter(({ detail }) => matches(detail, { view }, me)).length;
      return {
        waiting: count('waiting'),
        mine: count('mine'),
        held: count('held'),
        snoozed: count('snoozed'),
        atRisk: 0,
      };
    },
    monitor: () => {
      const waiting = [...world.talks.values()].filter(({ detail }) => detail.case?.state === 'waiting');
      const clocks = waiting.flatMap(({ detail }) => detail.case?.clocks ?? []);
      const since = waiting.map(({ detail }) => detail.case?.waitingSince ?? Date.now());
      return {
        waiting: waiting.length,
        held: [...world.talks.values()].filter(({ detail }) => detail.case?.state === 'held').length,
        snoozed: 0,
        atRisk: clocks.filter(({ state }) => state === 'at-risk').length,
        breached: clocks.filter(({ state }) => state === 'breached').length,
        oldestWaitingSince: since.length === 0 ? null : Math.min(...since),
        firstResponseMedianMs: 94_000,
        officeOpen: true,
        opensAt: null,
        bySkill: [
          { skill: null, waiting: waiting.length, oldestSince: since.length === 0 ? null : Math.min(...since) },
        ],
        agents: colleaguesOf(world).map(({ id, name, presence, capacity, skills }) => ({
          agent: { id, name },
          presence,
          since: Date.now() - 3_600_000,
          connected: sessions.all().some(({ person }) => person.id === id),
          holding: holdingOf(world, id),
          capacity,
          skills,
        })),
      };
    },
    conversation: acting,
    thread: (call) => {
      const talk = talkOf(call);
      const { before, since, limit } = call.query;
      const changed =
        since === undefined
          ? talk.messages
          : talk.messages.filter(({ revision }) => revision > since).sort((a, b) => a.revision - b.revision);
      const wanted = before === undefined ? changed : changed.filter(({ position }) => position < before);
      const messages = since === undefined ? wanted.slice(-limit) : wanted.slice(0, limit);
      return {
        messages,
        events: talk.events,
        revision: world.revision,
        lastCustomerPosition: deeds.lastCustomerPosition(talk),
        more: since === undefined && wanted.length > messages.length,
      };
    },
  };
}

function matches(
  { item, case: brief }: Talk['detail'],
  query: Partial<Field<'inbox', 'query'>>,
  me: Pick<Me, 'id'>,
): boolean {
  const state = brief?.state;
  const isInView =
    query.view === 'all' ||
    (query.view === 'mine' ? state === 'held' && brief?.agent?.id === me.id : state === (query.view ?? 'waiting'));
  return (
    isInView &&
    (query.tier === undefined || item.customer.tier === query.tier) &&
    (query.mood === undefined || item.mood?.level === query.mood) &&
    (query.locale === undefined || item.locale === query.locale) &&
    (query.channel === undefined || item.channel === query.channel) &&
    (query.reason === undefined || (brief?.reasons.includes(query.reason) ?? false)) &&
    (query.search === undefined ||
      (item.customer.name ?? '').toLowerCase().startsWith(query.search.toLowerCase()) ||
      item.conversation === query.search)
  );
}
