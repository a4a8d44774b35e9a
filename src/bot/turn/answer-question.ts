import type { Choice } from '../../core/index.ts';
import type { Source } from '../../knowledge/index.ts';
import { choiceId } from './choices.ts';
import { startFlow } from './flow-steps.ts';
import { type Cause, type Decision, type Mind, type TurnState, withPerson } from './mind.ts';
import { offerAnswer, remember } from './offer-answer.ts';

/** Button labels are cut here; the full question stands in the article. */
const LONGEST_LABEL = 60;

/** Answers one question, starts the flow that it asks for, asks back, or says honestly that there is no answer. */
export async function answerQuestion(
  mind: Mind,
  state: TurnState,
  cause: Cause,
  question: string,
  { alone }: { alone: boolean },
): Promise<Decision> {
  const { words } = mind;
  const { locale, memory } = state;
  const cued = mind.flows.library.cued(question);
  if (cued !== null) return startFlow(mind, state, cause, { flow: cued, text: question });
  const answer = await mind.knowledge.ask({ text: question, locale, previous: memory.previous });
  switch (answer.kind) {
    case 'answer':
      return offerAnswer(mind, state, answer, question);
    case 'route':
      return startFlow(mind, state, cause, { flow: answer.route, text: question });
    case 'clarify': {
      const choices = [...answer.nearest.map(choiceOf), noneOfThese(mind, state)];
      const reply = { kind: 'choices' as const, prompt: words.say(locale, 'clarify'), choices };
      return { locale, memory: { ...memory, clarifying: question }, effects: [{ kind: 'say', reply }] };
    }
    case 'none': {
      const nearest = answer.nearest.flatMap((source) => (source.route === undefined ? [source.entry] : []));
      const sentence = alone
        ? words.say(locale, 'none')
        : words.say(locale, 'nonePart', { question: shorten(question) });
      return {
        ...remember(state, question, null),
        effects: [
          { kind: 'gap', question, locale, confidence: answer.confidence, nearest },
          withPerson(mind, locale, sentence),
        ],
      };
    }
    default:
      return answer satisfies never;
  }
}

function choiceOf(source: Source): Choice {
  const id =
    source.route === undefined
      ? choiceId({ kind: 'entry', entry: source.entry })
      : choiceId({ kind: 'flow', flow: source.route });
  return { id, label: shorten(source.question) };
}

function noneOfThese({ words }: Mind, { locale }: TurnState): Choice {
  return { id: choiceId({ kind: 'none-of-these' }), label: words.say(locale, 'noneOfThese') };
}

function shorten(text: string): string {
  const letters = [...text];
  return letters.length <= LONGEST_LABEL ? text : `${letters.slice(0, LONGEST_LABEL - 1).join('')}…`;
}
