import { hoursToTheDoor, type Parcel, seeded } from './parcel-world.ts';

const HOUR = 3_600_000;
/** Of the late parcels that are to be told. */
const TOLD = 0.9;
/** The law itself: as many deliveries as show it to a thousandth, by their hours. */
const DELIVERIES = (() => {
  const random = seeded(7);
  return Float64Array.from({ length: 200_000 }, () => hoursToTheDoor(random)).sort();
})();

/**
 * The smallest share of false alerts with which nine of ten late parcels can be told `leadMs` before the promise by somebody
 * who knows this world's own law of delivery and looks at the last useful moment. Nobody who only sees parcels does better.
 */
export function bestFalseShare(world: readonly Parcel[], leadMs: number): number {
  const late = world.filter(isLate).length;
  const open = world.filter((parcel) => parcel.deliveredAt > parcel.promisedAt - leadMs);
  const surestFirst = open.toSorted((a, b) => chanceLate(b, leadMs) - chanceLate(a, leadMs));
  let told = 0;
  for (const [index, parcel] of surestFirst.entries()) {
    if (isLate(parcel)) told += 1;
    if (told >= TOLD * late) return 1 - told / (index + 1);
  }
  return 0;
}

/** That a parcel which is not there at the last useful moment will not be there when the promise passes. */
function chanceLate({ stages, promisedAt }: Parcel, leadMs: number): number {
  const out = stages.find(({ stage }) => stage === 'delivering')?.at ?? promisedAt;
  const stillOut = (at: number) => DELIVERIES.length - placeOf((at - out) / HOUR) + 1;
  return out > promisedAt - leadMs ? 1 : stillOut(promisedAt) / stillOut(promisedAt - leadMs);
}

function isLate({ deliveredAt, promisedAt }: Parcel): boolean {
  return deliveredAt > promisedAt;
}

/** How many deliveries took fewer hours. */
function placeOf(hours: number): number {
  let from = 0;
  let to = DELIVERIES.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((DELIVERIES[middle] ?? 0) < hours) from = middle + 1;
    else to = middle;
  }
  return from;
}
