import { VIEWS, type View } from './analyse.ts';
import type { Meaning } from './meaning.ts';
import { type Phrasings, perView } from './phrasings.ts';
import type { LeftOut } from './signals.ts';
import type { WeightedText } from './text-index.ts';

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

export function matchOf(
  entry: number,
  phrasings: Phrasings,
  scores: Record<View, Float32Array>,
  mix: Float32Array,
  leftOut: LeftOut | undefined,
): Match {
  const first = phrasings.firstOf[entry] ?? 0;
  const end = phrasings.firstOf[entry + 1] ?? 0;
  const max = perView(() => 0);
  const sum = perView(() => 0);
  let best = -1;
  let bestMix = 0;
  let secondMix = 0;
  for (let number = first; number < end; number += 1) {
    for (const view of VIEWS) {
      const score = scores[view][number] ?? 0;
      sum[view] += score;
      if (score > max[view]) max[view] = score;
    }
    const mixed = mix[number] ?? 0;
    if (mixed > bestMix) {
      secondMix = bestMix;
      bestMix = mixed;
      best = number;
    } else if (mixed > secondMix) secondMix = mixed;
  }
  const hides = leftOut?.phrasing !== undefined && leftOut.phrasing >= first && leftOut.phrasing < end;
  const centre = perView((view) => sum[view] / spreadWithout(phrasings.spread[view][entry] ?? 1, sum[view], hides));
  return { entry, phrasings: end - first - (hides ? 1 : 0), best, bestMix, secondMix, max, centre };
}

/** The spread of an entry without the phrasing that is asked: |c - v|² = |c|² - 2c·v + 1, where c·v = sum + 1. */
function spreadWithout(spread: number, sum: number, hides: boolean): number {
  return hides ? Math.sqrt(Math.max(1, spread * spread - 2 * sum - 1)) : spread;
}

/** Shares of weight: of the question found in the best phrasing and the other way round, by word, gram and content. */
export function coverageOf(
  phrasings: Phrasings,
  asked: Record<View, WeightedText>,
  matches: readonly Match[],
): number[][] {
  const withPhrasing = matches.filter((match) => match.best >= 0);
  const numbers = withPhrasing.map((match) => match.best);
  const perKind = (['word', 'gram', 'content'] as const).map((view) =>
    phrasings.index[view].coverage(asked[view], numbers),
  );
  const shares = new Map(
    withPhrasing.map((match, i) => [
      match.entry,
      [
        ...perKind.flatMap((kind) => [kind[i]?.asked ?? 0, kind[i]?.phrasing ?? 0]),
        perKind[0]?.[i]?.ranked ?? 0,
        perKind[1]?.[i]?.ranked ?? 0,
      ],
    ]),
  );
  return matches.map((match) => shares.get(match.entry) ?? [0, 0, 0, 0, 0, 0, 0, 0]);
}

/** The nearest and the mean cosine of an entry's phrasings in the latent space. */
export function meaningOf(
  entry: number,
  phrasings: Phrasings,
  meaning: Meaning,
  place: Float32Array,
  leftOut: LeftOut | undefined,
): [max: number, mean: number] {
  let max = 0;
  let sum = 0;
  let count = 0;
  const end = phrasings.firstOf[entry + 1] ?? 0;
  for (let number = phrasings.firstOf[entry] ?? 0; number < end; number += 1) {
    if (number === leftOut?.phrasing) continue;
    const cosine = meaning.cosine(place, number);
    if (cosine > max) max = cosine;
    sum += cosine;
    count += 1;
  }
  return [max, count === 0 ? 0 : sum / count];
}
