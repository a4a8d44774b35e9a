import { uuidv7 } from 'uuidv7';
import { noteReplied } from '../../care/index.ts';
import {
  type Address,
  addressKey,
  type Channel,
  type Clock,
  ConversationId,
  CustomerId,
  errorText,
  type IncomingMessage,
  type Locale,
  localeOfTag,
  type Reply,
  SendKey,
  WarmlineError,
} from '../../core/index.ts';
import { markRequestTold } from '../../customers/index.ts';
import { markTold, type Party, takeInvite } from '../../flows/index.ts';
import { readCourse } from '../../handoff/index.ts';
import { recordFeedback, recordGap } from '../../knowledge/index.ts';
import type { Storage, Tx } from '../../storage/index.ts';
import { FRAGMENT_WAIT_MS, isFragment, mergeBurst, type Utterance } from '../burst.ts';
import { type Conversation, findConversation, type NewMessage, saveTurn } from '../conversation.ts';
import { createDeskVoice } from '../handoff/desk-voice.ts';
import { parseMemory } from '../memory.ts';
import { PRIORITY, REPLY_LIFE_MS } from '../outbox/policy.ts';
import { enqueue, type NewSend } from '../outbox/row.ts';
import { readdress } from '../outbox/settle.ts';
import { isInStaffRoom, type StaffRoom } from '../staff/staff-room.ts';
import { staffSays } from '../staff/staff-turn.ts';
import { applyFlowEffect } from './apply-flow-effect.ts';
import { decide } from './decide.ts';
import { type Effect, say } from './effect.ts';
import { handOff } from './hand-off.ts';
import type { Decision, Mind } from './mind.ts';
import { bringPerson, judgeAll, leavesQueue, type Mood, withOffer } from './mood.ts';
import { changeSubscription, readOptOut } from './opt-out.ts';
import { LARGEST_BURST, type Pending, pendingOf, settleBatch, takeBatch } from './pending.ts';
import { stillDue } from './still-due.ts';

/** A message that makes its turn throw this often is parked, so that the next one can go on. */
const MAX_ATTEMPTS = 3;

export interface TurnOptions {
  storage: Storage;
  channels: readonly Channel[];
  mind: Mind;
  clock: Clock;
  /** For conversations whose language nothing tells yet. */
  defaultLocale: Locale;
  /** Where the staff meets the customers in the messenger. */
  staff?: StaffRoom | null;
}

export type TurnOutcome =
  | { kind: 'idle' }
  /** An obvious fragment: look again when more arrives, at the latest after `ms`. */
  | { kind: 'wait'; ms: number }
  | {
      kind: 'done';
      how: 'answered' | 'relayed' | 'parked';
      waitedMs: number;
      address: Address;
      /** Something was left for the next turn. */
      more: boolean;
    }
  /** The conversation moved on meanwhile: do it again with a new lease. */
  | { kind: 'stale' }
  /** The turn threw; the attempt is counted. */
  | { kind: 'failed'; cause: unknown };

export type RunTurn = (addressKey: string, token: number) => Promise<TurnOutcome>;

/** One turn: what waits in one conversation becomes one committed change of state with its words. */
export function createTurn({ storage, channels, mind, clock, defaultLocale, staff = null }: TurnOptions): RunTurn {
  const voice = createDeskVoice({ channels, words: mind.words, flows: mind.flows });

  return async function runTurn(key, token) {
    const pending = await pendingOf(storage, key);
    const batch = takeBatch(pending);
    const first = batch[0];
    if (!first) return { kind: 'idle' };
    if (staff !== null && isInStaffRoom(staff, channels, first.message.group)) return staffTurn(staff, batch, first);
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

  /** What colleagues do in a customer's topic: settled with what it causes, like any other turn. */
  async function staffTurn(room: StaffRoom, batch: readonly Pending[], first: Pending): Promise<TurnOutcome> {
    const now = clock.now();
    try {
      await storage.transact(async (tx) => {
        await settleBatch(tx, batch, { state: 'done' }, now);
        for (const { message } of batch) {
          await staffSays(tx, { staff: room, voice, words: mind.words, channels }, message, now);
        }
      });
    } catch (cause) {
      if (cause instanceof WarmlineError && cause.code === 'STORAGE_STALE_FENCE') return { kind: 'stale' };
      if (cause instanceof WarmlineError && cause.code === 'STORAGE_UNAVAILABLE') throw cause;
      return failStaff(batch, first, cause);
    }
    const address = first.message.group ?? first.message.from;
    return { kind: 'done', how: 'relayed', waitedMs: now - first.receivedAt, address, more: true };
  }

  /** The third failure parks it: a topic must not stand still for ever. */
  async function failStaff(batch: readonly Pending[], first: Pending, cause: unknown): Promise<TurnOutcome> {
    const parked = first.attempts + 1 >= MAX_ATTEMPTS;
    await storage.transact((tx) =>
      tx
        .updateTable('inbox')
        .set((builder) => ({
          attempts: builder('attempts', '+', 1),
          error: errorText(cause),
          ...(parked ? { state: 'parked' as const, settled_at: clock.now() } : {}),
        }))
        .where('id', 'in', parked ? [first.id] : batch.map(({ id }) => id))
        .execute(),
    );
    return { kind: 'failed', cause };
  }

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
    const utterances = mergeBurst(messages);
    const overheard = isOverheard(messages);
    const mood = await moodOf(conversation, overheard ? [] : utterances);
    const decision =
      (await readOptOut({ mind, storage }, conversation, messages, { now: clock.now(), overheard })) ??
      (overheard ? silence(conversation) : await decideAs(conversation, utterances, mood));
    await commit(conversation, decision, mood, batch, token, { state: 'done' });
    return {
      kind: 'done',
      how: conversation.owner.kind === 'bot' ? 'answered' : 'relayed',
      waitedMs: clock.now() - first.receivedAt,
      address: conversation.address,
      more,
    };
  }

  async function moodOf(conversation: Conversation, utterances: readonly Utterance[]): Promise<Mood> {
    const id = conversation.exists ? conversation.id : null;
    const course = await readCourse(storage.db, id, conversation.customer, clock.now());
    return judgeAll(course, utterances, conversation.locale);
  }

  /** Who owns the conversation decides who speaks: beside a person the bot keeps silent. */
  async function decideAs(conversation: Conversation, utterances: readonly Utterance[], mood: Mood): Promise<Decision> {
    switch (conversation.owner.kind) {
      case 'bot': {
        const urgent = bringPerson(conversation, mood);
        if (urgent) return urgent;
        return withOffer(mind.words, await decide(mind, conversation, partyOf(conversation), utterances), mood);
      }
      case 'queue':
        return leavesQueue(mind.words, utterances)
          ? { ...silence(conversation), effects: [{ kind: 'leave-queue' }] }
          : silence(conversation);
      case 'agent':
        return silence(conversation);
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
    await commit(conversation, decision, mood, [first], token, { state: 'parked', error: errorText(cause) });
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
    const known = await findConversation(storage.db, address);
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

  async function commit(
    conversation: Conversation,
    decision: Decision,
    mood: Mood,
    batch: readonly Pending[],
    token: number,
    settled: { state: 'done' } | { state: 'parked'; error: string },
  ): Promise<void> {
    const now = clock.now();
    const heard = batch.map((pending) => heardMessage(pending));
    const said = decision.effects
      .flatMap((effect) => (effect.kind === 'say' ? prepare(conversation.address, effect.reply) : []))
      .map((reply) => saidMessage(reply, now));
    const next: Conversation = { ...conversation, locale: decision.locale, memory: decision.memory };
    await storage.transact(async (tx) => {
      await saveTurn(tx, {
        conversation: next,
        token,
        now,
        messages: [...heard.filter((message) => message !== null), ...said],
        profileName: batch[0]?.message.profile?.name ?? null,
        heard: batch.some(({ message }) => message.content.kind !== 'due'),
      });
      const handoff = await handOff(
        tx,
        { voice, words: mind.words },
        {
          conversation: next.id,
          epoch: next.epoch,
          mood,
          effects: decision.effects,
          heard: heard.some((message) => message !== null),
          now,
        },
      );
      await enqueue(
        tx,
        said.map((message) => sendOf({ ...next, epoch: handoff.epoch }, message, now)),
        now,
      );
      await handoff.speak();
      await settleBatch(tx, batch, settled, now);
      if (heard.some((message) => message !== null)) await noteReplied(tx, next.customer, now);
      for (const effect of decision.effects) await apply(tx, next, effect, now);
      await commitFlow(tx, conversation, decision, now);
      for (const { message } of batch) {
        if (message.content.kind === 'moved') await readdress(tx, addressKey(conversation.address), message.content.to);
      }
    });
  }

  /** The flow's timer and invitations, and the effects of it that are not words. */
  async function commitFlow(tx: Tx, before: Conversation, decision: Decision, now: number): Promise<void> {
    const effects = decision.effects.flatMap((effect) => (effect.kind === 'flow' ? [effect.effect] : []));
    const run = decision.memory.flow;
    if (run === null && before.memory.flow === null && effects.length === 0) return;
    const moved = { run: before.owner.kind === 'bot' ? run : null, effects, digression: null };
    const own = await mind.flows.commit(tx, moved, partyOf(before), now);
    for (const effect of own) await applyFlowEffect(tx, before.customer, effect, now);
  }

  /** A channel may need several platform messages for one reply; each is a row of its own, so none is sent twice. */
  function prepare(to: Address, reply: Reply): readonly Reply[] {
    const channel = channels.find(({ id, account }) => id === to.channel && account === to.account);
    return channel?.prepare?.(reply) ?? [reply];
  }
}

function silence(conversation: Conversation): Decision {
  return { locale: conversation.locale, memory: conversation.memory, effects: [] };
}

/** In a room the bot speaks only when it is spoken to. */
function isOverheard(messages: readonly IncomingMessage[]): boolean {
  return messages.every(
    (message) => message.group !== undefined && message.mentioned !== true && message.content.kind === 'text',
  );
}

function partyOf(conversation: Conversation): Party {
  return { customer: conversation.customer, address: conversation.address, conversation: conversation.id };
}

/** Null for what is an event and nothing that was said. */
function heardMessage({ message }: Pending): NewMessage | null {
  const { kind } = message.content;
  if (kind === 'presence' || kind === 'moved' || kind === 'due') return null;
  return {
    id: uuidv7(),
    author: 'customer',
    key: message.key,
    content: message.content,
    delivery: 'received',
    at: message.sentAt,
    ...(message.edits === undefined ? {} : { replaces: message.edits }),
  };
}

type SaidMessage = NewMessage & { content: Reply };

function saidMessage(reply: Reply, now: number): SaidMessage {
  const id = uuidv7();
  return { id, author: 'bot', key: id.replaceAll('-', ''), content: reply, delivery: 'pending', at: now };
}

function sendOf(conversation: Conversation, message: SaidMessage, now: number): NewSend {
  return {
    to: conversation.address,
    isGroup: conversation.isGroup,
    conversation: conversation.id,
    messageId: message.id,
    queue: conversation.id,
    author: 'bot',
    priority: PRIORITY.answer,
    epoch: conversation.epoch,
    key: SendKey.parse(message.key),
    reply: message.content,
    dueAt: now,
    expiresAt: now + REPLY_LIFE_MS,
  };
}

async function apply(tx: Tx, conversation: Conversation, effect: Effect, now: number): Promise<void> {
  switch (effect.kind) {
    case 'say':
      return;
    case 'gap':
      await recordGap(tx, { ...effect, conversation: conversation.id, at: now });
      return;
    case 'feedback':
      await recordFeedback(tx, { ...effect, conversation: conversation.id, at: now });
      return;
    case 'need-person':
    case 'leave-queue':
      return; // handOff has done it
    case 'flow':
      return; // committed together, with the run
    case 'take-invite':
      if (await takeInvite(tx, effect.invite, now)) return;
      throw new WarmlineError('STORAGE_STALE_FENCE', 'This invitation was used or withdrawn meanwhile.');
    case 'news-told':
      if (await markTold(tx, effect.event)) return;
      throw new WarmlineError('STORAGE_STALE_FENCE', 'These news were told meanwhile.');
    case 'order-news-told':
      if (await markRequestTold(tx, effect.request, now)) return;
      throw new WarmlineError('STORAGE_STALE_FENCE', 'These news were told meanwhile.');
    case 'subscription':
      await changeSubscription(tx, conversation, effect.change, now);
      return;
    case 'unreachable':
      await tx.updateTable('conversations').set({ unreachable_since: now }).where('id', '=', conversation.id).execute();
      return;
    default:
      effect satisfies never;
  }
}
