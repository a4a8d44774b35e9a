/** Pairs of neighbouring letters and digits: enough to see that a question was asked again in other words. */
export function pairsOf(text: string): ReadonlySet<string> {
  const letters = text.replace(/[^\p{L}\p{N}]/gu, '');
  const pairs = new Set<string>();
  for (let at = 0; at + 2 <= letters.length; at += 1) pairs.add(letters.slice(at, at + 2));
  if (pairs.size === 0 && letters !== '') pairs.add(letters);
  return pairs;
}

/** Dice's coefficient of two sets, 0..1; 0 when either is empty. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let shared = 0;
  for (const pair of a) if (b.has(pair)) shared += 1;
  return (2 * shared) / (a.size + b.size);
}
