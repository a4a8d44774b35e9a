import type { EntryId } from '../../core/index.ts';
import type { Answer } from '../../knowledge/index.ts';
import { REMEMBERED_TURNS } from '../memory.ts';
import { choiceId } from './choices.ts';
import type { Decision, Mind, TurnState } from './mind.ts';

/** The answer with its source under it, and the two buttons that tell whether it helped. */
export function offerAnswer(
  { words }: Pick<Mind, 'words'>,
  state: TurnState,
  answer: Extract<Answer, { kind: 'answer' }>,
  question: string,
): Decision {
  const { locale } = state;
  const foreign = answer.locale !== locale && answer.phrased === undefined;
  const lead = foreign ? [words.say(locale, 'otherLanguage')] : [];
  const mark = answer.phrased === undefined ? [] : [`*${words.say(locale, answer.phrased)}*`];
  const source = answer.sources[0];
  const origin = source
    ? [`*${words.say(locale, 'source', { title: source.article, question: source.question })}*`]
    : [];
  const judge = (helpful: boolean) => ({
    id: choiceId({ kind: 'feedback', entry: answer.entry, helpful }),
    label: words.say(locale, helpful ? 'helpful' : 'notHelpful'),
  });
  const prompt = [...lead, answer.markdown, ...mark, ...origin].join('\n\n');
  const reply = { kind: 'choices' as const, prompt, choices: [judge(true), judge(false)] };
  return { ...remember(state, question, answer.entry), effects: [{ kind: 'say', reply }] };
}

/** Keeps what was asked, for follow-ups; a clarification that was open is over. */
export function remember(state: TurnState, text: string, entry: EntryId | null): TurnState {
  const previous = [...state.memory.previous, { text, entry }].slice(-REMEMBERED_TURNS);
  return { ...state, memory: { ...state.memory, previous, clarifying: null } };
}
