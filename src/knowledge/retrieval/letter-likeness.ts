/** Longest stretch of letters that is compared: the effort grows with the product of the lengths. */
const MAX_LETTERS = 160;
const BITS = 32;
const CODE_UNITS = 65_536;

/** The letters and digits of a folded text, nothing else. */
export function lettersOf(folded: string): string {
  return folded.replace(/[^\p{L}\p{N}]/gu, '').slice(0, MAX_LETTERS);
}

export interface Likeness {
  /** Sets the question that texts are compared with. */
  ask(letters: string): void;
  /** Writes `dice`, `order` and `pairs` of a text, given as UTF-16 code units, to `into` from `at` on. */
  compare(text: Uint16Array, into: Float32Array, at: number): void;
}

/**
 * Compares texts with one question, letter by letter. `dice` is the share of distinct letters in common, without
 * weights, because near-equal questions differ in words that weigh nothing; `order` the longest common subsequence
 * over the mean length, `pairs` the share of neighbouring letters in common. All are 1 for equal texts.
 */
export function createLikeness(): Likeness {
  /** The letter's number in the question, from 1. */
  const numberOf = new Uint8Array(CODE_UNITS);
  const isSeen = new Uint8Array(CODE_UNITS);
  const masks = new Int32Array((MAX_LETTERS + 1) * (MAX_LETTERS / BITS));
  const row = new Int32Array(MAX_LETTERS / BITS);
  const pairs = new Map<number, number>();
  let asked = '';
  let distinctAsked = 0;
  let words = 0;

  /**
   * Length of the longest common subsequence with a column of bits at a time (Hyyrö 2004): a bit that is 0 in `row`
   * says that the subsequence grows there.
   */
  function commonSubsequence(text: Uint16Array): number {
    row.fill(-1);
    for (const unit of text) {
      const mask = (numberOf[unit] ?? 0) * words;
      if (mask === 0) continue;
      let carry = 0;
      for (let word = 0; word < words; word += 1) {
        const before = row[word] ?? 0;
        const matches = masks[mask + word] ?? 0;
        const sum = (before >>> 0) + ((before & matches) >>> 0) + carry;
        carry = sum > 0xffff_ffff ? 1 : 0;
        row[word] = sum | (before & ~matches);
      }
    }
    let common = 0;
    for (let at = 0; at < asked.length; at += 1) if (((row[at >> 5] ?? 0) & (1 << (at & 31))) === 0) common += 1;
    return common;
  }

  function commonPairs(text: Uint16Array): number {
    if (asked.length < 2 || text.length < 2) return 0;
    const met = new Map<number, number>();
    let common = 0;
    for (let at = 1; at < text.length; at += 1) {
      const pair = (text[at - 1] ?? 0) * CODE_UNITS + (text[at] ?? 0);
      const wanted = pairs.get(pair);
      if (wanted === undefined) continue;
      const before = met.get(pair) ?? 0;
      if (before < wanted) common += 1;
      met.set(pair, before + 1);
    }
    return (2 * common) / (asked.length + text.length - 2);
  }

  return {
    ask(letters) {
      for (let at = 0; at < asked.length; at += 1) numberOf[asked.charCodeAt(at)] = 0;
      masks.fill(0);
      asked = letters;
      words = Math.ceil(asked.length / BITS);
      distinctAsked = 0;
      pairs.clear();
      for (let at = 1; at < asked.length; at += 1) {
        const pair = asked.charCodeAt(at - 1) * CODE_UNITS + asked.charCodeAt(at);
        pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
      }
      for (let at = 0; at < asked.length; at += 1) {
        const unit = asked.charCodeAt(at);
        if (numberOf[unit] === 0) {
          distinctAsked += 1;
          numberOf[unit] = distinctAsked;
        }
        const mask = (numberOf[unit] ?? 0) * words + (at >> 5);
        masks[mask] = (masks[mask] ?? 0) | (1 << (at & 31));
      }
    },
    compare(text, into, at) {
      if (asked.length === 0 || text.length === 0) return;
      let common = 0;
      let distinct = 0;
      for (const unit of text) {
        if (isSeen[unit] === 1) continue;
        isSeen[unit] = 1;
        distinct += 1;
        if (numberOf[unit] !== 0) common += 1;
      }
      for (const unit of text) isSeen[unit] = 0;
      into[at] = (2 * common) / (distinctAsked + distinct);
      into[at + 1] = (2 * commonSubsequence(text)) / (asked.length + text.length);
      into[at + 2] = commonPairs(text);
    },
  };
}
