/** Longest stretch of letters that is compared: the effort grows with the product of the lengths. */
const MAX_LETTERS = 160;

/** The letters and digits of a folded text, nothing else. */
export function lettersOf(folded: string): string {
  return folded.replace(/[^\p{L}\p{N}]/gu, '').slice(0, MAX_LETTERS);
}

/** Share of distinct letters in common (Dice). No weights: near-equal questions differ in words that weigh nothing. */
export function letterDice(a: string, b: string): number {
  const first = new Set(a);
  const second = new Set(b);
  let common = 0;
  for (const letter of first) if (second.has(letter)) common += 1;
  return first.size + second.size === 0 ? 0 : (2 * common) / (first.size + second.size);
}

/** Length of the longest common subsequence over the mean length: 1 for equal texts. */
export function letterOrder(a: string, b: string): number {
  if (a.length === 0 || b.length === 0) return 0;
  const lengths = new Uint16Array(b.length + 1);
  for (let i = 0; i < a.length; i += 1) {
    const letter = a.charCodeAt(i);
    let diagonal = 0;
    let left = 0;
    for (let j = 1; j <= b.length; j += 1) {
      const above = lengths[j] ?? 0;
      left = letter === b.charCodeAt(j - 1) ? diagonal + 1 : Math.max(above, left);
      diagonal = above;
      lengths[j] = left;
    }
  }
  return (2 * (lengths[b.length] ?? 0)) / (a.length + b.length);
}
