import { hash } from 'node:crypto';
import { addressKey, type Choice, type CustomerId, type Locale } from '../../core/index.ts';
import type { Flows, Party } from '../../flows/index.ts';
import type { Knowledge } from '../../knowledge/index.ts';
import type { ConversationMemory } from '../memory.ts';
import type { Words } from '../words/words.ts';
import type { AlertDesk } from './alert-desk.ts';
import { choiceId } from './choices.ts';
import { type Effect, say } from './effect.ts';

/** What the bot decides with. */
export interface Mind {
  knowledge: Knowledge;
  flows: Flows;
  words: Words;
  /** Left out: no alerts are told here. */
  alerts?: AlertDesk;
  /** The words by which articles for some customers mean this one. Left out: only what is for everybody is seen. */
  audienceOf?(customer: CustomerId): Promise<readonly string[]>;
}

/** With whom, and because of which message, something is decided. */
export interface Cause {
  party: Party;
  /** The same when the same turn is computed again, so that a flow's side effects keep their keys. */
  id: string;
}

/** What moves while a turn is decided. */
export interface TurnState {
  locale: Locale;
  memory: ConversationMemory;
}

export interface Decision extends TurnState {
  effects: readonly Effect[];
}

/** Never longer than a flow run's id may be, and different for every message of every conversation. */
export function causeOf(party: Party, messageKey: string): Cause {
  const digest = hash('sha256', `${addressKey(party.address)} ${messageKey}`, 'base64url');
  return { party, id: digest.slice(0, 24) };
}

export function reply(state: TurnState, markdown: string): Decision {
  return { ...state, effects: [say(markdown)] };
}

/** Both decisions, one after the other: the second was made from where the first had led. */
export function followedBy(first: Pick<Decision, 'effects'>, second: Decision): Decision {
  return { ...second, effects: [...first.effects, ...second.effects] };
}

/** A sentence with the way to a person under it. */
export function withPerson({ words }: Pick<Mind, 'words'>, locale: Locale, prompt: string): Effect {
  const choices = [{ id: choiceId({ kind: 'person' }), label: words.say(locale, 'talkToPerson') }];
  return { kind: 'say', reply: { kind: 'choices', prompt, choices } };
}

/** The choices that are now on the customer's screen: those of the last reply that offered any. */
export function offeredBy(effects: readonly Effect[]): Choice[] | null {
  const replies = effects.flatMap((effect) => (effect.kind === 'say' ? [effect.reply] : []));
  if (replies.length === 0) return null;
  const last = replies.findLast((said) => said.kind === 'choices');
  return last ? last.choices : [];
}
