import type { Locale } from '../../core/index.ts';
import type { Knowledge } from '../../knowledge/index.ts';
import type { ConversationMemory } from '../memory.ts';
import type { Words } from '../words/words.ts';
import { choiceId } from './choices.ts';
import { type Effect, say } from './effect.ts';

/** What the bot decides with. */
export interface Mind {
  knowledge: Knowledge;
  words: Words;
}

/** What moves while a turn is decided. */
export interface TurnState {
  locale: Locale;
  memory: ConversationMemory;
}

export interface Decision extends TurnState {
  effects: readonly Effect[];
}

export function reply(state: TurnState, markdown: string): Decision {
  return { ...state, effects: [say(markdown)] };
}

/** A sentence with the way to a person under it. */
export function withPerson({ words }: Pick<Mind, 'words'>, locale: Locale, prompt: string): Effect {
  const choices = [{ id: choiceId({ kind: 'person' }), label: words.say(locale, 'talkToPerson') }];
  return { kind: 'say', reply: { kind: 'choices', prompt, choices } };
}
