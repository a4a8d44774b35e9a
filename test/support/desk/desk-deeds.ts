import type { CaseEvent, ConversationDetail, DeskEvent, ThreadMessage } from '../../../src/server/contract/index.ts';
import { Refusal } from './desk-access.ts';
import type { DeskWorld, Person, Talk } from './desk-world.ts';

type Case = NonNullable<ConversationDetail['case']>;

/** What can be done with a conversation, under the rules that the contract words. */
export function createDeeds(world: DeskWorld, tell: (event: DeskEvent) => void) {
  const lead = (who: Person) => who.role === 'supervisor' || who.role === 'admin';

  function find(id: string, who: Person): Talk {
    const talk = world.talks.get(id);
    const isTheirs = talk?.detail.case != null || lead(who);
    if (talk === undefined || !isTheirs) throw new Refusal('not_found');
    return talk;
  }

  function detailFor(talk: Talk, who: Person): ConversationDetail {
    const { case: brief } = talk.detail;
    const isMine = brief?.state === 'held' && brief.agent?.id === who.id;
    const may: ConversationDetail['may'] = isMine
      ? ['reply', 'note', 'return', 'transfer', 'snooze', 'resolve', 'compensate']
      : brief?.state === 'held'
        ? ['note', ...(lead(who) ? (['reassign', 'take'] as const) : [])]
        : ['take', 'note', ...(lead(who) ? (['reassign'] as const) : [])];
    const viewers = [...talk.viewers]
      .filter(([id, { until }]) => id !== who.id && until > Date.now())
      .map(([id, { typing }]) => ({ agent: colleague(id), typing }));
    return { ...talk.detail, may, viewers };
  }

  function colleague(id: string) {
    return { id, name: world.people.find((one) => one.id === id)?.name ?? id };
  }

  function change(talk: Talk, patch: Partial<Case> | null, owner: 'bot' | 'queue' | 'agent'): void {
    const before = talk.detail.case;
    const after = patch === null || before === null ? null : { ...before, ...patch };
    talk.detail = { ...talk.detail, case: after, item: { ...talk.detail.item, case: after, owner } };
  }

  function note(talk: Talk, kind: CaseEvent['kind'], who: Person | null, detail: string): CaseEvent {
    world.revision += 1;
    const event: CaseEvent = {
      id: `e${world.revision}`,
      case: talk.detail.case?.id ?? 'none',
      at: Date.now(),
      kind,
      actor: who === null ? { kind: 'system' } : { kind: 'agent', agent: colleague(who.id) },
      detail,
    };
    talk.events.push(event);
    return event;
  }

  function announce(talk: Talk): void {
    const { conversation } = talk.detail.item;
    tell({ kind: 'conversation', conversation });
    tell({ kind: 'queue', conversation, alert: false });
  }

  function say(talk: Talk, author: ThreadMessage['author'], text: string, by: Person | null = null): ThreadMessage {
    world.revision += 1;
    const position = (talk.messages.at(-1)?.position ?? 0) + 1;
    const message: ThreadMessage = {
      id: `${talk.detail.item.conversation}-m${position}`,
      position,
      revision: world.revision,
      at: Date.now(),
      author,
      agent: by === null ? null : colleague(by.id),
      content: { kind: 'text', text, markdown: author !== 'customer' },
      delivery: author === 'customer' ? 'received' : 'sent',
    };
    talk.messages.push(message);
    talk.detail = {
      ...talk.detail,
      item: {
        ...talk.detail.item,
        revision: world.revision,
        lastMessage: { author, text: text.slice(0, 160), at: message.at },
      },
    };
    return message;
  }

  return {
    find,
    detailFor,
    note,
    announce,
    say,
    take(talk: Talk, who: Person): void {
      const brief = talk.detail.case;
      if (brief?.state === 'held' && brief.agent?.id !== who.id && !lead(who)) {
        throw new Refusal('already_taken', { by: brief.agent?.name ?? '' });
      }
      change(talk, { state: 'held', agent: colleague(who.id), snoozedUntil: null }, 'agent');
      note(talk, 'taken', who, '');
      announce(talk);
    },
    hold(talk: Talk, who: Person): void {
      const brief = talk.detail.case;
      if (brief?.state !== 'held' || brief.agent?.id !== who.id) throw new Refusal('not_holder');
    },
    end(talk: Talk, who: Person, kind: 'returned' | 'resolved', disposition: string): void {
      note(talk, kind, who, disposition);
      change(talk, { state: 'resolved', disposition, waitingSince: null, clocks: [] }, 'bot');
      announce(talk);
    },
    transfer(talk: Talk, who: Person, to: string | null, skill: string | null): void {
      note(talk, 'transferred', who, to === null ? (skill ?? '') : colleague(to).name);
      if (to === null) change(talk, { state: 'waiting', agent: null, skill }, 'queue');
      else change(talk, { state: 'held', agent: colleague(to) }, 'agent');
      announce(talk);
      if (to !== null) tell({ kind: 'assigned', conversation: talk.detail.item.conversation });
    },
    snooze(talk: Talk, who: Person, until: number): void {
      note(talk, 'snoozed', who, '');
      change(talk, { state: 'snoozed', snoozedUntil: until }, 'agent');
      announce(talk);
    },
    lastCustomerPosition: (talk: Talk) => talk.messages.findLast(({ author }) => author === 'customer')?.position ?? 0,
  };
}

export type Deeds = ReturnType<typeof createDeeds>;
