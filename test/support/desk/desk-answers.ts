import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { API, Me } from '../../../src/server/contract/index.ts';
import { holdingOf, type OpenSession, Refusal, type Sessions } from './desk-access.ts';
import type { Deeds } from './desk-deeds.ts';
import type { DeskWorld, Person, Talk } from './desk-world.ts';

type Name = keyof typeof API;
type Field<N extends Name, Key extends 'query' | 'body'> = (typeof API)[N] extends {
  [K in Key]: infer S extends z.ZodType;
}
  ? z.output<S>
  : undefined;

export interface Call<N extends Name> {
  params: Record<string, string>;
  query: Field<N, 'query'>;
  body: Field<N, 'body'>;
  /** Who asks. For calls that anybody may make: nobody's person. */
  me: Person;
  session: OpenSession;
  /** Sets or ends the session of the answer's cookie. */
  signIn: (person: Person | null) => void;
}

export type Answers = { [N in Name]?: (call: Call<N>) => z.input<(typeof API)[N]['answer']> };

const DONE = { done: true } as const;

/** What the in-memory desk answers to each call of the contract that the console makes. */
export function createAnswers(
  world: DeskWorld,
  deeds: Deeds,
  sessions: Sessions,
  tell: {
    team(): void;
    session(person: Person): void;
    complaint(number: string): void;
    compensation(id: string): void;
    viewers(talk: Talk, customer: boolean): void;
  },
): Answers {
  const talkOf = ({ params, me }: { params: Record<string, string>; me: Person }) =>
    deeds.find(params['conversation'] ?? '', me);
  const acting = (call: { params: Record<string, string>; me: Person }) => deeds.detailFor(talkOf(call), call.me);
  const held = (call: { params: Record<string, string>; me: Person }): Talk => {
    const talk = talkOf(call);
    deeds.hold(talk, call.me);
    return talk;
  };
  const member = ({ password: _, ...shown }: Person) => shown;
  const colleagues = () => world.people.filter(({ role, active }) => role !== 'operator' && active);
  const enter = (call: { signIn: (person: Person) => void }, person: Person) => {
    call.signIn(person);
    return sessions.stateOf(sessions.all().at(-1));
  };
  const complaintOf = ({ params }: { params: Record<string, string> }) => {
    const found = world.complaints.find(({ number }) => number === params['complaint']);
    if (found === undefined) throw new Refusal('not_found');
    tell.complaint(found.number);
    return found;
  };

  return {
    signIn: (call) => {
      const found = world.people.find(
        ({ email, password }) => email === call.body.email && password === call.body.password,
      );
      if (found === undefined || !found.active) throw new Refusal('wrong_credentials');
      return enter(call, found);
    },
    signOut: ({ signIn }) => {
      signIn(null);
      return DONE;
    },
    setUp: (call) => {
      if (world.setupToken === null || call.body.token !== world.setupToken) throw new Refusal('not_found');
      world.setupToken = null;
      const admin: Person = {
        ...(world.people.find(({ role }) => role === 'admin') ?? call.me),
        ...call.body,
        id: 'first',
      };
      world.people.push(admin);
      return enter(call, admin);
    },
    setPresence: ({ me, body }) => {
      me.presence = body.presence;
      tell.team();
      return DONE;
    },
    setMyLocale: () => DONE,
    changePassword: ({ me, body }) => {
      if (me.password !== body.current) throw new Refusal('wrong_credentials');
      me.password = body.next;
      return DONE;
    },
    mySessions: ({ me, session }) => ({
      items: sessions
        .all()
        .filter(({ person }) => person.id === me.id)
        .map(({ id, startedAt }) => ({
          id,
          startedAt,
          seenAt: Date.now(),
          ip: '127.0.0.1',
          agent: 'Chromium',
          current: id === session.id,
        })),
    }),
    endSession: ({ params, me }) => {
      sessions.close(params['session'] ?? '');
      tell.session(me);
      return DONE;
    },
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
        agents: colleagues().map(({ id, name, presence, capacity, skills }) => ({
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
    take: (call) => {
      deeds.take(talkOf(call), call.me);
      return acting(call);
    },
    returnToBot: (call) => {
      deeds.end(held(call), call.me, 'returned', call.body.disposition);
      return acting(call);
    },
    resolve: (call) => {
      const talk = held(call);
      if (call.body.note !== undefined) deeds.note(talk, 'note', call.me, call.body.note);
      deeds.end(talk, call.me, 'resolved', call.body.disposition);
      return acting(call);
    },
    transfer: (call) => {
      const talk = talkOf(call);
      if (call.me.role === 'agent') deeds.hold(talk, call.me);
      const { to, note } = call.body;
      if (note !== undefined) deeds.note(talk, 'note', call.me, note);
      deeds.transfer(talk, call.me, to.kind === 'agent' ? to.agent : null, to.kind === 'queue' ? to.skill : null);
      return acting(call);
    },
    snooze: (call) => {
      deeds.snooze(held(call), call.me, call.body.until);
      return acting(call);
    },
    note: (call) => {
      const talk = talkOf(call);
      const event = deeds.note(talk, 'note', call.me, call.body.text);
      deeds.announce(talk);
      return event;
    },
    reply: (call) => {
      const talk = held(call);
      const known = world.replyKeys.get(call.body.key);
      if (known !== undefined) return { messages: known, revision: world.revision };
      if (!call.body.anyway && deeds.lastCustomerPosition(talk) > call.body.seen) {
        throw new Refusal('customer_wrote', { revision: world.revision });
      }
      const said = call.body.text === '' ? [] : [deeds.say(talk, 'agent', call.body.text, call.me)];
      for (const id of call.body.uploads) {
        const upload = world.uploads.get(id);
        if (upload === undefined) throw new Refusal('not_found');
        const message = deeds.say(talk, 'agent', upload.name, call.me);
        message.content = {
          kind: 'media',
          media: {
            kind: 'file',
            ...upload,
            caption: null,
            url: `/api/conversations/${talk.detail.item.conversation}/media/${message.id}`,
          },
        };
        said.push(message);
      }
      world.replyKeys.set(call.body.key, said);
      deeds.announce(talk);
      return { messages: said, revision: world.revision };
    },
    retryMessage: (call) => {
      const talk = held(call);
      const found = talk.messages.find(({ id }) => id === call.params['message']);
      if (found === undefined) throw new Refusal('not_found');
      world.revision += 1;
      Object.assign(found, { delivery: 'sent', revision: world.revision });
      deeds.announce(talk);
      return DONE;
    },
    typing: (call) => {
      const talk = talkOf(call);
      const before = talk.viewers.get(call.me.id);
      talk.viewers.set(call.me.id, { typing: call.body.typing, until: Date.now() + 20_000 });
      if (before?.typing !== call.body.typing) tell.viewers(talk, false);
      return DONE;
    },
    suggestions: ({ query }) => ({
      items: [
        {
          entry: 'delivery#late',
          question: query.q ?? '订单晚到怎么办？',
          markdown: '晚到超过 **48 小时**，可以申请运费全额退还。',
          source: '配送 › 订单晚到怎么办？',
          confidence: 0.86,
        },
        {
          entry: 'claims#fast',
          question: '加急理赔多久有结果？',
          markdown: '资料齐全后 **2 小时内**答复。',
          source: '售后 › 加急理赔',
          confidence: 0.61,
        },
      ],
    }),
    setCustomer: (call) => {
      const talk = talkOf(call);
      const { name, tags, tier, ownAgent } = call.body;
      const { customer } = talk.detail;
      talk.detail = {
        ...talk.detail,
        customer: {
          ...customer,
          name: name ?? customer.name,
          tags: tags ?? customer.tags,
          tier: tier ?? customer.tier,
          ownAgent:
            ownAgent === undefined ? customer.ownAgent : ownAgent === null ? null : { id: ownAgent, name: ownAgent },
        },
      };
      deeds.announce(talk);
      return talk.detail.customer;
    },
    grant: (call) => {
      const talk = held(call);
      const { kind, amount, reason } = call.body;
      const state = amount <= call.me.limits[kind] ? ('granted' as const) : ('requested' as const);
      const grant = {
        id: randomUUID(),
        case: talk.detail.case?.id ?? '',
        customer: talk.detail.customer.id,
        conversation: talk.detail.item.conversation,
        kind,
        amount,
        reason,
        state,
        by: { id: call.me.id, name: call.me.name },
        decidedBy: null,
        at: Date.now(),
        decidedAt: null,
      };
      world.compensations.push(grant);
      talk.detail = { ...talk.detail, compensations: [...talk.detail.compensations, grant] };
      tell.compensation(grant.id);
      deeds.announce(talk);
      return grant;
    },
    compensations: ({ query }) => ({
      items: world.compensations.filter(({ state }) => query.state === undefined || state === query.state),
      next: null,
    }),
    decideCompensation: ({ params, body, me }) => {
      const found = world.compensations.find(({ id }) => id === params['compensation']);
      if (found === undefined) throw new Refusal('not_found');
      if (found.by.id === me.id || found.state !== 'requested') throw new Refusal('wrong_state');
      Object.assign(found, {
        state: body.approve ? 'granted' : 'refused',
        decidedBy: { id: me.id, name: me.name },
        decidedAt: Date.now(),
      });
      tell.compensation(found.id);
      return found;
    },
    complaints: ({ query }) => ({
      items: world.complaints.filter((card) => {
        const column = card.resolvedAt !== null ? 'settled' : card.overdue !== 'no' ? 'overdue' : 'open';
        return column === query.column && (query.grade === undefined || card.grade === query.grade);
      }),
      next: null,
    }),
    complaint: (call) => {
      const found = world.complaints.find(({ number }) => number === call.params['complaint']);
      if (found === undefined) throw new Refusal('not_found');
      return {
        complaint: found,
        history: [{ kind: 'opened', actor: 'customer', detail: found.what, at: found.openedAt }],
      };
    },
    assignComplaint: (call) => {
      const owner = world.people.find(({ id }) => id === call.body.to);
      if (owner === undefined) throw new Refusal('not_found');
      return Object.assign(complaintOf(call), { owner: { id: owner.id, name: owner.name } });
    },
    respondComplaint: (call) =>
      Object.assign(complaintOf(call), {
        respondedAt: Date.now(),
        state: 'responded' as const,
        overdue: 'no' as const,
      }),
    resolveComplaint: (call) =>
      Object.assign(complaintOf(call), {
        resolvedAt: Date.now(),
        state: 'resolved' as const,
        resolution: call.body.resolution,
        overdue: 'no' as const,
      }),
    prolongComplaint: (call) => Object.assign(complaintOf(call), { complex: true }),
    colleagues: () => ({
      items: colleagues().map(({ id, name, presence, skills, capacity }) => ({
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
