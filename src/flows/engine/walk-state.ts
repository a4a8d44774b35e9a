import type { Effect, HandoffReason } from './effect.ts';
import type { FilterContext } from './filters.ts';
import type { FlowRun } from './run.ts';
import type { Scope } from './template.ts';

/** What one call of `advance` works on: its own copy of the run, and the effects so far. Nobody else sees it. */
export interface Walk {
  readonly run: FlowRun;
  readonly effects: Effect[];
  readonly now: Temporal.Instant;
  readonly nowMs: number;
  /** Slots and results by name. */
  scope(): Scope;
  filters(): FilterContext;
}

/** What a step wants next. */
export type Outcome =
  | { kind: 'go'; step: string }
  | { kind: 'wait' }
  | { kind: 'over'; outcome: string }
  | { kind: 'handoff'; reason: HandoffReason; skill: string | null };

/** Time zone and own words of the flow are handed in, so that steps need not know what a flow is. */
export function startWalk(flow: Omit<FilterContext, 'locale' | 'markdown'>, run: FlowRun, now: Temporal.Instant): Walk {
  const own = { ...run };
  return {
    run: own,
    effects: [],
    now,
    nowMs: now.epochMilliseconds,
    scope: () => ({ ...own.data, ...own.slots }),
    filters: () => ({ locale: own.locale, timeZone: flow.timeZone, words: flow.words, markdown: true }),
  };
}
