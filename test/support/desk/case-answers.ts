import { randomUUID } from 'node:crypto';
import { Refusal } from './desk-access.ts';
import { type AnswerParts, type Answers, DONE, talks } from './desk-call.ts';

/** What an agent does with a conversation and its customer. */
export function caseAnswers({ world, deeds, tell }: AnswerParts): Answers {
  const { talkOf, acting, held } = talks(deeds);

  return {
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
  };
}
