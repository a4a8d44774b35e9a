import { VIEWS, type View } from './analyse.ts';
import type { Meaning } from './meaning.ts';
import { type Phrasings, perView } from './phrasings.ts';
import type { LeftOut } from './signals.ts';

/** How an entry's phrasings meet the question. `best` is the phrasing with the highest mix, -1 when none has any. */
export interface Match {
  entry: number;
  phrasings: number;
  best: number;
  bestMix: number;
  secondMix: number;
  max: Record<View, number>;
  centre: Record<View, number>;
}

/** The highest mix of an entry's phrasings. */
export function bestMixOf(entry: number, { firstOf }: Phrasings, mix: Float32Array): number {
  const end = firstOf[entry + 1] ?? 0;
  let best = 0;
  for (let number = firstOf[entry] ?? 0; number < end; number += 1) {
    const mixed = mix[number] ?? 0;
    if (mixed > best) best = mixed;
  }
  return best;
}

export function matchOf(
  entry: number,
  phrasings: Phrasings,
  scores: Record<View, Float32Array>,
  mix: Float32Array,
  leftOut: LeftOut | undefined,
): Match {
  const first = phrasings.firstOf[entry] ?? 0;
  const end = phrasings.firstOf[entry + 1] ?? 0;
  let best = -1;
  let bestMix = 0;
  let secondMix = 0;
  for (let number = first; number < end; number += 1) {
    const mixed = mix[number] ?? 0;
    if (mixed > bestMix) {
      secondMix = bestMix;
      bestMix = mixed;
      best = number;
    } else if (mixed > secondMix) secondMix = mixed;
  }
  const hides = leftOut?.phrasing !== undefined && leftOut.phrasing >= first && leftOut.phrasing < end;
  const max = perView(() => 0);
  const centre = perView(() => 0);
  for (const view of VIEWS) {
    const ofView = scores[view];
    let highest = 0;
    let sum = 0;
    for (let number = first; number < end; number += 1) {
      const score = ofView[number] ?? 0;
      sum += score;
      if (score > highest) highest = score;
    }
    max[view] = highest;
    centre[view] = sum / spreadWithout(phrasings.spread[view][entry] ?? 1, sum, hides);
  }
  return { entry, phrasings: end - first - (hides ? 1 : 0), best, bestMix, secondMix, max, centre };
}

/** The spread of an entry without the phrasing that is asked: |c - v|² = |c|² - 2c·v + 1, where c·v = sum + 1. */
function spreadWithout(spread: number, sum: number, hides: boolean): number {
  return hides ? Math.sqrt(Math.max(1, spread * spread - 2 * sum - 1)) : spread;
}

/** Writes the nearest and the mean cosine of an entry's phrasings in the latent space to `into` at `at` and `at + 1`. */
export function writeMeaning(
  entry: number,
  { firstOf }: Phrasings,
  meaning: Meaning,
  place: Float32Array,
  leftOut: LeftOut | undefined,
  into: Float32Array,
  at: number,
): void {
  let max = 0;
  let sum = 0;
  let count = 0;
  const end = firstOf[entry + 1] ?? 0;
  for (let number = firstOf[entry] ?? 0; number < end; number += 1) {
    if (number === leftOut?.phrasing) continue;
    const cosine = meaning.cosine(place, number);
    if (cosine > max) max = cosine;
    sum += cosine;
    count += 1;
  }
  into[at] = max;
  into[at + 1] = count === 0 ? 0 : sum / count;
}
