import { choiceId } from './choices.ts';
import { say } from './effect.ts';
import type { Decision, Mind, TurnState } from './mind.ts';

/** The first words, with questions that a newcomer may press. */
export function welcome({ words }: Pick<Mind, 'words'>, state: TurnState): Decision {
  const prompt = words.say(state.locale, 'welcome');
  const choices = words
    .suggestions(state.locale)
    .map((label, index) => ({ id: choiceId({ kind: 'suggestion', index }), label }));
  const memory = { ...state.memory, welcomed: true };
  if (choices.length === 0) return { ...state, memory, effects: [say(prompt)] };
  return { ...state, memory, effects: [{ kind: 'say', reply: { kind: 'choices', prompt, choices } }] };
}
