import type { Locale } from '../../core/index.ts';

/** Said by Chinese and English speakers alike, so they tell nothing. */
const INTERNATIONAL = new Set(
  'ok okay okk okok k bye byebye thx app apps vip wifi usb pdf qq wechat weixin alipay paypal visa email id logo led lcd tv ac hdmi type max pro plus mini wow lol haha hahaha'.split(
    ' ',
  ),
);

/** A Chinese word has about 1.6 characters, so this many weigh as much as one English word. */
const HAN_PER_WORD = 1.6;

/**
 * The language of a customer's text, from two characters on, or null when the text does not tell: numbers, emoji,
 * links, model and order numbers, words of both worlds such as "ok", or another language altogether.
 */
export function detectLocale(text: string): Locale | null {
  const plain = text
    .normalize('NFKC')
    .slice(0, 2_000)
    .replace(/https?:\/\/\S+|www\.\S+|\S+@\S+\.\S+/gi, ' ');
  if (/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(plain)) return null;
  const han = plain.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = englishWords(plain);
  if (words === null) return han > 0 ? 'zh-CN' : null;
  if (han === 0) return words > 0 ? 'en' : null;
  return han / HAN_PER_WORD >= words ? 'zh-CN' : 'en';
}

/** How many words of the text look English, or null when the letters are those of other languages. */
function englishWords(text: string): number | null {
  let english = 0;
  let foreign = 0;
  for (const word of text.match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu) ?? []) {
    const letters = word.replace(/\p{Script=Han}+/gu, ' ').trim();
    for (const part of letters.split(/\s+/)) {
      if (part === '' || /\p{N}/u.test(part)) continue;
      if (!/^[a-z'’]+$/i.test(part)) foreign += 1;
      else if (countsAsEnglish(part)) english += 1;
    }
  }
  return foreign > english / 3 ? null : english;
}

function countsAsEnglish(word: string): boolean {
  if (word.length < 2) return word === 'I';
  if (INTERNATIONAL.has(word.toLowerCase())) return false;
  // Capitals are brands, couriers and model names ("DHL", "KFR") unless somebody shouts a longer word.
  return word.length > 4 || word !== word.toUpperCase();
}
