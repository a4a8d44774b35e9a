import { holds } from './condition.ts';
import { type HandoffReason, sayChoices, sayText } from './effect.ts';
import { FALL_OFF, type Flow } from './flow.ts';
import { button, questionOf, say } from './question.ts';
import type { CompiledAsk } from './steps/ask.ts';
import { runBranch } from './steps/branch.ts';
import { runCall } from './steps/call.ts';
import { runDo } from './steps/do.ts';
import { runEnd } from './steps/end.ts';
import { runFlowStep } from './steps/flow.ts';
import { runHandoff } from './steps/handoff.ts';
import { runSay } from './steps/say.ts';
import type { Outcome, Walk } from './walk-state.ts';

/** What became of the run: it waits, it is over (and the flow below goes on), or the whole stack has ended. */
export type Ended = { kind: 'waiting' } | { kind: 'over' } | { kind: 'emptied' };

/** More steps than this between two waits means that the flow runs in a circle; the linter refuses such flows. */
const MOST_STEPS = 100;

/** Runs steps from `start` until something has to be waited for. */
export function walkFrom(flow: Flow, walk: Walk, start: string): Ended {
  let current = start;
  for (let count = 0; count < MOST_STEPS; count += 1) {
    if (current === FALL_OFF) return finish(walk, 'done');
    const step = flow.steps.get(current);
    if (step === undefined) return handOff(flow, walk, 'version', null);
    walk.run.step = current;
    const outcome = runStep(flow, walk, step);
    switch (outcome.kind) {
      case 'go':
        current = outcome.step;
        break;
      case 'wait':
        return { kind: 'waiting' };
      case 'over':
        return finish(walk, outcome.outcome);
      case 'handoff':
        return handOff(flow, walk, outcome.reason, outcome.skill, true);
      default:
        return outcome satisfies never;
    }
  }
  return handOff(flow, walk, 'stuck', null);
}

function runStep(flow: Flow, walk: Walk, step: NonNullable<ReturnType<Flow['steps']['get']>>): Outcome {
  switch (step.kind) {
    case 'say':
      return runSay(step, walk);
    case 'ask':
      return runAsk(flow, walk, step);
    case 'branch':
      return runBranch(step, walk);
    case 'call':
      return runCall(step, walk);
    case 'do':
      return runDo(step, walk);
    case 'flow':
      return runFlowStep(step, walk);
    case 'handoff':
      return runHandoff(step, walk);
    case 'end':
      return runEnd(step, walk);
    default:
      return step satisfies never;
  }
}

/** Passes over what is known; else asks. A menu takes a volunteered answer once. */
function runAsk(flow: Flow, walk: Walk, step: CompiledAsk): Outcome {
  const { run } = walk;
  if (step.when !== null && !holds(step.when, walk.scope())) return { kind: 'go', step: step.next };
  const known = Object.hasOwn(run.slots, step.slot);
  const volunteered = run.volunteered.includes(step.slot);
  if (volunteered) run.volunteered = run.volunteered.filter((name) => name !== step.slot);
  if (known && (!step.again || volunteered)) return answered(step, walk);
  ask(flow, walk, step);
  return { kind: 'wait' };
}

/** Puts the step on the way back and goes on. */
export function answered(step: CompiledAsk, walk: Walk): Outcome {
  walk.run.misses = 0;
  walk.run.trail = [...walk.run.trail.filter((each) => each !== step.id), step.id];
  return { kind: 'go', step: step.next };
}

/** Asks a question for the first time, or anew after the way back. */
export function ask(flow: Flow, walk: Walk, step: CompiledAsk): void {
  walk.run.step = step.id;
  walk.run.state = { kind: 'asking' };
  walk.run.misses = 0;
  walk.run.count += 1;
  const question = questionOf(flow, step, walk);
  walk.effects.push(sayChoices(question.text, question.choices));
}

/** Asks the same question again behind a sentence such as "back to your order". */
export function askAgain(flow: Flow, walk: Walk, step: CompiledAsk, sentence: string): void {
  walk.run.state = { kind: 'asking' };
  const question = questionOf(flow, step, walk);
  const text = [sentence, question.text].filter((part) => part !== '').join('\n\n');
  walk.effects.push(sayChoices(text, question.choices));
}

/** After three misses: a person, another try, or leave it. */
export function offerPerson(flow: Flow, walk: Walk, step: CompiledAsk): void {
  walk.run.state = { kind: 'offered' };
  const choices = (['person', 'again', 'cancel'] as const).map((name) => button(flow, walk, step.id, name));
  walk.effects.push(sayChoices(say(flow, walk, 'offer_person'), choices));
}

/** Ends this run; the flow below it, if any, goes on. */
export function finish(walk: Walk, outcome: string): Ended {
  const { run } = walk;
  walk.effects.push({ kind: 'complete', key: `${run.id}:complete`, flow: run.flow, outcome, slots: run.slots });
  return { kind: 'over' };
}

/** Ends the whole stack: the person who takes over gets what this run knows. */
export function handOff(flow: Flow, walk: Walk, reason: HandoffReason, skill: string | null, silent = false): Ended {
  const { run } = walk;
  if (!silent) walk.effects.push(sayText(say(flow, walk, reason === 'version' ? 'version_changed' : 'handoff')));
  walk.effects.push({ kind: 'handoff', key: `${run.id}:handoff`, reason, skill, flow: run.flow, slots: run.slots });
  return endAll(walk, 'handoff');
}

/** Ends this run and all that wait below it. */
export function endAll(walk: Walk, outcome: string): Ended {
  finish(walk, outcome);
  for (let below = walk.run.parent; below !== null; below = below.parent) {
    walk.effects.push({ kind: 'complete', key: `${below.id}:complete`, flow: below.flow, outcome, slots: below.slots });
  }
  return { kind: 'emptied' };
}
