import { createRequire } from 'node:module';
import { commonForm } from './common-forms.ts';

/** Longest text that is looked at, in UTF-16 code units. What a person asks stands in the first 2,000. */
const MAX_TEXT = 2_000;

const load = createRequire(import.meta.url);
const HAN = /\p{Script=Han}/u;

/** `foldText`, with the everyday variants of one word written as one. */
export function normalise(text: string): string {
  return withCommonForms(foldText(text));
}

export function withCommonForms(folded: string): string {
  return HAN.test(folded) ? commonForm(folded) : folded;
}

/**
 * The form in which texts are compared: NFKC (full-width folded), lower case, traditional characters simplified,
 * contractions opened ("can't" to "can not"), emoji and control characters turned into spaces. Any text is taken.
 */
export function foldText(text: string): string {
  const folded = text.slice(0, MAX_TEXT).toWellFormed().normalize('NFKC').toLowerCase();
  const plain = folded
    .replace(/[\u2018\u2019\u02bc`´]/g, "'")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Emoji_Presentation}\p{Extended_Pictographic}\ufffd]/gu, ' ');
  const opened = plain.includes("'") ? openContractions(plain) : plain;
  return HAN.test(opened) ? converter()(opened) : opened;
}

function openContractions(text: string): string {
  return text
    .replace(/\bcan't\b/g, 'can not')
    .replace(/\bwon't\b/g, 'will not')
    .replace(/n't\b/g, ' not')
    .replace(/'(s|re|ve|ll|d|m)\b/g, '')
    .replace(/'/g, ' ');
}

/** Made when the first Chinese text comes: its tables take 5 MB. */
const converter = onceMade(() => {
  const { Converter }: typeof import('opencc-js/t2cn') = load('opencc-js/t2cn');
  return Converter({ from: 't', to: 'cn' });
});

function onceMade<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
