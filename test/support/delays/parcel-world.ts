import type { Order } from '../../../src/customers/index.ts';

/** A parcel from its order to the door. `tellable`: what the shop's systems say, at the moments at which they say it. */
export interface Parcel {
  number: string;
  carrier: string;
  origin: string;
  destination: string;
  placedAt: number;
  promisedAt: number;
  stages: { stage: 'preparing' | 'shipped' | 'delivering' | 'delivered'; at: number }[];
  scans: { at: number; text: string }[];
  deliveredAt: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CARRIERS = ['顺丰', '中通', '京东', '德邦'];
const ORIGINS = ['上海仓', '广州仓', '成都仓'];
const REGIONS = ['北京', '江苏', '广东', '四川', '陕西'];
const OFFSET = 8 * HOUR;

/** Mulberry32: the same seed, the same world. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A shop's parcels over `days`. What makes them late is not in any order: warehouses close for a day, hubs get congested
 * and ease again, couriers are missing, and now and then a parcel lies around. The detector sees stages and scans alone.
 * The promise is the end of a day that most parcels of the route make, as shops set it.
 */
export function parcelWorld(options: {
  seed: number;
  parcels: number;
  days: number;
  start: number;
  /** How much longer than usual the promise allows; 0.18 when left out. */
  slack?: number;
  /** Hour of the promised day until which it is promised; 24 when left out. */
  until?: number;
}): Parcel[] {
  const { slack = 0.18, until = 24 } = options;
  const random = seeded(options.seed);
  const logNormal = (median: number, sigma: number) => median * Math.exp(sigma * gauss(random));
  const closed = spells(random, ORIGINS, options, 0.035, DAY * 0.8);
  const congested = spells(random, hubs(), options, 0.05, DAY * 1.5);
  const short = spells(random, REGIONS, options, 0.04, DAY * 1.2);
  const speed = new Map(CARRIERS.map((carrier) => [carrier, 0.8 + random() * 0.5]));
  const far = new Map(hubs().map((hub) => [hub, 8 + random() * 14]));
  const parcels: Parcel[] = [];
  for (let index = 0; index < options.parcels; index += 1) {
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
    const carrier = pick(CARRIERS);
    const origin = pick(ORIGINS);
    const destination = pick(REGIONS);
    const placedAt = atHour(options.start + random() * options.days * DAY, 8 + random() * 14);
    let at = placedAt;
    const stages: Parcel['stages'] = [{ stage: 'preparing', at }];
    const scans: Parcel['scans'] = [];
    at = workTime(at + logNormal(9, 0.35) * HOUR, 8, 20);
    at = after(closed.get(origin), at, random);
    stages.push({ stage: 'shipped', at });
    scans.push({ at: at + HOUR / 4, text: `【${origin}】已揽收` });
    const own = [`${origin}>干线`, `干线>${destination}`];
    for (const hub of own) {
      at += logNormal((far.get(hub) ?? 12) * (speed.get(carrier) ?? 1), 0.22) * HOUR;
      if (random() < 0.012) at += logNormal(34, 0.4) * HOUR;
      at = after(congested.get(hub), at, random);
      scans.push({ at, text: `到达【${hub}】转运中心` });
      at += logNormal(3, 0.4) * HOUR;
      scans.push({ at, text: `离开【${hub}】转运中心` });
    }
    at += logNormal(5, 0.3) * HOUR;
    at = after(short.get(destination), at, random);
    at = workTime(at, 7, 12);
    stages.push({ stage: 'delivering', at });
    scans.push({ at: at + 60_000, text: `【${destination}】正在派送` });
    at += hoursToTheDoor(random) * HOUR;
    if (localHour(at) >= 20 || random() < 0.015) at = atHour(at + DAY, 9 + random() * 8);
    stages.push({ stage: 'delivered', at });
    const usual =
      (9 + own.reduce((sum, hub) => sum + (far.get(hub) ?? 12) * (speed.get(carrier) ?? 1) + 3, 0) + 14) * HOUR;
    const promisedAt = startOfDay(placedAt + usual * (1 + slack)) + until * HOUR;
    const whole = <T extends { at: number }>(each: T): T => ({ ...each, at: Math.round(each.at) });
    parcels.push({
      number: `P${options.seed}X${index}`,
      carrier,
      origin,
      destination,
      placedAt: Math.round(placedAt),
      promisedAt: Math.round(promisedAt),
      stages: stages.map((each, order) => (order === 0 ? { ...each, at: Math.round(placedAt) } : whole(each))),
      scans: scans.map(whole),
      deliveredAt: Math.round(at),
    });
  }
  return parcels.sort((a, b) => a.placedAt - b.placedAt);
}

/** From going out for delivery to the door, when nothing comes between. */
export function hoursToTheDoor(random: () => number): number {
  return 4 * Math.exp(0.45 * gauss(random));
}

/** What the shop knows of a parcel at `now`. */
export function orderAt(parcel: Parcel, now: number): Order {
  const stage = parcel.stages.findLast((each) => each.at <= now)?.stage ?? 'preparing';
  return {
    number: parcel.number,
    title: '落地灯',
    stage,
    phone: null,
    placedAt: parcel.placedAt,
    eta: null,
    promisedAt: parcel.promisedAt,
    origin: parcel.origin,
    destination: parcel.destination,
    carrier: parcel.carrier,
    tracking: null,
    problem: null,
    events: parcel.scans.filter((scan) => scan.at <= now),
  };
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
}

function hubs(): string[] {
  return [...ORIGINS.map((origin) => `${origin}>干线`), ...REGIONS.map((region) => `干线>${region}`)];
}

interface Spell {
  from: number;
  to: number;
}

function spells(
  random: () => number,
  places: readonly string[],
  { start, days }: { start: number; days: number },
  perDay: number,
  lasts: number,
): Map<string, Spell[]> {
  return new Map(
    places.map((place) => [
      place,
      Array.from({ length: days + 12 }, (_, day) => start + day * DAY)
        .filter(() => random() < perDay)
        .map((from) => ({ from: from + random() * DAY, to: from + (0.6 + random()) * lasts + DAY * 0.5 })),
    ]),
  );
}

/** Whatever arrives in a spell leaves after it, in some order. */
function after(known: readonly Spell[] | undefined, at: number, random: () => number): number {
  const spell = known?.find((each) => at >= each.from && at < each.to);
  return spell ? spell.to + random() * 10 * HOUR : at;
}

function localHour(at: number): number {
  return ((((at + OFFSET) % DAY) + DAY) % DAY) / HOUR;
}

function startOfDay(at: number): number {
  return Math.floor((at + OFFSET) / DAY) * DAY - OFFSET;
}

function atHour(at: number, hour: number): number {
  return startOfDay(at) + hour * HOUR;
}

function workTime(at: number, from: number, to: number): number {
  const hour = localHour(at);
  if (hour < from) return atHour(at, from + (hour % 1));
  return hour >= to ? atHour(at + DAY, from + (hour % 2)) : at;
}
