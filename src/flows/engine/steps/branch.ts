import * as z from 'zod';
import { Condition, holds } from '../condition.ts';
import type { Outcome, Walk } from '../walk-state.ts';
import { StepId } from '../words.ts';

/** Goes where the first condition that holds points, else `otherwise`. */
export const BranchStep = z.strictObject({
  id: StepId,
  kind: z.literal('branch'),
  cases: z.array(z.strictObject({ when: Condition, next: StepId })).min(1),
  otherwise: StepId,
});
export type BranchStep = z.infer<typeof BranchStep>;
export type CompiledBranch = BranchStep;

export function runBranch(step: CompiledBranch, walk: Walk): Outcome {
  const scope = walk.scope();
  const chosen = step.cases.find((each) => holds(each.when, scope));
  return { kind: 'go', step: chosen?.next ?? step.otherwise };
}
