import { VIEWS, type View } from './analyse.ts';
import { localRidge } from './local-ridge.ts';
import { FORM, mixed, SOUND } from './mixture.ts';
import type { Phrasings } from './phrasings.ts';

/** A middle value: from 0.3 to 1 every public set gave the same recall within a point. */
const RIDGE = 0.4;

/** Two regressions over the same neighbours, summed per entry: one looks at form, one forgives spelling. */
export function regressNeighbours(
  phrasings: Phrasings,
  neighbours: readonly number[],
  scores: Record<View, Float32Array>,
): Map<number, number>[] {
  const size = neighbours.length;
  const kernels = [FORM, SOUND].map(() => new Float64Array(size * size));
  const ofView = new Float64Array(size * size);
  for (const view of VIEWS) {
    if (FORM[view] + SOUND[view] === 0) continue;
    ofView.fill(0);
    phrasings.index[view].addKernel(neighbours, 1, ofView);
    [FORM, SOUND].forEach((weights, i) => {
      const kernel = kernels[i];
      if (kernel !== undefined && weights[view] > 0) addScaled(kernel, ofView, weights[view]);
    });
  }
  return [FORM, SOUND].map((weights, k) => {
    const kernel = kernels[k] ?? ofView;
    for (let i = 0; i < size; i += 1) kernel[i * size + i] = 1;
    const toQuery = Float64Array.from(neighbours, (number) => mixed(weights, (view) => scores[view][number] ?? 0));
    const solution = localRidge(kernel, toQuery, RIDGE);
    const perEntry = new Map<number, number>();
    neighbours.forEach((number, i) => {
      const owner = phrasings.owners[number] ?? 0;
      perEntry.set(owner, (perEntry.get(owner) ?? 0) + (solution[i] ?? 0));
    });
    return perEntry;
  });
}

function addScaled(sum: Float64Array, values: Float64Array, factor: number): void {
  for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) + factor * (values[at] ?? 0);
}
