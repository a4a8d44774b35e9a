import { type DelayRules, lookAtOrder } from '../../../src/care/alerts/detect.ts';
import { samplesOf, stepsOf } from '../../../src/care/alerts/journey.ts';
import { createTransitModel, type TransitModel } from '../../../src/care/alerts/transit-model.ts';
import { afterQuiet } from '../../../src/care/gate/quiet-hours.ts';
import { orderAt, type Parcel } from './parcel-world.ts';

export interface Replayed {
  parcels: number;
  delayed: number;
  /** Late parcels whose alert was there at least the lead before the promise passed. */
  inTime: number;
  alerts: number;
  falseAlerts: number;
  /** Hours before the promise, of the alerts of late parcels: median and smallest tenth. */
  leadMedianH: number;
  leadTenthH: number;
  looks: number;
  ms: number;
}

const HOUR = 3_600_000;

/** Teaches the history and then looks at every parcel of the world when the detector itself asks to, as the sweep does. */
export function replay(
  history: readonly Parcel[],
  world: readonly Parcel[],
  rules: DelayRules,
  clock: () => number,
): Replayed {
  const model = createTransitModel({ enough: 30, plainMs: rules.plainMs });
  for (const parcel of history) teach(model, parcel);
  const began = clock();
  const leads: number[] = [];
  let delayed = 0;
  let inTime = 0;
  let alerts = 0;
  let falseAlerts = 0;
  let looks = 0;
  for (const parcel of world) {
    const late = parcel.deliveredAt > parcel.promisedAt;
    if (late) delayed += 1;
    const told = alertTime(parcel, model, rules, () => {
      looks += 1;
    });
    if (told === null) continue;
    alerts += 1;
    if (!late) falseAlerts += 1;
    else if (told <= parcel.promisedAt - rules.leadMs) inTime += 1;
    if (late) leads.push((parcel.promisedAt - told) / HOUR);
  }
  leads.sort((a, b) => a - b);
  const at = (share: number) => leads[Math.floor(share * leads.length)] ?? 0;
  return {
    parcels: world.length,
    delayed,
    inTime,
    alerts,
    falseAlerts,
    leadMedianH: at(0.5),
    leadTenthH: at(0.1),
    looks,
    ms: clock() - began,
  };
}

/** When the customer would have been told; null: never before it was there. News of the carrier are looked at at once. */
function alertTime(parcel: Parcel, model: TransitModel, rules: DelayRules, looked: () => void): number | null {
  const news = [...parcel.stages.map((each) => each.at), ...parcel.scans.map((each) => each.at)].sort((a, b) => a - b);
  let now = parcel.placedAt;
  while (now < parcel.deliveredAt) {
    looked();
    const order = orderAt(parcel, now);
    const steps = stepsOf(
      parcel.stages.filter((each) => each.at <= now),
      order.events,
    );
    const watched = { order, steps, zone: 'Asia/Shanghai', quiet: { from: '21:00', to: '09:00' } };
    const { finding, nextLookAt } = lookAtOrder(watched, model, rules, now);
    if (finding !== null) {
      const then = afterQuiet(now, 'Asia/Shanghai', watched.quiet);
      return then < parcel.deliveredAt ? then : null;
    }
    now = Math.min(nextLookAt, news.find((at) => at > now) ?? Number.POSITIVE_INFINITY);
  }
  return null;
}

function teach(model: TransitModel, parcel: Parcel): void {
  const order = {
    carrier: parcel.carrier,
    origin: parcel.origin,
    destination: parcel.destination,
    events: parcel.scans,
  };
  for (const sample of samplesOf(order, parcel.stages, parcel.deliveredAt)) model.add(sample);
}
