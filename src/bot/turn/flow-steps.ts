import type { FlowEvent, FlowRun, Moved } from '../../flows/index.ts';
import { classifySmallTalk } from '../../knowledge/index.ts';
import { answerSmallTalk } from './answer-small-talk.ts';
import { clarify } from './clarify.ts';
import type { Effect } from './effect.ts';
import { type Cause, type Decision, followedBy, type Mind, type TurnState } from './mind.ts';
import { offerAnswer } from './offer-answer.ts';

/** Begins a guided flow, over the one that the customer is in, if any. */
export async function startFlow(
  mind: Mind,
  state: TurnState,
  cause: Cause,
  start: { flow: string; text?: string; id?: string },
): Promise<Decision> {
  const moved = await mind.flows.start(
    {
      flow: start.flow,
      id: start.id ?? cause.id,
      locale: state.locale,
      over: state.memory.flow,
      ...(start.text === undefined ? {} : { text: start.text }),
    },
    cause.party,
  );
  return afterMove(state, moved);
}

/** Gives the flow that the customer is in what happened, and answers what was not meant for it. */
export async function advanceFlow(
  mind: Mind,
  state: TurnState,
  cause: Cause,
  run: FlowRun,
  event: FlowEvent,
  otherwise: (state: TurnState) => Promise<Decision>,
): Promise<Decision> {
  const moved = await mind.flows.advance(run, event, cause.party);
  const decision = afterMove(state, moved);
  if (moved.digression === null) return decision;
  return followedBy(decision, await digress(mind, decision, cause, moved.digression, otherwise));
}

/** Words of a question: who asks wants an answer, not the flow's question once more. */
const ASKED =
  /[?？]|[吗么嘛呢]|怎么|怎样|如何|多少|多久|(?<![前这那好过])几(?!天[前以之])[天点个]|哪|什么|能不能|可不可以|\b(?:how|what|when|where|why|which|who|can|could|do|does|is|are|will)\b/iu;

/** Something else in the middle of a flow: answered, and then the flow takes up where it was. */
async function digress(
  mind: Mind,
  state: TurnState,
  cause: Cause,
  { text, quiet }: { text: string; quiet: boolean },
  otherwise: (state: TurnState) => Promise<Decision>,
): Promise<Decision> {
  const smallTalk = classifySmallTalk(text);
  const { flow } = state.memory;
  // "嗯" or "ok" is meant for the question that is open; "any time" would close what is not finished.
  if (smallTalk === 'ack' && flow !== null && !quiet) {
    return afterMove(state, await mind.flows.advance(flow, { kind: 'acknowledged', text }, cause.party));
  }
  if (smallTalk !== null) {
    const said = answerSmallTalk(mind, state, smallTalk);
    // Who says goodbye is not asked one more question.
    return resumeFlow(mind, said, cause, quiet || smallTalk === 'goodbye');
  }
  const { locale, memory } = state;
  const cued = mind.flows.library.cued(text);
  if (cued !== null) return startFlow(mind, state, cause, { flow: cued, text });
  // Words that ask nothing are more likely about the flow's question than about the last answer: "it has a stain".
  const previous = quiet || ASKED.test(text) ? memory.previous : [];
  const audience = (await mind.audienceOf?.(cause.party.customer)) ?? [];
  const asker = cause.party.conversation;
  const answer = await mind.knowledge.ask({ text, locale, previous, audience, asker });
  if (answer.kind === 'route') return startFlow(mind, state, cause, { flow: answer.route, text });
  if (answer.kind === 'answer') return resumeFlow(mind, offerAnswer(mind, state, answer, text), cause, quiet);
  if (quiet || memory.flow === null) return otherwise(state);
  if (answer.kind === 'clarify' && ASKED.test(text)) return clarify(mind, state, text, answer.nearest);
  return afterMove(state, await mind.flows.advance(memory.flow, { kind: 'unanswered', text }, cause.party));
}

export async function resumeFlow(mind: Mind, decision: Decision, cause: Cause, quiet: boolean): Promise<Decision> {
  const run = decision.memory.flow;
  if (run === null || quiet) return decision;
  const moved = await mind.flows.advance(run, { kind: 'resumed', after: 'answer' }, cause.party);
  return followedBy(decision, afterMove(decision, moved));
}

function afterMove(state: TurnState, moved: Moved): Decision {
  const effects = moved.effects.map(
    (effect): Effect => (effect.kind === 'say' ? { kind: 'say', reply: effect.reply } : { kind: 'flow', effect }),
  );
  const spoken = moved.effects.findLast((effect) => effect.kind === 'language');
  const locale = spoken?.locale ?? moved.run?.locale ?? state.locale;
  return { locale, memory: { ...state.memory, flow: moved.run }, effects };
}
