import type { ActHistory } from './course.ts';
import type { FeatureFamily } from './feature-family.ts';
import type { Signals } from './signals.ts';

/** Gets each trait of the course: its name, its value, its family. */
type TraitVisitor = (trait: string, value: number, family: FeatureFamily) => void;

/** The steps in which amounts are told apart; a fitted weight per step needs no straight line. */
const STEPS = {
  earlier: [1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 25],
  likeness: [0.1, 0.2, 0.35, 0.5, 0.7, 0.9],
  echo: [0.05, 0.15, 0.3, 0.5],
  answerRepeat: [0.2, 0.4, 0.6, 0.8],
  relativeLength: [-2, -1, -0.3, 0.3, 1, 2],
  answersPerTurn: [0.3, 0.5, 0.7, 0.9],
  openingLength: [6, 12, 20, 40, 70, 100, 130],
  zh: { length: [2, 4, 6, 9, 13, 20, 35], answer: [1, 5, 10, 20, 40, 80], long: 5 },
  en: { length: [5, 12, 20, 30, 45, 60, 80, 110, 150], answer: [1, 20, 35, 50, 80, 120, 180], long: 15 },
} as const;

/** Walks the traits of a turn: where it stands, how it is written, what it answers, what it repeats. */
export function visitCourse(signals: Signals, inTalk: boolean, visit: TraitVisitor): void {
  visitManner(signals, visit);
  if (!inTalk) {
    visit(`length ${step(signals.course.length, STEPS.openingLength)}`, 5, 'length');
    return;
  }
  visitPlace(signals, visit);
  visitRepetition(signals, visit);
  visitActs(signals, visit);
}

function visitManner({ manner, language }: Signals, visit: TraitVisitor): void {
  visit(`exclamations ${Math.min(3, manner.exclamations)}`, 1, 'punctuation');
  visit(`questions ${Math.min(3, manner.questionMarks)}`, 1, 'punctuation');
  visit(`shouted ${Math.min(3, manner.shouted)}`, 1, 'punctuation');
  if (manner.pressed) visit('pressed', 1, 'punctuation');
  if (manner.ellipsis) visit('ellipsis', 1, 'punctuation');
  if (language === 'en') {
    visit(`starts lower ${manner.startsLower}`, 1, 'punctuation');
    visit(`ends punctuated ${manner.endsPunctuated}`, 1, 'punctuation');
  }
}

function visitPlace({ course, language }: Signals, visit: TraitVisitor): void {
  visit(`turn ${step(course.earlier, STEPS.earlier)}`, 1, 'position');
  visit('turn', Math.log1p(course.earlier) / 2, 'position');
  visit(`length ${step(course.length, STEPS[language].length)}`, 1, 'length');
  visit('length', Math.log1p(course.length) / 4, 'length');
  if (course.earlier > 0) {
    const relative = Math.log2((course.length + 3) / (course.meanLength + 3));
    visit(`relative length ${step(relative, STEPS.relativeLength)}`, 1, 'length');
  }
  visit(`answer length ${step(course.answerLength, STEPS[language].answer)}`, 1, 'answer');
  visit(`unanswered ${Math.min(5, course.unanswered)}`, 1, 'unanswered');
  visit(`answers in row ${Math.min(3, course.answersInRow)}`, 1, 'unanswered');
  visit(`answers per turn ${step(course.answers / (course.earlier + 1), STEPS.answersPerTurn)}`, 1, 'unanswered');
}

function visitRepetition({ course, language }: Signals, visit: TraitVisitor): void {
  const likeness = step(course.repeat, STEPS.likeness);
  visit(`repeat ${likeness}`, 1, 'repetition');
  visit(`repeats ${Math.min(3, course.repeats)}`, 1, 'repetition');
  if (course.length > STEPS[language].long) visit(`long repeat ${likeness}`, 1, 'repetition');
  visit(`echo ${step(course.echo, STEPS.echo)}`, 1, 'repetition');
  if (course.answers > 1) visit(`answer repeat ${step(course.answerRepeat, STEPS.answerRepeat)}`, 1, 'answer');
}

function visitActs({ course }: Signals, visit: TraitVisitor): void {
  const acts = orPlain(course.acts);
  const answers = course.answers === 0 ? ['none'] : orPlain(course.answerActs);
  for (const act of acts) visit(`does ${act}`, 1, 'reply');
  for (const answer of answers) visit(`after ${answer}`, 1, 'answer');
  for (const act of acts) for (const answer of answers) visit(`${answer} then ${act}`, 1, 'reply');
  for (const earlier of course.earlierActs) {
    visit(`before ${earlier}`, 1, 'reply');
    for (const act of acts) visit(`${earlier} before ${act}`, 1, 'reply');
  }
  for (const earlier of course.earlierAnswerActs) {
    visit(`answer before ${earlier}`, 1, 'answer');
    for (const answer of answers) visit(`answer ${earlier} before ${answer}`, 1, 'answer');
  }
  visit(`does all ${acts.join(' ')}`, 1, 'reply');
  visit(`after all ${answers.join(' ')}`, 1, 'answer');
  visitHistory('customer', course.customerHistory, visit);
  visitHistory('answers', course.answerHistory, visit);
}

function visitHistory(who: string, history: readonly ActHistory[], visit: TraitVisitor): void {
  for (const { act, recent, count, share } of history) {
    visit(`${who} recently ${act}`, recent / 2, 'history');
    visit(`${who} often ${act}`, Math.log1p(count) / 2, 'history');
    visit(`${who} mostly ${act}`, share, 'history');
  }
}

function orPlain(acts: readonly string[]): readonly string[] {
  return acts.length === 0 ? ['plain'] : acts;
}

/** The number of edges that the value has reached. */
function step(value: number, edges: readonly number[]): number {
  let reached = 0;
  for (const edge of edges) if (value >= edge) reached += 1;
  return reached;
}
