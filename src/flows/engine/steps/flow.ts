import * as z from 'zod';
import { compileTemplate, type Template, templateValue } from '../template.ts';
import type { Outcome, Walk } from '../walk-state.ts';
import { FlowId, SlotId, StepId } from '../words.ts';

/** Runs another flow, with what is already known, and goes on when that has ended. */
export const FlowStep = z.strictObject({
  id: StepId,
  kind: z.literal('flow'),
  flow: FlowId,
  with: z
    .record(SlotId, z.string())
    .default({})
    .describe('Slots of the other flow; {slot} stands for a value of this one'),
  next: StepId.optional(),
});
export type FlowStep = z.infer<typeof FlowStep>;

export interface CompiledFlowStep {
  kind: 'flow';
  id: string;
  flow: string;
  slots: readonly (readonly [string, Template])[];
  next: string;
}

export function compileFlowStep(step: FlowStep, next: string): CompiledFlowStep {
  const slots = Object.entries(step.with).map(([name, text]) => [name, compileTemplate(text)] as const);
  return { kind: 'flow', id: step.id, flow: step.flow, slots, next };
}

export function runFlowStep(step: CompiledFlowStep, walk: Walk): Outcome {
  const { run } = walk;
  const scope = walk.scope();
  const filters = { ...walk.filters(), markdown: false };
  const known = step.slots
    .map(([name, template]) => [name, templateValue(template, scope, filters)] as const)
    .filter(([, value]) => value !== null && value !== '');
  run.count += 1;
  run.state = { kind: 'nested' };
  walk.effects.push({
    kind: 'start-flow',
    key: `${run.id}:${step.id}:${run.count}`,
    flow: step.flow,
    slots: Object.fromEntries(known),
  });
  return { kind: 'wait' };
}
