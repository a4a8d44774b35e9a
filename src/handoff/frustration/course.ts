import { answerActs, customerActs } from './acts.ts';
import type { MoodLanguage } from './language.ts';
import { overlap, pairsOf } from './overlap.ts';

/** One folded turn of the talk, oldest first. */
export interface FoldedTurn {
  role: 'user' | 'agent';
  text: string;
}

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
export function courseOf(turns: readonly FoldedTurn[], language: MoodLanguage): Course {
  const said = turns.filter(({ role }) => role === 'user').map(({ text }) => text);
  const answers = turns.filter(({ role }) => role === 'agent').map(({ text }) => text);
  const current = said.at(-1) ?? '';
  const answer = answers.at(-1) ?? '';
  const earlier = said.slice(0, -1);
  const pairs = pairsOf(current);
  const answerPairs = pairsOf(answer);
  const likeness = earlier.map((text) => overlap(pairs, pairsOf(text)));
  const unanswered = runLength(turns, turns.length - 1, 'user');
  const previous = said.at(-2);
  const previousAnswer = answers.at(-2);
  return {
    earlier: earlier.length,
    length: lengthOf(current),
    meanLength: earlier.reduce((sum, text) => sum + lengthOf(text), 0) / Math.max(1, earlier.length),
    answerLength: lengthOf(answer),
    repeat: Math.max(0, ...likeness),
    repeats: likeness.filter((value) => value > ALIKE).length,
    echo: overlap(pairs, answerPairs),
    answerRepeat: Math.max(0, ...answers.slice(0, -1).map((text) => overlap(answerPairs, pairsOf(text)))),
    unanswered,
    answersInRow: runLength(turns, turns.length - 1 - unanswered, 'agent'),
    answers: answers.length,
    acts: customerActs(current, language),
    answerActs: answerActs(answer, language),
    earlierActs: previous === undefined ? [] : customerActs(previous, language),
    earlierAnswerActs: previousAnswer === undefined ? [] : answerActs(previousAnswer, language),
    customerHistory: historyOf(said.map((text) => customerActs(text, language))),
    answerHistory: historyOf(answers.map((text) => answerActs(text, language))),
  };
}

/** Characters, not code units: a message of one emoji has length 1. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** How many turns in a row, ending at `from`, are of this role. */
function runLength(turns: readonly FoldedTurn[], from: number, role: FoldedTurn['role']): number {
  let length = 0;
  for (let at = from; at >= 0 && turns[at]?.role === role; at -= 1) length += 1;
  return length;
}

function historyOf(actsPerTurn: readonly string[][]): ActHistory[] {
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
