import type { ChoiceId } from '../../core/index.ts';
import { answerQuestion } from './answer-question.ts';
import { type Pressed, pressedChoice } from './choices.ts';
import { type Effect, say } from './effect.ts';
import { resumeFlow, startFlow } from './flow-steps.ts';
import { type Cause, type Decision, type Mind, reply, type TurnState, withPerson } from './mind.ts';
import { slotsOf } from './mood.ts';
import { offerAnswer } from './offer-answer.ts';
import { subscriptionEffects } from './opt-out.ts';
import { reactToAlert } from './press-alert.ts';

/** A button of the bot's own was pressed, or its number was typed. */
export async function reactToPress(mind: Mind, state: TurnState, cause: Cause, id: ChoiceId): Promise<Decision> {
  const { words, knowledge } = mind;
  const { locale, memory } = state;
  const gone = () => reply(state, words.say(locale, 'gone'));
  const pressed = pressedChoice(id);
  if (pressed === null) return gone();
  switch (pressed.kind) {
    case 'entry': {
      const answer = knowledge.answerOf(pressed.entry, locale, (await mind.audienceOf?.(cause.party.customer)) ?? []);
      if (!answer) return gone();
      const asked = memory.clarifying ?? answer.sources[0]?.question ?? '';
      return resumeFlow(mind, offerAnswer(mind, state, answer, asked), cause, false);
    }
    case 'flow':
      return mind.flows.has(pressed.flow)
        ? startFlow(mind, { locale, memory: { ...memory, clarifying: null } }, cause, {
            flow: pressed.flow,
            text: memory.clarifying ?? '',
          })
        : gone();
    case 'none-of-these': {
      const gap: Effect[] =
        memory.clarifying === null
          ? []
          : [{ kind: 'gap', question: memory.clarifying, locale, confidence: 0, nearest: [] }];
      const effects = [...gap, withPerson(mind, locale, words.say(locale, 'none'))];
      return { locale, memory: { ...memory, clarifying: null }, effects };
    }
    case 'feedback':
      return judge(mind, state, pressed);
    case 'suggestion': {
      const question = words.suggestions(locale)[pressed.index];
      return question ? answerQuestion(mind, state, cause, question, { alone: true }) : gone();
    }
    case 'person':
      return startFlow(mind, state, cause, { flow: 'person' });
    case 'fast-lane': {
      const slots = slotsOf(memory.flow?.slots ?? {});
      const need = { kind: 'need-person', reasons: ['fast-lane'], skill: null, fastLane: true, slots } as const;
      return { locale, memory: { ...memory, flow: null }, effects: [{ ...need, intro: 'bringPersonFastLane' }] };
    }
    case 'leave-queue':
      return gone();
    case 'alert':
      return reactToAlert(mind, state, cause, pressed);
    case 'stop':
    case 'subscribe': {
      const wanted = pressed.kind === 'subscribe';
      const topics = pressed.kind === 'subscribe' || pressed.topic === 'care' ? ('care' as const) : [pressed.topic];
      const change = { wanted, topics, from: cause.party.address };
      return { ...state, effects: subscriptionEffects(mind, change, locale) };
    }
    case 'locale':
      return { memory, locale: pressed.locale, effects: [say(words.say(pressed.locale, 'languageNow'))] };
    default:
      return pressed satisfies never;
  }
}

function judge(mind: Mind, state: TurnState, pressed: Extract<Pressed, { kind: 'feedback' }>): Decision {
  const { locale, memory } = state;
  const { entry, helpful } = pressed;
  const question = memory.previous.findLast((turn) => turn.entry === entry)?.text ?? null;
  const thanks = mind.words.say(locale, helpful ? 'thanksForYes' : 'thanksForNo');
  return {
    ...state,
    effects: [
      { kind: 'feedback', entry, question, helpful, locale },
      helpful ? say(thanks) : withPerson(mind, locale, thanks),
    ],
  };
}
