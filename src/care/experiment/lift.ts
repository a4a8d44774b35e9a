/** How often something happened among how many. */
export interface Share {
  hits: number;
  of: number;
}

export interface Interval {
  low: number;
  high: number;
}

/** How much more often the goal is reached with the message than without it. Differences of shares, -1..1. */
export interface Lift {
  treated: number;
  heldOut: number;
  difference: number;
  /** 95 % confidence interval of the difference. */
  interval: Interval;
  /** The interval does not contain 0. */
  isClear: boolean;
}

/** The two-sided 95 % point of the normal distribution. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval of a share (E. B. Wilson, JASA 22, 1927, 209–212): good also for few people and shares near 0.
 * Nobody at all: 0..1.
 */
export function wilson({ hits, of }: Share): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const p = hits / of;
  const middle = (p + (Z * Z) / (2 * of)) / (1 + (Z * Z) / of);
  const half = (Z / (1 + (Z * Z) / of)) * Math.sqrt((p * (1 - p)) / of + (Z * Z) / (4 * of * of));
  return { low: hits === 0 ? 0 : middle - half, high: hits === of ? 1 : middle + half };
}

/**
 * Difference of two independent shares with Newcombe's hybrid score interval (R. G. Newcombe, Statistics in Medicine 17,
 * 1998, 873–890, method 10). Null when one side has nobody: there is nothing to compare.
 */
export function liftOf(treated: Share, heldOut: Share): Lift | null {
  if (treated.of === 0 || heldOut.of === 0) return null;
  const p1 = treated.hits / treated.of;
  const p2 = heldOut.hits / heldOut.of;
  const first = wilson(treated);
  const second = wilson(heldOut);
  const difference = p1 - p2;
  const low = difference - Math.hypot(p1 - first.low, second.high - p2);
  const high = difference + Math.hypot(first.high - p1, p2 - second.low);
  return { treated: p1, heldOut: p2, difference, interval: { low, high }, isClear: low > 0 || high < 0 };
}
