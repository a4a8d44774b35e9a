/** Longest stretch of letters that is compared: the effort grows with the product of the lengths. */
const MAX_LETTERS = 160;

/** The letters and digits of a folded text, nothing else. */
export function lettersOf(folded: string): string {
  return folded.replace(/[^\p{L}\p{N}]/gu, '').slice(0, MAX_LETTERS);
}

/**
 * Compares texts with one question, letter by letter. `dice` is the share of distinct letters in common, without
 * weights, because near-equal questions differ in words that weigh nothing; `order` the longest common subsequence
 * over the mean length. Both are 1 for equal texts.
 */
export function createLikeness(asked: string): (text: string) => [dice: number, order: number] {
  const letters = new Set(asked);
  const places = new Uint16Array(MAX_LETTERS + 1);
  return (text) => {
    if (asked.length === 0 || text.length === 0) return [0, 0];
    let common = 0;
    let distinct = 0;
    for (let i = 0; i < text.length; i += 1) {
      const letter = text.charAt(i);
      if (text.indexOf(letter) < i) continue;
      distinct += 1;
      if (letters.has(letter)) common += 1;
    }
    return [
      (2 * common) / (letters.size + distinct),
      (2 * commonSubsequence(asked, text, places)) / (asked.length + text.length),
    ];
  };
}

function commonSubsequence(a: string, b: string, lengths: Uint16Array): number {
  lengths.fill(0, 0, b.length + 1);
  for (let i = 0; i < a.length; i += 1) {
    const letter = a.charCodeAt(i);
    let diagonal = 0;
    let left = 0;
    for (let j = 1; j <= b.length; j += 1) {
      const above = lengths[j] ?? 0;
      if (letter === b.charCodeAt(j - 1)) left = diagonal + 1;
      else if (above > left) left = above;
      diagonal = above;
      lengths[j] = left;
    }
  }
  return lengths[b.length] ?? 0;
}
