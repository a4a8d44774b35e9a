import type { MoodLanguage } from './language.ts';
import { overlap } from './overlap.ts';
import type { ReadTurn } from './read-turn.ts';

/** How often something was done, with recent turns counting more, how often in all, and in which share of the turns. */
export interface ActHistory {
  act: string;
  recent: number;
  count: number;
  share: number;
}

/** The course of the talk up to a customer's message, as plain numbers and words that can be stored. */
export interface Course {
  /** Customer messages before this one. */
  earlier: number;
  /** Characters of this message, and the mean of the earlier ones. */
  length: number;
  meanLength: number;
  /** Characters of the last answer; 0 when there was none. */
  answerLength: number;
  /** Likeness (0..1) to the most similar earlier customer message, and how many were more alike than not. */
  repeat: number;
  repeats: number;
  /** Likeness of this message to the last answer, and of that answer to the most similar earlier answer. */
  echo: number;
  answerRepeat: number;
  /** Customer messages since the last answer, this one included; answers between it and the message before. */
  unanswered: number;
  answersInRow: number;
  answers: number;
  acts: string[];
  answerActs: string[];
  earlierActs: string[];
  earlierAnswerActs: string[];
  customerHistory: ActHistory[];
  answerHistory: ActHistory[];
}

/** A turn counts this much of the next one's weight in `recent`. */
const DECAY = 0.75;
/** From this likeness on, two messages ask the same. */
const ALIKE = 0.5;

/** Reads the course from the turns; the last one is the customer's message. Looks at nothing after it. */
export function courseOf(turns: readonly ReadTurn[], language: MoodLanguage): Course {
  const said = turns.filter(({ role }) => role === 'user');
  const answers = turns.filter(({ role }) => role === 'agent');
  const current = said.at(-1);
  const answer = answers.at(-1);
  const earlier = said.slice(0, -1);
  const likeness = earlier.map((turn) => likenessOf(current, turn));
  const unanswered = runLength(turns, turns.length - 1, 'user');
  return {
    earlier: earlier.length,
    length: current?.length ?? 0,
    meanLength: earlier.reduce((sum, { length }) => sum + length, 0) / Math.max(1, earlier.length),
    answerLength: answer?.length ?? 0,
    repeat: Math.max(0, ...likeness),
    repeats: likeness.filter((value) => value > ALIKE).length,
    echo: likenessOf(current, answer),
    answerRepeat: Math.max(0, ...answers.slice(0, -1).map((turn) => likenessOf(answer, turn))),
    unanswered,
    answersInRow: runLength(turns, turns.length - 1 - unanswered, 'agent'),
    answers: answers.length,
    acts: actsOf(current, language),
    answerActs: actsOf(answer, language),
    earlierActs: actsOf(said.at(-2), language),
    earlierAnswerActs: actsOf(answers.at(-2), language),
    customerHistory: historyOf(said.map((turn) => turn.acts(language))),
    answerHistory: historyOf(answers.map((turn) => turn.acts(language))),
  };
}

function likenessOf(one: ReadTurn | undefined, other: ReadTurn | undefined): number {
  return one && other ? overlap(one.pairs, other.pairs) : 0;
}

function actsOf(turn: ReadTurn | undefined, language: MoodLanguage): string[] {
  return turn ? [...turn.acts(language)] : [];
}

/** How many turns in a row, ending at `from`, are of this role. */
function runLength(turns: readonly ReadTurn[], from: number, role: ReadTurn['role']): number {
  let length = 0;
  for (let at = from; at >= 0 && turns[at]?.role === role; at -= 1) length += 1;
  return length;
}

function historyOf(actsPerTurn: readonly (readonly string[])[]): ActHistory[] {
  const found = new Map<string, ActHistory>();
  for (const [at, acts] of actsPerTurn.entries()) {
    for (const act of acts) {
      const entry = found.get(act) ?? { act, recent: 0, count: 0, share: 0 };
      entry.recent += DECAY ** (actsPerTurn.length - 1 - at);
      entry.count += 1;
      entry.share = entry.count / actsPerTurn.length;
      found.set(act, entry);
    }
  }
  return [...found.values()];
}
