import { isVague } from '../../knowledge/index.ts';
import { clarify, shorten } from './clarify.ts';
import { startFlow } from './flow-steps.ts';
import { leadingFlow } from './leading-flow.ts';
import { type Cause, type Decision, type Mind, type TurnState, withPerson } from './mind.ts';
import { offerAnswer, remember } from './offer-answer.ts';

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
  const audience = (await mind.audienceOf?.(cause.party.customer)) ?? [];
  const asker = cause.party.conversation;
  const answer = await mind.knowledge.ask({ text: question, locale, previous: memory.previous, audience, asker });
  switch (answer.kind) {
    case 'answer':
      return offerAnswer(mind, state, answer, question);
    case 'route':
      return startFlow(mind, state, cause, { flow: answer.route, text: question });
    case 'clarify': {
      const leading = leadingFlow(mind.flows.library, answer, question);
      if (leading !== null) return startFlow(mind, state, cause, { flow: leading, text: question });
      return clarify(mind, state, question, answer.nearest);
    }
    case 'none': {
      // Nothing that the base could hold: no gap, and no "I don't know" to words that asked nothing.
      if (isVague(question)) return { ...state, effects: [withPerson(mind, locale, words.say(locale, 'unclear'))] };
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
