import * as z from 'zod';
import { AskStep, type CompiledAsk, compileAsk } from './ask.ts';
import { BranchStep, type CompiledBranch } from './branch.ts';
import { CallStep, type CompiledCall, compileCall, type PortEffect } from './call.ts';
import { type CompiledDo, compileDo, DoStep } from './do.ts';
import { type CompiledEnd, compileEnd, EndStep } from './end.ts';
import { type CompiledFlowStep, compileFlowStep, FlowStep } from './flow.ts';
import { type CompiledHandoff, compileHandoff, HandoffStep } from './handoff.ts';
import { type CompiledSay, compileSay, SayStep } from './say.ts';

/** Every kind of step. A new kind is a file beside these, a line here, and a case in `walk.ts`. */
export const Step = z.discriminatedUnion('kind', [
  SayStep,
  AskStep,
  BranchStep,
  CallStep,
  DoStep,
  FlowStep,
  HandoffStep,
  EndStep,
]);
export type Step = z.infer<typeof Step>;

export type CompiledStep =
  | CompiledSay
  | CompiledAsk
  | CompiledBranch
  | CompiledCall
  | CompiledDo
  | CompiledFlowStep
  | CompiledHandoff
  | CompiledEnd;

export function compileStep(step: Step, next: string, effectOf: (port: string) => PortEffect): CompiledStep {
  switch (step.kind) {
    case 'say':
      return compileSay(step, next);
    case 'ask':
      return compileAsk(step, next);
    case 'branch':
      return step;
    case 'call':
      return compileCall(step, effectOf(step.port));
    case 'do':
      return compileDo(step, next);
    case 'flow':
      return compileFlowStep(step, next);
    case 'handoff':
      return compileHandoff(step);
    case 'end':
      return compileEnd(step);
    default:
      return step satisfies never;
  }
}

/** The written `next`; undefined means the step below, or that the kind has none. */
export function nextOf(step: Step): string | undefined {
  return 'next' in step ? step.next : undefined;
}

/** Where a step may lead, `below` being the step under it in the file. */
export function targetsOf(step: Step, below: string | null): { step: string; label: string }[] {
  const onward = nextOf(step) ?? below;
  switch (step.kind) {
    case 'branch':
      return [
        ...step.cases.map((each, index) => ({ step: each.next, label: `case ${index + 1}` })),
        { step: step.otherwise, label: 'otherwise' },
      ];
    case 'call':
      return Object.entries(step.on).map(([label, target]) => ({ step: target, label }));
    case 'handoff':
    case 'end':
      return [];
    case 'ask': {
      const instead = Object.entries(step.instead).map(([label, target]) => ({ step: target, label }));
      return onward === null ? instead : [{ step: onward, label: '' }, ...instead];
    }
    case 'say':
    case 'do':
    case 'flow':
      return onward === null ? [] : [{ step: onward, label: '' }];
    default:
      return step satisfies never;
  }
}
