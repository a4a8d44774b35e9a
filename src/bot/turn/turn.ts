import { uuidv7 } from 'uuidv7';
import {
  type Channel,
  type Clock,
  ConversationId,
  CustomerId,
  errorText,
  type IncomingMessage,
  type Locale,
  localeOfTag,
  WarmlineError,
} from '../../core/index.ts';
import { createCourseReader } from '../../handoff/index.ts';
import type { Storage } from '../../storage/index.ts';
import { FRAGMENT_WAIT_MS, isFragment, mergeBurst, type Utterance } from '../burst.ts';
import { type Conversation, createConversationReader } from '../conversation.ts';
import { createDeskVoice } from '../handoff/desk-voice.ts';
import { parseMemory } from '../memory.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { isInStaffRoom, type StaffRoom } from '../staff/staff-room.ts';
import { staffSays } from '../staff/staff-turn.ts';
import { commitTurn, partyOf } from './commit-turn.ts';
import { complainsFirst } from './complains-first.ts';
import { decide } from './decide.ts';
import { say } from './effect.ts';
import { type Decision, followedBy, type Mind } from './mind.ts';
import { bringPerson, judgeAll, leavesQueue, type Mood, withOffer } from './mood.ts';
import { endsFlowToo, readOptOut } from './opt-out.ts';
import { createPendingReader, isPlatformNews, LARGEST_BURST, type Pending, takeBatch } from './pending.ts';
import { heedPlatform } from './platform-news.ts';
import { runAsideTurn } from './run-aside-turn.ts';
import { stillDue } from './still-due.ts';
import { MAX_ATTEMPTS, type TurnOutcome } from './turn-outcome.ts';
import { withoutPromise } from './without-promise.ts';

export interface TurnOptions {
  storage: Storage;
  channels: readonly Channel[];
  mind: Mind;
  clock: Clock;
  /** For conversations whose language nothing tells yet. */
  defaultLocale: Locale;
  /** Where the staff meets the customers in the messenger. */
  staff?: StaffRoom | null;
  /** Asks for a place for what a turn says, so that its commit is the claim too. */
  board?: Outbox['board'];
}

export type RunTurn = (addressKey: string, token: number) => Promise<TurnOutcome>;

/** One turn: what waits in one conversation becomes one committed change of state with its words. */
export function createTurn(options: TurnOptions): RunTurn {
  const { storage, channels, mind, clock, defaultLocale, staff = null, board } = options;
  const voice = createDeskVoice({ channels, words: mind.words, flows: mind.flows });
  const parts = { storage, channels, mind, voice, board };
  const pendingOf = createPendingReader(storage.db);
  const findConversation = createConversationReader(storage.db);
  const courseOf = createCourseReader(storage.db);

  return async function runTurn(key, token) {
    const pending = await pendingOf(key);
    const batch = takeBatch(pending);
    const first = batch[0];
    if (!first) return { kind: 'idle' };
    if (staff !== null && isInStaffRoom(staff, channels, first.message.group)) {
      const room = { staff, voice, words: mind.words, channels };
      return runAsideTurn({ storage, clock }, batch, first, (tx, message, now) => staffSays(tx, room, message, now));
    }
    if (isPlatformNews(first)) {
      return runAsideTurn({ storage, clock }, batch, first, (tx, message, now) =>
        heedPlatform(tx, voice, message, now),
      );
    }
    const ms = fragmentWait(batch);
    if (ms > 0) return { kind: 'wait', ms };
    try {
      return await attempt(batch, first, token, pending.length > batch.length || pending.length === LARGEST_BURST);
    } catch (cause) {
      if (cause instanceof WarmlineError && cause.code === 'STORAGE_STALE_FENCE') return { kind: 'stale' };
      if (cause instanceof WarmlineError && cause.code === 'STORAGE_UNAVAILABLE') throw cause;
      return countFailure(first, token, cause);
    }
  };

  function fragmentWait(batch: readonly Pending[]): number {
    const last = batch.at(-1);
    if (last?.message.content.kind !== 'text' || !isFragment(last.message.content.text)) return 0;
    return last.receivedAt + FRAGMENT_WAIT_MS - clock.now();
  }

  async function attempt(
    batch: readonly Pending[],
    first: Pending,
    token: number,
    more: boolean,
  ): Promise<TurnOutcome> {
    const messages = await stillDue(
      storage.db,
      batch.map((pending) => pending.message),
    );
    const conversation = await conversationOf(first.message);
    if (conversation.fence >= token) return { kind: 'stale', fence: conversation.fence };
    const utterances = mergeBurst(messages);
    const overheard = isOverheard(messages);
    const mood = await moodOf(conversation, overheard ? [] : utterances);
    const change = await readOptOut({ mind, storage }, conversation, messages, { now: clock.now(), overheard });
    const isHeard = change === null || endsFlowToo(conversation, messages);
    const decision = isHeard
      ? withChange(overheard ? silence(conversation) : await decideAs(conversation, utterances, mood), change)
      : change;
    const settled = { state: 'done' } as const;
    await commitTurn(parts, { conversation, decision, mood, batch, token, settled, now: clock.now() });
    return {
      kind: 'done',
      how: conversation.owner.kind === 'bot' ? 'answered' : 'relayed',
      waitedMs: clock.now() - first.receivedAt,
      address: conversation.address,
      more,
    };
  }

  async function moodOf(conversation: Conversation, utterances: readonly Utterance[]): Promise<Mood> {
    const course = await courseOf(conversation.exists ? conversation.id : null, clock.now());
    return judgeAll(course, utterances, conversation.locale);
  }

  /** Who owns the conversation decides who speaks: beside a person the bot keeps silent. */
  async function decideAs(conversation: Conversation, utterances: readonly Utterance[], mood: Mood): Promise<Decision> {
    switch (conversation.owner.kind) {
      case 'bot': {
        const urgent = bringPerson(conversation, utterances, mood);
        const parts = { db: storage.db, mind };
        if (urgent && !(await complainsFirst(parts, conversation, utterances, urgent, clock.now()))) return urgent;
        const decision = await decide(mind, conversation, partyOf(conversation), utterances);
        const kept = await withoutPromise(storage.db, decision, clock.now());
        return withOffer(mind.words, conversation, kept, mood);
      }
      case 'queue':
        return leavesQueue(mind.words, utterances)
          ? { ...silence(conversation), effects: [{ kind: 'leave-queue' }] }
          : besideAPerson(conversation, utterances);
      case 'agent':
        return besideAPerson(conversation, utterances);
      default:
        return conversation.owner satisfies never;
    }
  }

  /** Counts the failure; at the third the message is parked with its error and the person is told honestly. */
  async function countFailure(first: Pending, token: number, cause: unknown): Promise<TurnOutcome> {
    if (first.attempts + 1 < MAX_ATTEMPTS) {
      await storage.transact((tx) =>
        tx
          .updateTable('inbox')
          .set((builder) => ({ attempts: builder('attempts', '+', 1), error: errorText(cause) }))
          .where('id', '=', first.id)
          .execute(),
      );
      return { kind: 'failed', cause };
    }
    const conversation = await conversationOf(first.message);
    const sorry = say(mind.words.say(conversation.locale, 'fault'));
    const decision: Decision = { ...conversation, effects: conversation.owner.kind === 'bot' ? [sorry] : [] };
    const mood = await moodOf(conversation, []);
    const settled = { state: 'parked', error: errorText(cause) } as const;
    await commitTurn(parts, { conversation, decision, mood, batch: [first], token, settled, now: clock.now() });
    return {
      kind: 'done',
      how: 'parked',
      waitedMs: clock.now() - first.receivedAt,
      address: conversation.address,
      more: true,
    };
  }

  async function conversationOf(message: IncomingMessage): Promise<Conversation> {
    const address = message.group ?? message.from;
    const known = await findConversation(address);
    if (known) return known;
    return {
      id: ConversationId.parse(uuidv7()),
      customer: CustomerId.parse(uuidv7()),
      address,
      isGroup: message.group !== undefined,
      locale: localeOfTag(message.profile?.languageTag) ?? defaultLocale,
      owner: { kind: 'bot' },
      epoch: 0,
      fence: 0,
      memory: parseMemory('{}'),
      exists: false,
    };
  }
}

/** A dialogue says that it is over, then what else was changed is said. */
function withChange(decision: Decision, change: Decision | null): Decision {
  return change === null ? decision : followedBy(decision, { ...decision, effects: change.effects });
}

/** Nothing is said; that nothing can be said any more is noted all the same. */
function besideAPerson(conversation: Conversation, utterances: readonly Utterance[]): Decision {
  const isBlocked = utterances.some(({ content }) => content.kind === 'presence' && content.event === 'blocked');
  return { ...silence(conversation), effects: isBlocked ? [{ kind: 'unreachable' }] : [] };
}

function silence(conversation: Conversation): Decision {
  return { locale: conversation.locale, memory: conversation.memory, effects: [] };
}

/** In a room the bot speaks only when it is spoken to: not to a picture, nor to whoever comes in after it. */
function isOverheard(messages: readonly IncomingMessage[]): boolean {
  return messages.every((message) => message.group !== undefined && message.mentioned !== true && !callsUs(message));
}

function callsUs({ content }: IncomingMessage): boolean {
  switch (content.kind) {
    case 'text':
    case 'media':
    case 'unsupported':
    case 'platform':
      return false;
    case 'presence':
      return content.self === true;
    case 'choice':
    case 'moved':
    case 'due':
      return true;
    default:
      return content satisfies never;
  }
}
