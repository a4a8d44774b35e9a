/** The numbers with the highest scores, best first; equals by number, so that the same base gives the same ranking. */
export function topOf(numbers: readonly number[], scores: Float32Array, count: number): number[] {
  const top: number[] = [];
  let floor = 0;
  for (const number of numbers) {
    const score = scores[number] ?? 0;
    if (score <= floor && top.length >= count) continue;
    if (score === 0) continue;
    let at = top.length;
    while (at > 0 && isBefore(number, score, top[at - 1] ?? 0, scores)) at -= 1;
    top.splice(at, 0, number);
    if (top.length > count) top.pop();
    if (top.length === count) floor = scores[top[count - 1] ?? 0] ?? 0;
  }
  return top;
}

function isBefore(number: number, score: number, other: number, scores: Float32Array): boolean {
  const otherScore = scores[other] ?? 0;
  return score > otherScore || (score === otherScore && number < other);
}
