import type { Order } from '../../customers/index.ts';
import { beforeQuiet, type QuietHours } from '../gate/quiet-hours.ts';
import { routeOf, type Step } from './journey.ts';
import type { TransitModel, TransitPlace } from './transit-model.ts';

/** How sure and how early; the shop's file sets them. Times in milliseconds. */
export interface DelayRules {
  /** Told at the last useful moment when it is at least this likely, and at any moment when it is that likely. */
  tellAt: number;
  tellEarlyAt: number;
  /** The alert has to be there so long before the promised time passes. */
  leadMs: number;
  /** No scan for so long is a sign. */
  noScanMs: number;
  /** A step that lasts longer than this share of finished ones is overdue. */
  overdueShare: number;
  plainMs: Readonly<Record<string, number>>;
  /** The carrier's problems that customers are told. */
  problems: readonly string[];
}

/** An order on its way, as it is looked at. */
export interface Watched {
  order: Order;
  steps: readonly Step[];
  /** The customer's, or the shop's. */
  zone: string;
  quiet: QuietHours;
}

export interface Finding {
  /** What the customer is told about once: 'late', or the carrier's problem. */
  cause: string;
  sign: 'eta' | 'late' | 'predicted' | 'stage' | 'no-scan' | 'exception';
  probability: number;
  /** When it will probably be there, in milliseconds; null: nobody knows. */
  newTime: number | null;
}

export interface Look {
  finding: Finding | null;
  /** Chance that the promise is missed; null: there is none. */
  chance: number | null;
  /** When looking again can tell something new. */
  nextLookAt: number;
}

/** Planned so much before the last useful moment, because the outbox needs its time too. */
const SENDING_MS = 3 * 60_000;
/** Nothing about a parcel waits for longer than this to be looked at again. */
const LONGEST_MS = 12 * 3_600_000;
const SOONEST_MS = 60_000;
/** Points in time at which the future chance is tried. */
const TRIALS = 12;
const DAY_MS = 86_400_000;
/** Four of five such parcels are there by the day that is named. */
const NEW_TIME_SHARE = 0.8;

/** Whether this order will be late, for all that is known at `now`, and when to look again. Pure. */
export function lookAtOrder(watched: Watched, model: TransitModel, rules: DelayRules, now: number): Look {
  const { order, steps } = watched;
  const since = steps.at(-1)?.at ?? order.placedAt ?? now;
  const place = placeOf(order, steps, since);
  const promise = order.promisedAt;
  const chanceAt = (at: number): number | null =>
    promise === null ? null : at >= promise ? 1 : model.chanceBeyond(place, Math.max(0, at - since), promise - since);
  const chance = chanceAt(now);
  const decideAt = promise === null ? null : decisionTime(promise, watched, rules);
  const finding = find(watched, rules, now, { chance, decideAt, since, place, model });
  const nextLookAt = finding
    ? now + LONGEST_MS / 4
    : nextLook(now, { rules, chanceAt, decideAt, promise, since, stepEnd: overdueAt(place, since, model, rules) });
  return {
    finding: finding && { ...finding, newTime: newTimeOf(watched, model, place, since, now) },
    chance,
    nextLookAt,
  };
}

/** The last moment at which the alert is of use and lets people sleep. */
export function decisionTime(
  promise: number,
  { zone, quiet }: Pick<Watched, 'zone' | 'quiet'>,
  rules: DelayRules,
): number {
  return beforeQuiet(promise - rules.leadMs, zone, quiet) - SENDING_MS;
}

interface Facts {
  chance: number | null;
  decideAt: number | null;
  since: number;
  place: TransitPlace;
  model: TransitModel;
}

function find(watched: Watched, rules: DelayRules, now: number, facts: Facts): Omit<Finding, 'newTime'> | null {
  const { order, steps } = watched;
  const { chance, decideAt, since, place, model } = facts;
  const probability = chance ?? 1;
  if (order.problem !== null && rules.problems.includes(order.problem))
    return { cause: order.problem, sign: 'exception', probability };
  if (order.promisedAt !== null && now >= order.promisedAt) return { cause: 'late', sign: 'late', probability: 1 };
  const eta = etaEnd(order, watched.zone);
  if (order.promisedAt !== null && eta !== null && eta > order.promisedAt)
    return { cause: 'late', sign: 'eta', probability: 1 };
  const overdue = now > overdueAt(place, since, model, rules);
  const moving = order.stage === 'shipped' || order.stage === 'delivering';
  const silent = moving && steps.length > 0 && now - since > rules.noScanMs;
  const sign = silent ? 'no-scan' : overdue ? 'stage' : 'predicted';
  if (chance === null) return silent || overdue ? { cause: 'late', sign, probability } : null;
  const last = decideAt !== null && now >= decideAt;
  return chance >= (last ? rules.tellAt : rules.tellEarlyAt) ? { cause: 'late', sign, probability } : null;
}

/** When this step will have lasted longer than it usually does; until enough is known, than the plain rule allows. */
function overdueAt(place: TransitPlace, since: number, model: TransitModel, rules: DelayRules): number {
  const plain = rules.plainMs[place.step.replace(/\+.*/, '')] ?? Number.POSITIVE_INFINITY;
  return since + (model.usualDwell(place, rules.overdueShare) ?? plain);
}

function nextLook(
  now: number,
  facts: {
    rules: DelayRules;
    chanceAt: (at: number) => number | null;
    decideAt: number | null;
    promise: number | null;
    since: number;
    stepEnd: number;
  },
): number {
  const { rules, chanceAt, decideAt, promise } = facts;
  const moments = [facts.stepEnd + 1, facts.since + rules.noScanMs + 1, decideAt, promise].flatMap((at) =>
    at !== null && Number.isFinite(at) && at > now ? [at] : [],
  );
  const horizon = Math.min(now + LONGEST_MS, ...moments);
  for (let trial = 1; trial < TRIALS; trial += 1) {
    const at = now + ((horizon - now) * trial) / TRIALS;
    if ((chanceAt(at) ?? 0) >= rules.tellEarlyAt) return Math.max(Math.floor(at), now + SOONEST_MS);
  }
  return Math.max(Math.floor(horizon), Math.min(now + SOONEST_MS, decideAt ?? Number.POSITIVE_INFINITY), now + 1_000);
}

function newTimeOf({ order, zone }: Watched, model: TransitModel, place: TransitPlace, since: number, now: number) {
  const eta = etaEnd(order, zone);
  const usual = model.arrivesWithin(place, Math.max(0, now - since), NEW_TIME_SHARE);
  const learned = usual === null ? null : since + usual;
  const told = eta !== null && eta > now && eta > (order.promisedAt ?? 0) ? eta : null;
  // A day that has been promised and will be missed is no news.
  const best = told ?? learned;
  return best === null ? null : Math.max(best, now, (order.promisedAt ?? 0) + (order.promisedAt === null ? 0 : 1));
}

/** The end of the day that the shop expects it on. */
export function etaEnd({ eta }: Pick<Order, 'eta'>, zone: string): number | null {
  if (eta === null) return null;
  return Temporal.PlainDate.from(eta).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
}

function placeOf(order: Order, steps: readonly Step[], since: number): TransitPlace {
  return { carrier: order.carrier ?? '', route: routeOf(order), step: steps.at(-1)?.step ?? order.stage, since };
}

export const dayOf = (at: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at - 1)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();

export const daysBetween = (from: number, to: number): number => Math.max(0, Math.ceil((to - from) / DAY_MS));
