import type { Touched } from './touched.ts';

/** The touched numbers with the highest scores, best first; equals by number, so that the same base gives the same ranking. */
export function topOf({ numbers, size }: Touched, scores: Float32Array, count: number): number[] {
  const top: number[] = [];
  let floor = 0;
  for (let i = 0; i < size; i += 1) {
    const number = numbers[i] ?? 0;
    const score = scores[number] ?? 0;
    if (score === 0 || score < floor) continue;
    if (top.length === count) {
      const last = top[count - 1] ?? 0;
      if (score === floor && number > last) continue;
    }
    let at = Math.min(top.length, count - 1);
    for (; at > 0; at -= 1) {
      const above = top[at - 1] ?? 0;
      const aboveScore = scores[above] ?? 0;
      if (aboveScore > score || (aboveScore === score && above < number)) break;
      top[at] = above;
    }
    top[at] = number;
    if (top.length === count) floor = scores[top[count - 1] ?? 0] ?? 0;
  }
  return top;
}
