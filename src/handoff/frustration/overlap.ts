/**
 * Pairs of neighbouring letters and digits: enough to see that a question was asked again in other words. A pair is a
 * number (two UTF-16 units), because a long talk makes thousands of them in each turn.
 */
export function pairsOf(text: string): ReadonlySet<number> {
  const letters = text.replace(/[^\p{L}\p{N}]+/gu, '');
  const pairs = new Set<number>();
  for (let at = 0; at + 2 <= letters.length; at += 1) {
    pairs.add((letters.charCodeAt(at) << 16) | letters.charCodeAt(at + 1));
  }
  if (letters.length === 1) pairs.add(letters.charCodeAt(0));
  return pairs;
}

/** Dice's coefficient of two sets, 0..1; 0 when either is empty. */
export function overlap(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let shared = 0;
  for (const pair of a) if (b.has(pair)) shared += 1;
  return (2 * shared) / (a.size + b.size);
}
