import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Json } from '../slots/heard.ts';
import { compileTemplate, namesOf, type Template, templateValue } from '../template.ts';
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
  effect: PortEffect;
  input: readonly (readonly [string, Template])[];
  /** Slots that the input names. */
  uses: readonly string[];
  save: string | null;
  on: Readonly<Record<string, string>>;
}

/** What calling a port does to the world. A `put` replaces what an earlier one put, so it leaves the way back open. */
export type PortEffect = 'read' | 'put' | 'write';

export function compileCall(step: CallStep, effect: PortEffect): CompiledCall {
  const input = Object.entries(step.with).map(([name, text]) => [name, compileTemplate(text)] as const);
  const uses = input.flatMap(([, template]) => namesOf(template));
  return { kind: 'call', id: step.id, port: step.port, effect, input, uses, save: step.save ?? null, on: step.on };
}

/** A change is made once per run and input: coming by again with the same words gives the outcome of the first time. */
export function runCall(step: CompiledCall, walk: Walk): Outcome {
  const { run } = walk;
  run.volunteered = run.volunteered.filter((name) => !step.uses.includes(name));
  const input = inputOf(step, walk);
  const mark = `${step.id}#${fingerprint(input)}`;
  const before = step.effect === 'read' ? undefined : run.done.find((each) => each.startsWith(`${mark}=`));
  if (before !== undefined) return goOn(step, before.slice(mark.length + 1));
  if (step.effect === 'read') run.count += 1;
  const key = step.effect === 'read' ? `${run.id}:${step.id}:${run.count}` : `${run.id}:${mark}`;
  run.state = { kind: 'calling', key };
  walk.effects.push({ kind: 'call', key, port: step.port, input });
  return { kind: 'wait' };
}

/** The same call once more, for a process that died before its result came. */
export function repeatCall(step: CompiledCall, walk: Walk, key: string): void {
  walk.effects.push({ kind: 'call', key, port: step.port, input: inputOf(step, walk) });
}

/** Takes the outcome in. After a write the way back is closed: what was done is not undone by correcting a slot. */
export function finishCall(step: CompiledCall, walk: Walk, outcome: string, data: Json | undefined): Outcome {
  const { run } = walk;
  // A change that failed has not happened: its key may be used again. Marked before the result is saved, because the
  // input may name it.
  if (step.effect !== 'read' && outcome !== 'unavailable') {
    run.done = [...run.done, `${step.id}#${fingerprint(inputOf(step, walk))}=${outcome}`];
    if (step.effect === 'write') run.trail = [];
  }
  if (step.save !== null && data !== undefined) run.data = { ...run.data, [step.save]: data };
  return goOn(step, outcome);
}

function inputOf(step: CompiledCall, walk: Walk): Record<string, Json> {
  const scope = walk.scope();
  const filters = { ...walk.filters(), markdown: false };
  return Object.fromEntries(step.input.map(([name, template]) => [name, templateValue(template, scope, filters)]));
}

function fingerprint(input: Readonly<Record<string, Json>>): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64url').slice(0, 12);
}

function goOn(step: CompiledCall, outcome: string): Outcome {
  const next = step.on[outcome] ?? step.on['unavailable'];
  return next === undefined ? { kind: 'handoff', reason: 'failed', skill: null } : { kind: 'go', step: next };
}
