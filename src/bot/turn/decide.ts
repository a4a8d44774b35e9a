import type { Choice, ChoiceId, IncomingContent } from '../../core/index.ts';
import { type FlowEvent, isFlowChoice, type Party } from '../../flows/index.ts';
import { classifySmallTalk, detectLocale, refuses, splitQuestions } from '../../knowledge/index.ts';
import type { Utterance } from '../burst.ts';
import { answerQuestion } from './answer-question.ts';
import { answerSmallTalk } from './answer-small-talk.ts';
import { pressedChoice, typedChoice } from './choices.ts';
import { type Command, parseCommand } from './command.ts';
import { reactToDue } from './due.ts';
import { say } from './effect.ts';
import { advanceFlow, startFlow } from './flow-steps.ts';
import {
  type Cause,
  causeOf,
  type Decision,
  followedBy,
  type Mind,
  offeredBy,
  reply,
  type TurnState,
  withPerson,
} from './mind.ts';
import { reactToPress } from './press.ts';
import { welcome } from './welcome.ts';

/** Decides what one turn says and remembers. Reads the knowledge base and the ports of flows; sends nothing. */
export async function decide(
  mind: Mind,
  before: TurnState,
  party: Party,
  utterances: readonly Utterance[],
): Promise<Decision> {
  let decision: Decision = { ...before, effects: [] };
  for (const { content, parts } of utterances) {
    const cause = causeOf(party, parts[0]?.key ?? '');
    const { locale, memory } = decision;
    decision = followedBy(decision, await react(mind, { locale, memory }, cause, content));
  }
  const offered = offeredBy(decision.effects) ?? decision.memory.offered;
  return { ...decision, memory: { ...decision.memory, offered } };
}

async function react(mind: Mind, state: TurnState, cause: Cause, content: IncomingContent): Promise<Decision> {
  switch (content.kind) {
    case 'text':
      return reactToText(mind, state, cause, content.text);
    case 'choice':
      return reactToChoice(mind, state, cause, content.id);
    case 'media':
      return reactToMedia(mind, state, cause, content);
    case 'due':
      return reactToDue(mind, state, cause, content.what);
    case 'unsupported':
      return reply(state, mind.words.say(state.locale, 'unsupported'));
    case 'presence':
      if (content.event === 'joined' && !state.memory.welcomed) return welcome(mind, state);
      return { ...state, effects: content.event === 'blocked' ? [{ kind: 'unreachable' }] : [] };
    case 'moved':
    case 'platform':
      return { ...state, effects: [] };
    default:
      return content satisfies never;
  }
}

async function reactToText(mind: Mind, before: TurnState, cause: Cause, text: string): Promise<Decision> {
  const command = parseCommand(text);
  if (command) return obey(mind, before, cause, command);
  const spoken = detectLocale(text);
  const state = { ...before, locale: spoken ?? before.locale };
  const { flow, clarifying, offered } = state.memory;
  if (flow === null) return talk(mind, state, cause, text);
  // A clarification is the last thing that was asked, even in the middle of a flow.
  const picked = typedChoice(text, offered);
  if (picked && !isFlowChoice(picked.id) && (clarifying !== null || isBeside(picked, offered)))
    return reactToPress(mind, state, cause, picked.id);
  const event: FlowEvent = { kind: 'message', text, ...(spoken === null ? {} : { locale: spoken }) };
  return advanceFlow(mind, state, cause, flow, event, (now) => talk(mind, now, cause, text));
}

/** An offer behind a question's own options was meant; on a scale a number is a mark and nothing else. */
function isBeside(picked: Choice, offered: readonly Choice[]): boolean {
  const kind = pressedChoice(picked.id)?.kind;
  return (kind === 'person' || kind === 'fast-lane') && !offered.some(({ label }) => /^\d+$/.test(label));
}

/** Words to the bot itself, outside of every flow. */
async function talk(mind: Mind, state: TurnState, cause: Cause, text: string): Promise<Decision> {
  const typed = typedChoice(text, state.memory.offered);
  if (typed && !isFlowChoice(typed.id)) return reactToPress(mind, state, cause, typed.id);
  const smallTalk = classifySmallTalk(text);
  if (smallTalk !== null) return answerSmallTalk(mind, state, smallTalk);
  // Refused once more: to search for it would find what was refused.
  if (refuses(text))
    return { ...state, effects: [withPerson(mind, state.locale, mind.words.say(state.locale, 'unclear'))] };
  const questions = splitQuestions(text);
  const wanted = questions.length > 0 ? questions : [text];
  let decision: Decision = { ...state, effects: [] };
  for (const question of wanted) {
    const { locale, memory } = decision;
    const next = await answerQuestion(mind, { locale, memory }, cause, question, { alone: wanted.length === 1 });
    decision = followedBy(decision, next);
  }
  return decision;
}

async function reactToChoice(mind: Mind, state: TurnState, cause: Cause, id: ChoiceId): Promise<Decision> {
  if (!isFlowChoice(id)) return reactToPress(mind, state, cause, id);
  const gone = (now: TurnState) => Promise.resolve(reply(now, mind.words.say(now.locale, 'gone')));
  const run = state.memory.flow;
  return run === null ? gone(state) : advanceFlow(mind, state, cause, run, { kind: 'choice', id }, gone);
}

async function reactToMedia(
  mind: Mind,
  state: TurnState,
  cause: Cause,
  { media }: Extract<IncomingContent, { kind: 'media' }>,
): Promise<Decision> {
  const { caption } = media;
  const outside = (now: TurnState) =>
    caption === undefined
      ? Promise.resolve(reply(now, mind.words.say(now.locale, 'media')))
      : talk(mind, now, cause, caption);
  const run = state.memory.flow;
  return run === null ? outside(state) : advanceFlow(mind, state, cause, run, { kind: 'media', media }, outside);
}

function obey(mind: Mind, state: TurnState, cause: Cause, command: Command): Decision | Promise<Decision> {
  switch (command.kind) {
    case 'start':
      return welcome(mind, { ...state, memory: { ...state.memory, flow: null } });
    case 'help':
      return reply(state, mind.words.say(state.locale, 'help'));
    case 'person':
      return startFlow(mind, state, cause, { flow: 'person' });
    case 'language': {
      const wanted = /^(zh|中)/.test(command.to) ? 'zh-CN' : /^(en|英)/.test(command.to) ? 'en' : null;
      const locale = wanted ?? (state.locale === 'en' ? 'zh-CN' : 'en');
      return { ...state, locale, effects: [say(mind.words.say(locale, 'languageNow'))] };
    }
    default:
      return command satisfies never;
  }
}
