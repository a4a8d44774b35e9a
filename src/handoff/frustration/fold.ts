import * as OpenCC from 'opencc-js/t2cn';

/** Longest text that is read, in UTF-16 code units: a mood shows itself in the first thousand. */
export const MAX_READ = 1_000;

const toSimplified = OpenCC.Converter({ from: 't', to: 'cn' });
const HAN = /\p{Script=Han}/u;

/**
 * The form in which texts are compared: NFKC, lower case, traditional folded to simplified; links, numbers and order
 * numbers become one sign each, so that no customer's data is ever a feature. Any text is taken.
 */
export function foldText(text: string): string {
  const lower = text.slice(0, MAX_READ).toWellFormed().normalize('NFKC').toLowerCase();
  const plain = lower
    .replace(/[\u2018\u2019\u02bc`´]/g, "'")
    .replace(/&(nbsp|amp|lt|gt|quot);?/g, ' ')
    .replace(/https?:\/\/\S+|www\.\S+/g, ' ¤ ')
    .replace(/#e-s(?:\[[^\]]{1,4}\]|\d+)?/g, ' ')
    .replace(/\[[a-z]*id_\d+\]/g, '№')
    .replace(/\[[^[\]]{1,12}\]/g, '0')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\ufffd]/gu, ' ')
    .replace(/\d+(?:[.:,]\d+)*/g, '0')
    .replace(/\s+/g, ' ')
    .trim();
  return HAN.test(plain) ? toSimplified(plain) : plain;
}
