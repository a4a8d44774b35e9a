import type { MoodLanguage } from './language.ts';

/** A piece of a text and the tokens that it covers, `to` excluded. */
export interface Gram {
  text: string;
  from: number;
  to: number;
}

/** Words or characters in a row that make one feature. */
const LONGEST = 3;

/** The signs of a text that are compared: characters in Chinese, words and signs in English. */
export function tokensOf(folded: string, language: MoodLanguage): string[] {
  if (language === 'zh') return [...folded.replace(/ /g, '_')];
  // Whom a message is addressed to ("@shop") says nothing about its mood.
  return folded.replace(/@\w+/g, '@').match(/[\p{L}']+|\p{N}+|[^\s\p{L}\p{N}]+/gu) ?? [];
}

/**
 * All runs of one to three tokens, with the text's beginning and end as tokens of their own; with `withinWords`, also
 * the runs of three to five letters inside English words, which bridge typos and inflection. Each text once.
 */
export function gramsOf(tokens: readonly string[], language: MoodLanguage, withinWords: boolean): Gram[] {
  const found = new Map<string, Gram>();
  const join = language === 'zh' ? '' : ' ';
  const add = (text: string, from: number, to: number) => {
    if (!found.has(text)) found.set(text, { text, from: Math.max(0, from), to: Math.min(tokens.length, to) });
  };
  for (let from = -1; from <= tokens.length; from += 1) {
    let text = '';
    for (let size = 1; size <= LONGEST && from + size <= tokens.length + 1; size += 1) {
      const at = from + size - 1;
      const token = at < 0 ? '^' : at === tokens.length ? '$' : (tokens[at] ?? '');
      text = size === 1 ? token : text + join + token;
      add(text, from, from + size);
    }
  }
  if (withinWords && language === 'en') {
    for (const [at, word] of tokens.entries()) {
      if (!/\p{L}/u.test(word)) continue;
      const bounded = `<${word}>`;
      for (let size = 3; size <= 5 && size < bounded.length; size += 1) {
        for (let from = 0; from + size <= bounded.length; from += 1)
          add(`~${bounded.slice(from, from + size)}`, at, at + 1);
      }
    }
  }
  return [...found.values()];
}
