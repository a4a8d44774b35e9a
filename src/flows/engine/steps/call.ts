import * as z from 'zod';
import { compileTemplate, type Template, templateValue } from '../template.ts';
import type { Outcome, Walk } from '../walk-state.ts';
import { StepId } from '../words.ts';

/** Asks a named port and goes where its outcome points. `unavailable` (it failed or took too long) must be handled. */
export const CallStep = z.strictObject({
  id: StepId,
  kind: z.literal('call'),
  port: z.string().regex(/^[a-z]+\.[a-z_]+$/, 'a port such as orders.find'),
  with: z.record(z.string(), z.string()).default({}).describe('Input of the port; {slot} stands for a value'),
  save: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/)
    .optional()
    .describe('Name under which the result is known afterwards'),
  on: z.record(z.string(), StepId).describe('Where each outcome goes'),
});
export type CallStep = z.infer<typeof CallStep>;

export interface CompiledCall {
  kind: 'call';
  id: string;
  port: string;
  /** A write happens once per run, whatever the customer does. */
  write: boolean;
  input: readonly (readonly [string, Template])[];
  save: string | null;
  on: Readonly<Record<string, string>>;
}

export function compileCall(step: CallStep, write: boolean): CompiledCall {
  const input = Object.entries(step.with).map(([name, text]) => [name, compileTemplate(text)] as const);
  return { kind: 'call', id: step.id, port: step.port, write, input, save: step.save ?? null, on: step.on };
}

export function runCall(step: CompiledCall, walk: Walk): Outcome {
  const { run } = walk;
  const before = step.write ? run.done.find((each) => each.startsWith(`${step.id}=`)) : undefined;
  if (before !== undefined) return goOn(step, before.slice(step.id.length + 1));
  if (!step.write) run.count += 1;
  const key = step.write ? `${run.id}:${step.id}` : `${run.id}:${step.id}:${run.count}`;
  run.state = { kind: 'calling', key };
  walk.effects.push(callEffect(step, walk, key));
  return { kind: 'wait' };
}

/** The effect alone, for asking again after a crash between the call and its result. */
export function callEffect(
  step: CompiledCall,
  walk: Walk,
  key: string,
): Extract<Walk['effects'][number], { kind: 'call' }> {
  const scope = walk.scope();
  const filters = walk.filters();
  const input = Object.fromEntries(
    step.input.map(([name, template]) => [name, templateValue(template, scope, filters)]),
  );
  return { kind: 'call', key, port: step.port, input };
}

/** Takes the outcome in. After a write the way back is closed: what was done is not undone by correcting a slot. */
export function finishCall(
  step: CompiledCall,
  walk: Walk,
  outcome: string,
  data: Walk['run']['data'][string] | undefined,
): Outcome {
  const { run } = walk;
  if (step.save !== null && data !== undefined) run.data = { ...run.data, [step.save]: data };
  // A write that failed has not happened: its key may be used again.
  if (step.write && outcome !== 'unavailable') {
    run.done = [...run.done, `${step.id}=${outcome}`];
    run.trail = [];
  }
  return goOn(step, outcome);
}

function goOn(step: CompiledCall, outcome: string): Outcome {
  const next = step.on[outcome] ?? step.on['unavailable'];
  return next === undefined ? { kind: 'handoff', reason: 'failed', skill: null } : { kind: 'go', step: next };
}
