import type { EntryId } from '../../core/index.ts';
import type { Answer } from '../../knowledge/index.ts';
import { REMEMBERED_TURNS } from '../memory.ts';
import { choiceId } from './choices.ts';
import type { Effect } from './effect.ts';
import { type Decision, type Mind, type TurnState, withPerson } from './mind.ts';

/** Button labels are cut here; the full question stands in the article. */
const LONGEST_LABEL = 60;

/** Answers one question from the knowledge base, asks back, or says honestly that there is no answer. */
export async function answerQuestion(
  mind: Mind,
  state: TurnState,
  question: string,
  { alone }: { alone: boolean },
): Promise<Decision> {
  const { words } = mind;
  const answer = await mind.knowledge.ask({ text: question, locale: state.locale, previous: state.memory.previous });
  switch (answer.kind) {
    case 'answer':
      return offerAnswer(mind, state, answer, question);
    case 'clarify': {
      const choices = answer.nearest.map((source) => ({
        id: choiceId({ kind: 'entry', entry: source.entry }),
        label: shorten(source.question),
      }));
      choices.push({ id: choiceId({ kind: 'none-of-these' }), label: words.say(state.locale, 'noneOfThese') });
      const prompt = words.say(state.locale, 'clarify');
      return {
        ...state,
        memory: { ...state.memory, clarifying: question },
        effects: [{ kind: 'say', reply: { kind: 'choices', prompt, choices } }],
      };
    }
    case 'none': {
      const { confidence } = answer;
      const nearest = answer.nearest.map((source) => source.entry);
      const sentence = alone
        ? words.say(state.locale, 'none')
        : words.say(state.locale, 'nonePart', { question: shorten(question) });
      return {
        ...remember(state, question, null),
        effects: [
          { kind: 'gap', question, locale: state.locale, confidence, nearest },
          withPerson(mind, state.locale, sentence),
        ],
      };
    }
    default:
      return answer satisfies never;
  }
}

/** The answer with its source under it, and the two buttons that tell whether it helped. */
export function offerAnswer(
  { words }: Mind,
  state: TurnState,
  answer: Extract<Answer, { kind: 'answer' }>,
  question: string,
): Decision {
  const { locale } = state;
  const lead = answer.locale === locale ? [] : [words.say(locale, 'otherLanguage')];
  const source = answer.sources[0];
  const origin = source
    ? [`*${words.say(locale, 'source', { title: source.article, question: source.question })}*`]
    : [];
  const effect: Effect = {
    kind: 'say',
    reply: {
      kind: 'choices',
      prompt: [...lead, answer.markdown, ...origin].join('\n\n'),
      choices: [
        {
          id: choiceId({ kind: 'feedback', entry: answer.entry, helpful: true }),
          label: words.say(locale, 'helpful'),
        },
        {
          id: choiceId({ kind: 'feedback', entry: answer.entry, helpful: false }),
          label: words.say(locale, 'notHelpful'),
        },
      ],
    },
  };
  return { ...remember(state, question, answer.entry), effects: [effect] };
}

function remember(state: TurnState, text: string, entry: EntryId | null): TurnState {
  const previous = [...state.memory.previous, { text, entry }].slice(-REMEMBERED_TURNS);
  return { ...state, memory: { ...state.memory, previous, clarifying: null } };
}

function shorten(text: string): string {
  const letters = [...text];
  return letters.length <= LONGEST_LABEL ? text : `${letters.slice(0, LONGEST_LABEL - 1).join('')}…`;
}
