import type { Effect } from './effect.ts';
import { sayChoices } from './effect.ts';
import type { FlowEvent } from './event.ts';
import type { Flow } from './flow.ts';
import { hearAcknowledgement, hearMedia, hearOpening, hearPress, hearText } from './hearing.ts';
import { button, pressOf, questionOf, say } from './question.ts';
import type { FlowRun } from './run.ts';
import { hear } from './slots/heard.ts';
import type { CompiledAsk } from './steps/ask.ts';
import { finishCall, repeatCall } from './steps/call.ts';
import { askAgain, type Ended, endAll, handOff, walkFrom } from './walk.ts';
import { startWalk, type Walk } from './walk-state.ts';

const WAITING: Ended = { kind: 'waiting' };

/**
 * What an event does to a run. Pure: the same flow, run, event and moment give the same result, keys included.
 * Gives the run as it then waits (the parent, not yet resumed, when a nested one ended; null when nothing is left) and
 * what the turn has to do. `flow` must be the version that the run began with; see `resolveVersion`.
 */
export function advance(
  flow: Flow,
  run: FlowRun,
  event: FlowEvent,
  now: Temporal.Instant,
): { run: FlowRun | null; effects: readonly Effect[] } {
  const walk = startWalk(flow, run, now);
  const ended = react(flow, walk, event);
  switch (ended.kind) {
    case 'waiting':
      settleTimer(flow, walk, run, event);
      return { run: walk.run, effects: walk.effects };
    case 'over':
      if (run.timer) walk.effects.push({ kind: 'cancel-timer', key: run.timer.key });
      return { run: run.parent && { ...run.parent, locale: walk.run.locale }, effects: walk.effects };
    case 'emptied':
      if (run.timer) walk.effects.push({ kind: 'cancel-timer', key: run.timer.key });
      return { run: null, effects: walk.effects };
    default:
      return ended satisfies never;
  }
}

function react(flow: Flow, walk: Walk, event: FlowEvent): Ended {
  const { run } = walk;
  if (run.state.kind === 'new') return event.kind === 'start' ? begin(flow, walk, event) : WAITING;
  if (event.kind === 'start') return WAITING;
  if (event.kind === 'called') return calledBack(flow, walk, event);
  if (run.state.kind === 'calling') return callAgain(flow, walk, run.state.key);
  if (run.state.kind === 'nested') return event.kind === 'resumed' ? afterNested(flow, walk) : WAITING;
  if (event.kind === 'timeout') return fallSilent(flow, walk, event.key);
  const step = flow.steps.get(run.step);
  if (step?.kind !== 'ask') return handOff(flow, walk, 'version', null);
  if (event.kind === 'resumed') return resume(flow, walk, step, event.after);
  run.reminded = false;
  switch (event.kind) {
    case 'message':
      if (event.locale) run.locale = event.locale;
      return hearText(flow, walk, step, event.text, false);
    case 'unanswered':
      return hearText(flow, walk, step, event.text, true);
    case 'acknowledged':
      return hearAcknowledgement(flow, walk, step, event.text);
    case 'choice':
      return hearPress(flow, walk, step, pressOf(event.id, run.id));
    case 'media':
      return hearMedia(flow, walk, step, event.media);
    default:
      return event satisfies never;
  }
}

function begin(flow: Flow, walk: Walk, event: Extract<FlowEvent, { kind: 'start' }>): Ended {
  const { run } = walk;
  const given = Object.entries(event.slots ?? {}).filter(([name]) => flow.slots.has(name));
  run.slots = Object.fromEntries(given);
  run.volunteered = given.map(([name]) => name);
  if (event.text !== undefined) {
    const heard = hear(event.text, run.locale, walk.now.toZonedDateTimeISO(flow.timeZone).toPlainDate());
    hearOpening(flow, walk, heard);
  }
  return walkFrom(flow, walk, flow.firstStep);
}

/** A result that was not waited for (a late one, a repeated one) changes nothing. */
function calledBack(flow: Flow, walk: Walk, event: Extract<FlowEvent, { kind: 'called' }>): Ended {
  const { run } = walk;
  if (run.state.kind !== 'calling' || run.state.key !== event.key) return WAITING;
  const step = flow.steps.get(run.step);
  if (step?.kind !== 'call') return handOff(flow, walk, 'version', null);
  const next = finishCall(step, walk, event.outcome, event.data);
  return next.kind === 'go' ? walkFrom(flow, walk, next.step) : handOff(flow, walk, 'failed', null);
}

/** The process died between a call and its result: the call is made once more, under the same key. */
function callAgain(flow: Flow, walk: Walk, key: string): Ended {
  const step = flow.steps.get(walk.run.step);
  if (step?.kind !== 'call') return handOff(flow, walk, 'version', null);
  repeatCall(step, walk, key);
  return WAITING;
}

function afterNested(flow: Flow, walk: Walk): Ended {
  const step = flow.steps.get(walk.run.step);
  if (step?.kind !== 'flow') return handOff(flow, walk, 'version', null);
  return walkFrom(flow, walk, step.next);
}

/** One sentence, and the question again. A paused run stays quiet after an answer that had nothing to do with it. */
function resume(flow: Flow, walk: Walk, step: CompiledAsk, after: 'answer' | 'flow' | 'agent'): Ended {
  if (walk.run.state.kind === 'paused' && after === 'answer') return WAITING;
  askAgain(flow, walk, step, say(flow, walk, 'resumed', { title: flow.title[walk.run.locale] }));
  return WAITING;
}

/** First a reminder, then a pause, then the end. A timer that was replaced says nothing. */
function fallSilent(flow: Flow, walk: Walk, key: string): Ended {
  const { run } = walk;
  const timer = run.timer;
  if (timer === null || timer.key !== key) return WAITING;
  const step = flow.steps.get(run.step);
  if (step?.kind !== 'ask') return handOff(flow, walk, 'version', null);
  const title = { title: flow.title[run.locale] };
  switch (timer.what) {
    case 'remind': {
      run.reminded = true;
      const question = questionOf(flow, step, walk);
      walk.effects.push(sayChoices([say(flow, walk, 'reminder', title), question.text].join('\n\n'), question.choices));
      return WAITING;
    }
    case 'pause': {
      run.state = { kind: 'paused' };
      walk.effects.push(sayChoices(say(flow, walk, 'paused', title), [button(flow, walk, step.id, 'continue')]));
      return WAITING;
    }
    case 'expire':
      return endAll(walk, 'expired');
    default:
      return timer.what satisfies never;
  }
}

/** Sets the one timer that the new state needs. An event that was not for this run leaves the old one running. */
function settleTimer(flow: Flow, walk: Walk, before: FlowRun, event: FlowEvent): void {
  const { run } = walk;
  const ignored = run.state.kind === before.state.kind && run.step === before.step && walk.effects.length === 0;
  if (ignored) return;
  const wanted = timerFor(flow, run, before, event);
  if (wanted === 'same') return;
  if (wanted === null) {
    if (before.timer) walk.effects.push({ kind: 'cancel-timer', key: before.timer.key });
    run.timer = null;
    return;
  }
  run.count += 1;
  run.timer = { key: `${run.id}:t${run.count}`, at: walk.nowMs + wanted.afterMs, what: wanted.what };
  walk.effects.push({ kind: 'timer', key: run.timer.key, at: run.timer.at });
}

function timerFor(
  flow: Flow,
  run: FlowRun,
  before: FlowRun,
  event: FlowEvent,
): 'same' | null | { afterMs: number; what: 'remind' | 'pause' | 'expire' } {
  switch (run.state.kind) {
    case 'asking':
    case 'offered':
      return run.reminded
        ? { afterMs: flow.silence.pauseMs, what: 'pause' }
        : { afterMs: flow.silence.remindMs, what: 'remind' };
    case 'paused':
      return before.state.kind === 'paused' && event.kind !== 'timeout'
        ? 'same'
        : { afterMs: flow.silence.expireMs, what: 'expire' };
    case 'new':
    case 'calling':
    case 'nested':
      return null;
    default:
      return run.state satisfies never;
  }
}
