import type { Analysis } from './analyse.ts';
import { createJudge, type Judgement } from './confidence.ts';
import type { SelfKnowledge } from './confidence-features.ts';
import fitted from './confidence-weights.generated.json' with { type: 'json' };
import type { IdentifierIndex } from './identifier-index.ts';
import type { BaseShape, Ranked } from './ranking.ts';
import type { Evidence } from './signals.ts';

/** How likely the first and the first three of a ranking are right. */
export type Assess = (question: Analysis, evidence: Evidence, order: readonly Ranked[]) => Judgement;

/** An entry about another model than the one that was asked is at best a suggestion. */
const OTHER_IDENTIFIER = 0.5;

export function createAssess(shape: BaseShape, identifiers: IdentifierIndex, self: SelfKnowledge): Assess {
  const judge = createJudge(shape, self, fitted);
  return (question, evidence, order) => {
    const { first, three } = judge(evidence, order);
    const isOther = identifiers.isAboutAnother(order[0]?.candidate.entry ?? -1, question.identifiers);
    return { first: first * (isOther ? OTHER_IDENTIFIER : 1), three };
  };
}
