import { visitCourse } from './course-features.ts';
import type { FeatureFamily } from './feature-family.ts';
import { gramsOf, tokensOf } from './grams.ts';
import { hashText, mixHash } from './hash.ts';
import type { Signals } from './signals.ts';

/** Gets each feature of a turn: its name as a number, its value, its family, and for words the tokens it covers. */
export type FeatureVisitor = (name: number, value: number, family: FeatureFamily, from: number, to: number) => void;

/**
 * How much a text and a trait weigh before fitting, chosen by cross-validation (docs/models/frustration.md). What is
 * scaled down is held closer to zero by the regularisation.
 */
const WORDS_OPENING = 2;
const WORDS_IN_TALK = 0.7;
const TRAIT = 0.1;

/**
 * How a message is read: with the talk before it, or alone, as if nothing had been said. A first message is alone; what
 * is said later is read both ways, because open anger is anger wherever it is said.
 */
export type Reading = 'in talk' | 'alone';

export function readingOf({ course }: Signals): Reading {
  return course.earlier + course.answers > 0 ? 'in talk' : 'alone';
}

/** Walks the features of a turn, the same in training and in the chat. Returns the tokens of its text. */
export function visitFeatures(signals: Signals, reading: Reading, visit: FeatureVisitor): readonly string[] {
  const { language, text } = signals;
  const inTalk = reading === 'in talk';
  const scope = `${language}/${inTalk ? 'talk' : 'opening'}`;
  const tokens = tokensOf(text, language);
  const grams = gramsOf(tokens, language, !inTalk);
  const value = (inTalk ? WORDS_IN_TALK : WORDS_OPENING) / Math.sqrt(Math.max(1, grams.length));
  // Each phrase has a weight that holds everywhere and one of its own for this place, so that what tweets and reviews
  // teach about anger serves the chat too, and what "no" means in a chat stays there.
  const everywhere = hashText(language, 1);
  const here = hashText(scope, 2);
  for (const gram of grams) {
    visit(mixHash(gram.name, everywhere), value, 'words', gram.from, gram.to);
    visit(mixHash(gram.name, here), value, 'words', gram.from, gram.to);
  }
  const traitScope = hashText(scope, 4);
  visit(mixHash(traitScope, 0), 1, 'context', 0, 0);
  visitCourse(signals, inTalk, (trait, amount, family) => {
    visit(mixHash(hashText(trait, 5), traitScope), amount * TRAIT, family, 0, 0);
  });
  return tokens;
}
