import { createCourierHours } from './courier-hours.ts';

/** One step of a finished order, as it is learned from. */
export interface TransitSample {
  carrier: string;
  /** "warehouse>region"; empty where it is not told. */
  route: string;
  /** Where the order was: a stage, and how many scans it had had there ("shipped+3"). */
  step: string;
  /** How long it stayed in this step, and how long from its beginning until the parcel was there. */
  dwellMs: number;
  remainingMs: number;
  /** When it was there, in milliseconds. */
  arrivedAt: number;
}

/** Where a parcel is; `since` is when the step began, in milliseconds. */
export type TransitPlace = Pick<TransitSample, 'carrier' | 'route' | 'step'> & { since: number };

/** What the shop's own history says about parcels on their way. */
export interface TransitModel {
  add(sample: TransitSample): void;
  /** Chance that a parcel which has been in this step for `elapsedMs` needs more than `needMs` from the step's beginning. */
  chanceBeyond(place: TransitPlace, elapsedMs: number, needMs: number): number;
  /** Time from the step's beginning within which this share of such parcels arrived; null: too few to say. */
  arrivesWithin(place: TransitPlace, elapsedMs: number, share: number): number | null;
  /** How long this step usually takes at most (quantile `share`); null: too few to say. */
  usualDwell(place: TransitPlace, share: number): number | null;
}

export interface TransitRules {
  /** So many finished orders are enough to speak for a place. */
  enough: number;
  /** Until there are: a step that lasts longer than this is late. By stage, in milliseconds. */
  plainMs: Readonly<Record<string, number>>;
}

/** Newest samples kept per place: enough for quantiles, few enough that a parcel is weighed in some microseconds. */
const MOST_HERE = 300;
const MOST_ANYWHERE = 1_200;
/** The wider place counts as so many parcels of the narrower one. */
const WIDER_WEIGHT = 3;
/** So few that were as long in their step say little. */
const FEW = 30;
/** Steps that began so many hours apart on the clock are about a quarter as alike, and never less alike than FAR. */
const CLOCK_HOURS = 1.5;
const FAR = 0.1;
/** What the plain rule says when nobody knows better. */
const PLAIN_LATE = 0.8;
const PLAIN_GOOD = 0.1;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Ring {
  samples: TransitSample[];
  next: number;
}

/**
 * Remaining time after this step, among parcels that had also been in it for so long, those that came into it at about
 * this time of day above all: the newest of the same carrier and route, drawn towards those of the carrier, and those
 * towards everybody's, the more the fewer there are.
 */
export function createTransitModel(rules: TransitRules): TransitModel {
  const rings = new Map<string, Ring>();
  const couriers = createCourierHours();

  function ringsOf(place: TransitPlace): readonly TransitSample[][] {
    return levels(place).map((key) => rings.get(key)?.samples ?? []);
  }

  /** Chance that it is late even if this step ended at this moment: what is left of a parcel that no other was stuck as long as. */
  function chanceEvenNow(place: TransitPlace, now: number, promise: number): number {
    const samples = ringsOf(place)[0] ?? [];
    if (samples.length < rules.enough) return 0;
    const late = samples.filter(({ remainingMs, dwellMs }) => couriers.from(now + remainingMs - dwellMs) > promise);
    return late.length / samples.length;
  }

  return {
    add(sample) {
      couriers.add(sample.arrivedAt);
      for (const [index, key] of levels(sample).entries()) {
        const most = index === 0 ? MOST_ANYWHERE : MOST_HERE;
        const ring = rings.get(key) ?? { samples: [], next: 0 };
        if (ring.samples.length < most) ring.samples.push(sample);
        else ring.samples[ring.next] = sample;
        ring.next = (ring.next + 1) % most;
        rings.set(key, ring);
      }
    },
    chanceBeyond(place, elapsedMs, needMs) {
      if (needMs <= elapsedMs) return 1;
      const promise = place.since + needMs;
      const stage = place.step.replace(/\+.*/, '');
      const plain = elapsedMs > (rules.plainMs[stage] ?? Number.POSITIVE_INFINITY) ? PLAIN_LATE : PLAIN_GOOD;
      let chance: number | null = null;
      for (const samples of ringsOf(place)) {
        let alike = 0;
        let beyond = 0;
        for (const { dwellMs, remainingMs, arrivedAt } of samples) {
          if (dwellMs <= elapsedMs) continue;
          const weight = clockLikeness(arrivedAt - remainingMs, place.since);
          alike += weight;
          if (couriers.from(place.since + remainingMs) > promise) beyond += weight;
        }
        // Of the widest place: where few were stuck for as long, what is left after the step speaks.
        chance ??= alike >= FEW ? plain : Math.max(plain, chanceEvenNow(place, place.since + elapsedMs, promise));
        chance = (beyond + WIDER_WEIGHT * chance) / (alike + WIDER_WEIGHT);
      }
      return chance ?? plain;
    },
    arrivesWithin(place, elapsedMs, share) {
      for (const samples of ringsOf(place).toReversed()) {
        const alike = samples
          .filter((sample) => sample.dwellMs > elapsedMs)
          .map(({ remainingMs }) => couriers.from(place.since + remainingMs) - place.since);
        if (alike.length >= Math.min(10, rules.enough)) return quantile(alike, share);
      }
      return null;
    },
    usualDwell(place, share) {
      for (const samples of ringsOf(place).toReversed()) {
        if (samples.length < rules.enough) continue;
        return quantile(
          samples.map((sample) => sample.dwellMs),
          share,
        );
      }
      return null;
    },
  };
}

/** From the widest to the narrowest. */
function levels({ carrier, route, step }: Omit<TransitPlace, 'since'>): string[] {
  return [`|${step}`, `${carrier}|${step}`, `${carrier}|${route}|${step}`];
}

/** 1 for steps that began at the same time of day, and less the further apart they began on the clock. */
function clockLikeness(one: number, other: number): number {
  const apart = Math.abs(one - other) % DAY_MS;
  const steps = Math.min(apart, DAY_MS - apart) / HOUR_MS / CLOCK_HOURS;
  return FAR + (1 - FAR) / (1 + steps * steps) ** 2;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
