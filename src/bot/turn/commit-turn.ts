import { uuidv7 } from 'uuidv7';
import { noteReplied } from '../../care/index.ts';
import { addressKey, type Channel, type Reply, SendKey } from '../../core/index.ts';
import type { Party } from '../../flows/index.ts';
import type { Storage, Tx } from '../../storage/index.ts';
import { type Conversation, type NewMessage, saveTurn } from '../conversation.ts';
import type { DeskVoice } from '../handoff/desk-voice.ts';
import type { Passenger } from '../outbox/flight.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { PRIORITY, REPLY_LIFE_MS } from '../outbox/policy.ts';
import { prepareReply } from '../outbox/prepare-reply.ts';
import { enqueue, type NewSend, type OutboxRow } from '../outbox/row.ts';
import { readdress } from '../outbox/settle.ts';
import { applyEffect } from './apply-effect.ts';
import { applyFlowEffect } from './apply-flow-effect.ts';
import { handOff } from './hand-off.ts';
import type { Decision, Mind } from './mind.ts';
import type { Mood } from './mood.ts';
import { notePeople } from './note-people.ts';
import { type Pending, settleBatch } from './pending.ts';

export interface CommitParts {
  storage: Storage;
  channels: readonly Channel[];
  mind: Mind;
  voice: DeskVoice;
  /** Asks for a place for the first thing that is said; left out: all of it waits to be claimed. */
  board?: Outbox['board'] | undefined;
}

/** What a turn has come to. */
export interface TurnResult {
  conversation: Conversation;
  decision: Decision;
  mood: Mood;
  batch: readonly Pending[];
  /** The lane's fencing token: with a stale one nothing is committed. */
  token: number;
  settled: { state: 'done' } | { state: 'parked'; error: string };
  now: number;
}

/** One transaction: the conversation's new state, what was heard and said, the sends, and everything else that follows. */
export async function commitTurn(parts: CommitParts, result: TurnResult): Promise<void> {
  const { storage, channels, mind, voice, board } = parts;
  const { conversation, decision, mood, batch, token, settled, now } = result;
  const heard = batch.map((pending) => heardMessage(pending));
  const said = repliesOf(conversation, decision, batch)
    .flatMap((reply) => prepareReply(channels, conversation.address, reply))
    .map((reply) => saidMessage(reply, now));
  const next: Conversation = { ...conversation, locale: decision.locale, memory: decision.memory };
  const boarding = said.length === 0 ? null : await board?.(passengerOf(conversation));
  let leaving: OutboxRow | null = null;
  const work = async (tx: Tx): Promise<void> => {
    await boarding?.makeRoom(tx);
    await saveTurn(tx, {
      conversation: next,
      token,
      now,
      messages: [...heard.filter((message) => message !== null), ...said],
      profileName: batch[0]?.message.profile?.name ?? null,
      heard: batch.some(isSignOfLife),
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
    const sends = said.map((message) => sendOf({ ...next, epoch: handoff.epoch }, message, now));
    leaving = await enqueue(tx, sends, now, boarding?.sender);
    await handoff.speak();
    await settleBatch(tx, batch, settled, now);
    if (heard.some((message) => message !== null)) await noteReplied(tx, next.customer, now);
    for (const effect of decision.effects) await applyEffect(tx, next, effect, now);
    await commitFlow(tx, mind, conversation, decision, now);
    for (const { message } of batch) {
      if (message.content.kind === 'moved') await readdress(tx, addressKey(conversation.address), message.content.to);
    }
    await notePeople(
      tx,
      channels,
      next,
      batch.map(({ message }) => message),
      now,
    );
  };
  try {
    await storage.transact(work);
  } catch (thrown) {
    await boarding?.stay(leaving);
    throw thrown;
  }
  await boarding?.leave(leaving, said.length > 1);
}

function passengerOf({ address, isGroup }: Conversation): Passenger {
  const { channel, account, peer } = address;
  const key = addressKey(address);
  return { channel, account, peer, address_key: key, is_group: isGroup ? 1 : 0, priority: PRIORITY.answer };
}

/** The flow's timer and invitations, and the effects of it that are not words. */
async function commitFlow(tx: Tx, mind: Mind, before: Conversation, decision: Decision, now: number): Promise<void> {
  const effects = decision.effects.flatMap((effect) => (effect.kind === 'flow' ? [effect.effect] : []));
  const run = decision.memory.flow;
  if (run === null && before.memory.flow === null && effects.length === 0) return;
  const moved = { run: before.owner.kind === 'bot' ? run : null, effects, digression: null };
  const own = await mind.flows.commit(tx, moved, partyOf(before), now);
  for (const effect of own) await applyFlowEffect(tx, before.customer, effect, now);
}

/** In a room the first words go to whoever asked, where one person did. */
function repliesOf(conversation: Conversation, decision: Decision, batch: readonly Pending[]): readonly Reply[] {
  const replies = decision.effects.flatMap((effect) => (effect.kind === 'say' ? [effect.reply] : []));
  const [first, ...rest] = replies;
  const askers = new Set(batch.flatMap(({ message }) => (message.mentioned === true ? [message.from.peer] : [])));
  const [asker, another] = askers;
  if (!conversation.isGroup || first === undefined || first.kind === 'media' || !asker || another) return replies;
  return [{ ...first, asker }, ...rest];
}

export function partyOf(conversation: Conversation): Party {
  const { customer, address, id, isGroup } = conversation;
  return { customer, address, conversation: id, ...(isGroup ? { inRoom: true } : {}) };
}

/** Whoever leaves or blocks us can be reached no better than before. */
function isSignOfLife({ message: { content } }: Pending): boolean {
  if (content.kind === 'presence') return content.event === 'joined';
  return content.kind !== 'due';
}

/** Null for what is an event and nothing that was said. */
function heardMessage({ message }: Pending): NewMessage | null {
  const { kind } = message.content;
  if (kind === 'presence' || kind === 'moved' || kind === 'due' || kind === 'platform') return null;
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
