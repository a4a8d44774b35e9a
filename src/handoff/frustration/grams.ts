import { addText, finishHash, startHash } from './hash.ts';
import type { MoodLanguage } from './language.ts';

/** A piece of a text by its 32-bit name, and the tokens that it covers, `to` excluded. */
export interface Gram {
  name: number;
  from: number;
  to: number;
}

/** Words or characters in a row that make one feature. */
const LONGEST = 3;
/** Letters in a row inside a word that make one. */
const SHORTEST_PART = 3;
const LONGEST_PART = 5;

const SEED = 3;
const EMPTY = startHash(SEED);
/** Parts of words have names of their own. */
const PART = addText(EMPTY, '~');

/** The signs of a text that are compared: characters in Chinese, words and signs in English. */
export function tokensOf(folded: string, language: MoodLanguage): string[] {
  if (language === 'zh') return [...folded.replace(/ /g, '_')];
  // Whom a message is addressed to ("@shop") says nothing about its mood.
  return folded.replace(/@\w+/g, '@').match(/[\p{L}']+|\p{N}+|[^\s\p{L}\p{N}]+/gu) ?? [];
}

/**
 * All runs of one to three tokens, with the text's beginning and end as tokens of their own; with `withinWords`, also
 * the runs of three to five letters inside English words, which bridge typos and inflection. Each text once. A run is
 * hashed while it grows: a message has some hundreds, and none is needed as a text.
 */
export function gramsOf(tokens: readonly string[], language: MoodLanguage, withinWords: boolean): Gram[] {
  const grams: Gram[] = [];
  const known = new Set<number>();
  const add = (hash: number, from: number, to: number) => {
    const name = finishHash(hash);
    if (known.has(name)) return;
    known.add(name);
    grams.push({ name, from: Math.max(0, from), to: Math.min(tokens.length, to) });
  };
  const join = language === 'zh' ? '' : ' ';
  const bounded = ['^', ...tokens, '$'];
  for (const [at, first] of bounded.entries()) {
    let hash = addText(EMPTY, first);
    add(hash, at - 1, at);
    for (let size = 2; size <= LONGEST; size += 1) {
      const next = bounded[at + size - 1];
      if (next === undefined) break;
      hash = addText(addText(hash, join), next);
      add(hash, at - 1, at - 1 + size);
    }
  }
  if (!withinWords || language !== 'en') return grams;
  for (const [at, word] of tokens.entries()) {
    if (!/\p{L}/u.test(word)) continue;
    const letters = `<${word}>`;
    for (let from = 0; from + SHORTEST_PART <= letters.length; from += 1) {
      let hash = addText(PART, letters.slice(from, from + SHORTEST_PART - 1));
      for (let size = SHORTEST_PART; size <= LONGEST_PART && from + size <= letters.length; size += 1) {
        hash = addText(hash, letters.charAt(from + size - 1));
        // A whole word is a token already.
        if (size < letters.length) add(hash, at, at + 1);
      }
    }
  }
  return grams;
}
