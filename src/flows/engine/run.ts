import * as z from 'zod';
import { Locale } from '../../core/index.ts';
import type { Json } from './slots/heard.ts';

const JsonValue: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(JsonValue), z.record(z.string(), JsonValue)]),
);

/** Where a run waits. Between events it always waits for something that will come: a person, a port or a timer. */
const RunState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('new') }),
  z.object({ kind: z.literal('asking') }),
  /** After three misses: the choices person, again, cancel were shown; an answer is still welcome. */
  z.object({ kind: z.literal('offered') }),
  z.object({ kind: z.literal('calling'), key: z.string() }),
  /** A `flow` step's child is on top. */
  z.object({ kind: z.literal('nested') }),
  z.object({ kind: z.literal('paused') }),
]);

/**
 * One customer's way through one version of one flow. Plain JSON: it is stored in the conversation's state and parsed
 * with this schema when it is read back. `parent` is the flow that waits below this one.
 */
export const FlowRun = z.object({
  id: z.string().min(1).max(64),
  flow: z.string(),
  version: z.number().int(),
  locale: Locale,
  step: z.string(),
  state: RunState,
  slots: z.record(z.string(), JsonValue),
  /** Results of calls, by the name in `save`. */
  data: z.record(z.string(), JsonValue),
  /** Slots that were filled before their question came; a menu takes such an answer once. */
  volunteered: z.array(z.string()),
  /** Questions that were answered or passed over, oldest first: the way back. A side effect closes it. */
  trail: z.array(z.string()),
  /** Side effects that this run has had, by step. No step has one twice. */
  done: z.array(z.string()),
  misses: z.number().int(),
  /** Questions that were asked or calls that were made so far; makes the keys of reads and timers unique. */
  count: z.number().int(),
  reminded: z.boolean(),
  timer: z.object({ key: z.string(), at: z.number(), what: z.enum(['remind', 'pause', 'expire']) }).nullable(),
  get parent() {
    return FlowRun.nullable();
  },
});
export type FlowRun = z.infer<typeof FlowRun>;

/** A run that has not begun; give it a `start` event. `id` must be the same when the same turn is computed again. */
export function newRun(
  flow: { id: string; version: number; firstStep: string },
  id: string,
  locale: Locale,
  parent: FlowRun | null = null,
): FlowRun {
  return {
    id,
    flow: flow.id,
    version: flow.version,
    locale,
    step: flow.firstStep,
    state: { kind: 'new' },
    slots: {},
    data: {},
    volunteered: [],
    trail: [],
    done: [],
    misses: 0,
    count: 0,
    reminded: false,
    timer: null,
    parent,
  };
}

/** How many flows wait on top of each other. */
export function depthOf(run: FlowRun): number {
  return run.parent === null ? 1 : 1 + depthOf(run.parent);
}
