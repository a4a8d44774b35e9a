import type { Order } from '../../customers/index.ts';
import type { TransitSample } from './transit-model.ts';

/** One step of an order's way. `at` in milliseconds. */
export interface Step {
  step: string;
  at: number;
}

/** Scans of one stage that are told apart; further ones say no more than “still on its way”. */
const MOST_SCANS = 9;
const ON_ITS_WAY: ReadonlySet<string> = new Set(['preparing', 'shipped', 'delivering']);

/** The steps of an order from its stages and the carrier's scans, oldest first. What comes after its end is left out. */
export function stepsOf(
  stages: readonly { stage: string; at: number }[],
  events: readonly { at: number }[],
  until = Number.POSITIVE_INFINITY,
): Step[] {
  const marks = [
    ...stages.filter(({ stage }) => ON_ITS_WAY.has(stage)).map(({ stage, at }) => ({ at, stage })),
    ...events.map(({ at }) => ({ at, stage: null })),
  ]
    .filter(({ at }) => at <= until)
    .sort((a, b) => a.at - b.at || Number(a.stage === null) - Number(b.stage === null));
  const steps: Step[] = [];
  let stage: string | null = null;
  let scans = 0;
  for (const mark of marks) {
    if (mark.stage !== null) {
      stage = mark.stage;
      scans = 0;
    } else scans += 1;
    if (stage === null) continue;
    steps.push({ step: scans === 0 ? stage : `${stage}+${Math.min(scans, MOST_SCANS)}`, at: mark.at });
  }
  return steps;
}

export function routeOf({ origin, destination }: Pick<Order, 'origin' | 'destination'>): string {
  return origin === null && destination === null ? '' : `${origin ?? ''}>${destination ?? ''}`;
}

/** What a delivered order teaches. */
export function samplesOf(
  order: Pick<Order, 'carrier' | 'origin' | 'destination' | 'events'>,
  stages: readonly { stage: string; at: number }[],
  deliveredAt: number,
): TransitSample[] {
  const steps = stepsOf(stages, order.events, deliveredAt);
  return steps.map(({ step, at }, index) => ({
    carrier: order.carrier ?? '',
    route: routeOf(order),
    step,
    dwellMs: (steps[index + 1]?.at ?? deliveredAt) - at,
    remainingMs: deliveredAt - at,
    arrivedAt: deliveredAt,
  }));
}
