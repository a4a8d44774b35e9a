import { createHash } from 'node:crypto';
import type { AgentId, Channel, ConversationId, Locale, MediaRef, Reply } from '../../core/index.ts';
import { CustomerId, typedText, writtenDate } from '../../core/index.ts';
import { type Flows, planInvite } from '../../flows/index.ts';
import { agentWrote, type HandoffEffect, readDeskSettings, type Telling } from '../../handoff/index.ts';
import type { Tx } from '../../storage/index.ts';
import { markDelivery } from '../outbox/delivery.ts';
import { prepareReply } from '../outbox/prepare-reply.ts';
import { choiceId } from '../turn/choices.ts';
import type { Words } from '../words/words.ts';
import { append, newKey, type Place, placeOfTalk } from './append.ts';

/** An agent's words on their way to a customer. */
export interface AgentWords {
  conversation: ConversationId;
  agent: AgentId;
  /** The same key twice is one message. */
  key: string;
  /** Markdown, in which a line break is one; empty when only files are sent. */
  text: string;
  files: readonly MediaRef[];
  /** The newest position of a customer's message that the agent had seen; null: not asked. */
  seen: number | null;
  now: number;
}

export type AgentSaid =
  | { kind: 'said'; messages: readonly string[] }
  /** Somebody else has the conversation. */
  | { kind: 'not-holder' }
  /** The customer wrote something that the agent had not seen; `position` is their newest message. */
  | { kind: 'customer-wrote'; position: number };

/** How the desk speaks: its sentences in the customer's language, and the agents' own words. */
export interface DeskVoice {
  /** Does what handoff has decided, in its transaction. */
  apply(tx: Tx, effects: readonly HandoffEffect[], now: number): Promise<void>;
  say(tx: Tx, words: AgentWords): Promise<AgentSaid>;
}

export interface DeskVoiceParts {
  channels: readonly Channel[];
  words: Words;
  flows: Pick<Flows, 'library'>;
}

export function createDeskVoice({ channels, words, flows }: DeskVoiceParts): DeskVoice {
  async function tell(tx: Tx, effect: Extract<HandoffEffect, { kind: 'tell' }>, now: number): Promise<void> {
    const place = await placeOfTalk(tx, effect.conversation);
    if (!place) return;
    const { timeZone } = (await readDeskSettings(tx)).hours;
    const replies = prepareReply(channels, place.address, replyOf(words, place.locale, effect.telling, timeZone)).map(
      (reply) => ({
        reply,
        key: newKey(),
      }),
    );
    await append(tx, place, { author: effect.fenced ? 'bot' : 'system', agent: null, replies, now });
  }

  /**
   * Every survey about a settled case is planned, unless the survey's own rules speak against it: the rating at once,
   * while the talk is fresh, the others after their delay.
   */
  async function offerSurvey(
    tx: Tx,
    { conversation, customer, occasion }: Extract<HandoffEffect, { kind: 'offer-survey' }>,
    now: number,
  ): Promise<void> {
    for (const flow of flows.library.flows()) {
      if (flow.definition.survey?.occasion !== 'case_resolved') continue;
      const at = flow.definition.survey.kind === 'csat' ? { at: now } : {};
      await planInvite(tx, flow, { customer, conversation, occasion, ...at, now });
    }
  }

  return {
    async apply(tx, effects, now) {
      for (const effect of effects) {
        switch (effect.kind) {
          case 'withdraw':
            await withdraw(tx, effect.conversation, now);
            break;
          case 'tell':
            await tell(tx, effect, now);
            break;
          case 'offer-survey':
            await offerSurvey(tx, { ...effect, customer: CustomerId.parse(effect.customer) }, now);
            break;
          default:
            effect satisfies never;
        }
      }
    },
    async say(tx, said) {
      const place = await lockedPlace(tx, said.conversation);
      if (place?.owner.kind !== 'agent' || place.owner.agent !== said.agent) return { kind: 'not-holder' };
      const key = keyOf(said);
      const before = await tx
        .selectFrom('messages')
        .select('id')
        .where('conversation_id', '=', said.conversation)
        .where('message_key', 'like', `${key}%`)
        .orderBy('position')
        .execute();
      if (before.length > 0) return { kind: 'said', messages: before.map(({ id }) => id) };
      const position = await lastCustomerPosition(tx, said.conversation);
      if (said.seen !== null && position > said.seen) return { kind: 'customer-wrote', position };
      const wanted: Reply[] = said.files.map((media) => ({ kind: 'media', media }));
      if (said.text !== '') wanted.unshift({ kind: 'text', markdown: typedText(said.text) });
      const replies = wanted
        .flatMap((reply) => prepareReply(channels, place.address, reply))
        .map((reply, index) => ({ reply, key: `${key}${index.toString(36)}` }));
      const messages = await append(tx, place, { author: 'agent', agent: said.agent, replies, now: said.now });
      await agentWrote(tx, said.conversation, said.agent, said.now);
      return { kind: 'said', messages };
    },
  };
}

/** The owner cannot change until this transaction ends: an agent who was taken off has no last word. */
async function lockedPlace(tx: Tx, conversation: ConversationId): Promise<Place | null> {
  await tx
    .updateTable('conversations')
    .set((builder) => ({ epoch: builder.ref('epoch') }))
    .where('id', '=', conversation)
    .execute();
  return placeOfTalk(tx, conversation);
}

/** What the bot has not begun to say. What is under way is fenced by nobody: whoever takes over waits for it. */
async function withdraw(tx: Tx, conversation: ConversationId, now: number): Promise<void> {
  const rows = await tx
    .updateTable('outbox')
    .set({ state: 'withdrawn', settled_at: now, detail: 'the conversation has a new owner' })
    .where('queue', '=', conversation)
    .where('author', '=', 'bot')
    .where('state', '=', 'due')
    .returningAll()
    .execute();
  for (const row of rows) await markDelivery(tx, row, 'withdrawn');
}

async function lastCustomerPosition(tx: Tx, conversation: string): Promise<number> {
  const row = await tx
    .selectFrom('messages')
    .select((builder) => builder.fn.max('position').as('position'))
    .where('conversation_id', '=', conversation)
    .where('author', '=', 'customer')
    .executeTakeFirst();
  return Number(row?.position ?? 0);
}

/** 30 signs, so that a number for each part still fits a `SendKey`. */
function keyOf({ conversation, agent, key }: AgentWords): string {
  const hash = createHash('sha256').update(`${conversation} ${agent} ${key}`).digest('hex');
  return `a${hash.slice(0, 28)}-`;
}

function replyOf(words: Words, locale: Locale, telling: Telling, timeZone: string): Reply {
  const markdown = sentence(words, locale, telling, timeZone);
  switch (telling.word) {
    case 'queued':
    case 'queuedFirst':
    case 'queuedNobodyThere':
    case 'callbackNow':
    case 'agentSilentNobodyThere':
      return {
        kind: 'choices',
        prompt: markdown,
        choices: [{ id: choiceId({ kind: 'leave-queue' }), label: words.say(locale, 'leaveQueue') }],
      };
    case 'placeNow':
    case 'deskClosed':
    case 'deskClosedUnknown':
    case 'messageKept':
    case 'agentJoined':
    case 'passedTo':
    case 'passedToQueue':
    case 'agentSilent':
    case 'backToBot':
    case 'leftQueue':
    case 'compensation':
      return { kind: 'text', markdown };
    default:
      return telling satisfies never;
  }
}

function sentence(words: Words, locale: Locale, telling: Telling, timeZone: string): string {
  switch (telling.word) {
    case 'queued':
    case 'placeNow':
      return words.say(locale, telling.word, { place: String(telling.place), minutes: String(telling.minutes) });
    case 'deskClosed':
    case 'messageKept':
      return words.say(locale, telling.word, { time: timeText(telling.opensAt, locale, timeZone) });
    case 'agentJoined':
    case 'passedTo':
      return words.say(locale, telling.word, { agent: telling.agent });
    case 'compensation':
      return words.say(locale, `compensation-${telling.what}`, { amount: amountText(telling) });
    case 'queuedFirst':
    case 'queuedNobodyThere':
    case 'deskClosedUnknown':
    case 'callbackNow':
    case 'passedToQueue':
    case 'agentSilent':
    case 'agentSilentNobodyThere':
    case 'backToBot':
    case 'leftQueue':
      return words.say(locale, telling.word);
    default:
      return telling satisfies never;
  }
}

/** "Sunday, November 29 at 09:00", "11月29日星期日 09:00". */
function timeText(at: number, locale: Locale, timeZone: string): string {
  return writtenDate(at, locale, timeZone, {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

function amountText({ what, amount }: Extract<Telling, { word: 'compensation' }>): string {
  return what === 'points' ? String(amount) : (amount / 100).toFixed(2);
}
