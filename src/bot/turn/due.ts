import { type IncomingContent, typedText } from '../../core/index.ts';
import { choiceId } from './choices.ts';
import { say } from './effect.ts';
import { advanceFlow, startFlow } from './flow-steps.ts';
import { type Cause, type Decision, followedBy, type Mind, type TurnState, withPerson } from './mind.ts';

type Due = Extract<IncomingContent, { kind: 'due' }>['what'];

/** Something of ours fell due in the conversation: a flow's reminder, a survey, news of a complaint or an order. */
export async function reactToDue(mind: Mind, state: TurnState, cause: Cause, due: Due): Promise<Decision> {
  const nothing = async (now: TurnState): Promise<Decision> => ({ ...now, effects: [] });
  switch (due.kind) {
    case 'timer':
      return state.memory.flow === null
        ? nothing(state)
        : advanceFlow(mind, state, cause, state.memory.flow, { kind: 'timeout', key: due.key }, nothing);
    case 'survey': {
      // Never in the middle of something else; the sweep offers it again later.
      if (state.memory.flow !== null) return nothing(state);
      const words = mind.flows.library.flow(due.flow)?.definition.survey?.invite[state.locale];
      const taken: Pick<Decision, 'effects'> = {
        effects: [{ kind: 'take-invite', invite: due.invite }, ...(words === undefined ? [] : [say(words)])],
      };
      return followedBy(taken, await startFlow(mind, state, cause, { flow: due.flow, id: due.invite }));
    }
    case 'complaint-news': {
      const told = { effects: [{ kind: 'news-told' as const, event: due.event }] };
      return followedBy(told, complaintNews(mind, state, due));
    }
    case 'order-news': {
      const told = { effects: [{ kind: 'order-news-told' as const, request: due.request }] };
      return followedBy(told, orderNews(mind, state, due));
    }
    default:
      return due satisfies never;
  }
}

/** Every change of a complaint is told; a proposed resolution with the way to accept or refuse it. */
function complaintNews({ words }: Mind, state: TurnState, news: Extract<Due, { kind: 'complaint-news' }>): Decision {
  const { locale } = state;
  const sentence = words.say(locale, `complaint-${news.change}`, {
    number: news.number,
    detail: typedText(news.detail),
  });
  if (news.change !== 'resolved') return { ...state, effects: [say(sentence)] };
  const choices = [
    { id: choiceId({ kind: 'flow', flow: 'complaint-status' }), label: words.say(locale, 'judgeResolution') },
  ];
  return { ...state, effects: [{ kind: 'say', reply: { kind: 'choices', prompt: sentence, choices } }] };
}

/** Who asked for something hears that it was done, or that it could not be done and who can still help. */
function orderNews({ words }: Mind, state: TurnState, news: Extract<Due, { kind: 'order-news' }>): Decision {
  const { locale } = state;
  const sentence = words.say(locale, `order-${news.wish}-${news.outcome}`, { number: news.order });
  const prompt = news.detail === '' ? sentence : `${sentence}\n\n${typedText(news.detail)}`;
  return { ...state, effects: [news.outcome === 'done' ? say(prompt) : withPerson({ words }, locale, prompt)] };
}
