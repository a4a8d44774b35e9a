import { randomUUID } from 'node:crypto';
import { holdingOf, Refusal } from './desk-access.ts';
import { type AnswerParts, type Answers, colleaguesOf, DONE } from './desk-call.ts';
import type { Person } from './desk-world.ts';

/** The team, its settings, its canned replies, and what is remembered of everybody's deeds. */
export function teamAnswers({ world, tell }: AnswerParts): Answers {
  const member = ({ password: _, ...shown }: Person) => shown;

  return {
    colleagues: () => ({
      items: colleaguesOf(world).map(({ id, name, presence, skills, capacity }) => ({
        id,
        name,
        presence,
        skills,
        capacity,
        holding: holdingOf(world, id),
      })),
    }),
    team: () => ({ items: world.people.map(member) }),
    invite: ({ body }) => {
      const base = world.people[0];
      if (base === undefined) throw new Refusal('internal');
      const invited: Person = { ...base, ...body, id: randomUUID(), invited: true, presence: 'off', skills: [] };
      world.people.push(invited);
      tell.team();
      return { member: member(invited), link: `https://shop.test/console/#/join/${randomUUID()}` };
    },
    setMember: ({ params, body }) => {
      const found = world.people.find(({ id }) => id === params['member']);
      if (found === undefined) throw new Refusal('not_found');
      tell.team();
      return member(Object.assign(found, body));
    },
    deskSettings: () => ({
      hours: {
        timeZone: 'Asia/Shanghai',
        days: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '18:00' })),
        chineseHolidays: true,
        closed: [],
      },
      firstResponseMinutes: 10,
      nextResponseMinutes: 15,
      resolutionHours: 24,
      silentMinutes: 15,
      ceiling: { coupon: 20_000, refund: 100_000, points: 5_000 },
    }),
    setDeskSettings: ({ body }) => body,
    cannedReplies: () => ({ items: world.canned }),
    addCannedReply: ({ body }) => {
      const reply = { ...body, id: randomUUID() };
      world.canned.push(reply);
      return reply;
    },
    setCannedReply: ({ params, body }) => {
      const found = world.canned.find(({ id }) => id === params['reply']);
      if (found === undefined) throw new Refusal('not_found');
      return Object.assign(found, body);
    },
    removeCannedReply: ({ params }) => {
      world.canned = world.canned.filter(({ id }) => id !== params['reply']);
      return DONE;
    },
    knowledgeSearch: ({ query }) => ({
      items: [{ entry: 'delivery#late', question: query.q, source: '配送 › 订单晚到怎么办？' }],
      confidence: 0.8,
    }),
    audit: () => ({
      items: world.audit
        .map((line, index) => ({
          ...line,
          id: index + 1,
          actorName: world.people.find(({ id }) => id === line.actor)?.name ?? null,
          detail: '',
          ip: '127.0.0.1',
        }))
        .reverse(),
      next: null,
    }),
  };
}
