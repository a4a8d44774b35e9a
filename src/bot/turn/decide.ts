import type { Choice, IncomingContent } from '../../core/index.ts';
import { classifySmallTalk, detectLocale, splitQuestions } from '../../knowledge/index.ts';
import type { Utterance } from '../burst.ts';
import { answerQuestion, offerAnswer } from './answer.ts';
import { choiceId, type Pressed, pressedChoice, typedChoice } from './choices.ts';
import { type Command, parseCommand } from './command.ts';
import { type Effect, say } from './effect.ts';
import { type Decision, type Mind, reply, type TurnState, withPerson } from './mind.ts';

/** Decides what one turn says and remembers. Reads the knowledge base; writes and sends nothing. */
export async function decide(mind: Mind, before: TurnState, utterances: readonly Utterance[]): Promise<Decision> {
  let state = before;
  const effects: Effect[] = [];
  for (const { content } of utterances) {
    const decision = await react(mind, state, content);
    state = { locale: decision.locale, memory: decision.memory };
    effects.push(...decision.effects);
  }
  return { ...state, memory: { ...state.memory, offered: offeredBy(effects) ?? state.memory.offered }, effects };
}

async function react(mind: Mind, state: TurnState, content: IncomingContent): Promise<Decision> {
  switch (content.kind) {
    case 'text':
      return reactToText(mind, state, content.text);
    case 'choice':
      return reactToChoice(mind, state, pressedChoice(content.id));
    case 'media':
      return content.media.caption
        ? reactToText(mind, state, content.media.caption)
        : reply(state, mind.words.say(state.locale, 'media'));
    case 'unsupported':
      return reply(state, mind.words.say(state.locale, 'unsupported'));
    case 'presence':
      if (content.event === 'joined' && !state.memory.welcomed) return welcome(mind, state);
      return { ...state, effects: content.event === 'blocked' ? [{ kind: 'unreachable' }] : [] };
    case 'moved':
      return { ...state, effects: [] };
    default:
      return content satisfies never;
  }
}

async function reactToText(mind: Mind, before: TurnState, text: string): Promise<Decision> {
  const command = parseCommand(text);
  if (command) return obey(mind, before, command);
  const typed = typedChoice(text, before.memory.offered);
  if (typed) return reactToChoice(mind, before, pressedChoice(typed.id));
  const state = { ...before, locale: detectLocale(text) ?? before.locale };
  const smallTalk = classifySmallTalk(text);
  if (smallTalk !== null) return reply(state, mind.words.say(state.locale, smallTalk));
  const questions = splitQuestions(text);
  return askAll(mind, state, questions.length > 0 ? questions : [text]);
}

async function askAll(mind: Mind, before: TurnState, questions: readonly string[]): Promise<Decision> {
  let state = before;
  const effects: Effect[] = [];
  for (const question of questions) {
    const decision = await answerQuestion(mind, state, question, { alone: questions.length === 1 });
    state = { locale: decision.locale, memory: decision.memory };
    effects.push(...decision.effects);
  }
  return { ...state, effects };
}

function obey({ words }: Mind, state: TurnState, command: Command): Decision | Promise<Decision> {
  switch (command.kind) {
    case 'start':
      return welcome({ words }, state);
    case 'help':
      return reply(state, words.say(state.locale, 'help'));
    case 'person':
      return reply(state, words.say(state.locale, 'person'));
    case 'language': {
      const wanted = /^(zh|中)/.test(command.to) ? 'zh-CN' : /^(en|英)/.test(command.to) ? 'en' : null;
      const locale = wanted ?? (state.locale === 'en' ? 'zh-CN' : 'en');
      return reply({ ...state, locale }, words.say(locale, 'languageNow'));
    }
    default:
      return command satisfies never;
  }
}

async function reactToChoice(mind: Mind, state: TurnState, pressed: Pressed | null): Promise<Decision> {
  const { words, knowledge } = mind;
  if (pressed === null) return reply(state, words.say(state.locale, 'gone'));
  switch (pressed.kind) {
    case 'entry': {
      const answer = knowledge.answerOf(pressed.entry, state.locale);
      if (!answer) return reply(state, words.say(state.locale, 'gone'));
      return offerAnswer(mind, state, answer, state.memory.clarifying ?? answer.sources[0]?.question ?? '');
    }
    case 'none-of-these': {
      const question = state.memory.clarifying;
      const memory = { ...state.memory, clarifying: null };
      const gap: Effect[] =
        question === null ? [] : [{ kind: 'gap', question, locale: state.locale, confidence: 0, nearest: [] }];
      return { ...state, memory, effects: [...gap, withPerson(mind, state.locale, words.say(state.locale, 'none'))] };
    }
    case 'feedback': {
      const asked = state.memory.previous.findLast((turn) => turn.entry === pressed.entry)?.text ?? null;
      const { entry, helpful } = pressed;
      const noted: Effect = { kind: 'feedback', entry, question: asked, helpful, locale: state.locale };
      const thanks = words.say(state.locale, helpful ? 'thanksForYes' : 'thanksForNo');
      return { ...state, effects: [noted, helpful ? say(thanks) : withPerson(mind, state.locale, thanks)] };
    }
    case 'suggestion': {
      const question = words.suggestions(state.locale)[pressed.index];
      return question ? askAll(mind, state, [question]) : reply(state, words.say(state.locale, 'gone'));
    }
    case 'person':
      return reply(state, words.say(state.locale, 'person'));
    case 'locale':
      return reply({ ...state, locale: pressed.locale }, words.say(pressed.locale, 'languageNow'));
    default:
      return pressed satisfies never;
  }
}

function welcome({ words }: Pick<Mind, 'words'>, state: TurnState): Decision {
  const prompt = words.say(state.locale, 'welcome');
  const choices = words
    .suggestions(state.locale)
    .map((label, index) => ({ id: choiceId({ kind: 'suggestion', index }), label }));
  const greeting: Effect =
    choices.length > 0 ? { kind: 'say', reply: { kind: 'choices', prompt, choices } } : say(prompt);
  return { ...state, memory: { ...state.memory, welcomed: true }, effects: [greeting] };
}

/** The choices that are now on the customer's screen: those of the last reply that offered any. */
function offeredBy(effects: readonly Effect[]): Choice[] | null {
  const replies = effects.flatMap((effect) => (effect.kind === 'say' ? [effect.reply] : []));
  if (replies.length === 0) return null;
  const last = replies.findLast((said) => said.kind === 'choices');
  return last ? last.choices : [];
}
