import type { SmallTalk } from '../../knowledge/index.ts';
import { type Decision, type Mind, reply, type TurnState, withPerson } from './mind.ts';

/** These replies name a colleague, so they bring the way to one. */
const NAMES_A_PERSON: ReadonlySet<SmallTalk> = new Set(['abuse', 'bot-question']);

export function answerSmallTalk({ words }: Pick<Mind, 'words'>, state: TurnState, kind: SmallTalk): Decision {
  const said = words.say(state.locale, kind);
  return NAMES_A_PERSON.has(kind)
    ? { ...state, effects: [withPerson({ words }, state.locale, said)] }
    : reply(state, said);
}
