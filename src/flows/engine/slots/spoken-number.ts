const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  壹: 1,
  二: 2,
  两: 2,
  俩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000, 万: 10_000 };

const ENGLISH: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
};

/** Regex source of a spoken number in either language, digits included; capture it and give it to `spokenNumber`. */
export const NUMBER_SOURCE = `-?\\d{1,9}(?:\\.\\d{1,4})?|[${Object.keys(DIGITS).join('')}${Object.keys(UNITS).join('')}]{1,9}|\\b(?:${Object.keys(ENGLISH).join('|')})\\b`;

/** Reads "9", "九", "二十五", "两百零三", "nine" or "🔟"; null when it is no number. */
export function spokenNumber(text: string): number | null {
  const word = text.trim().toLowerCase();
  if (/^-?\d+(?:\.\d+)?$/.test(word)) return Number(word);
  if (word === '🔟') return 10;
  return ENGLISH[word] ?? chineseNumber(word);
}

/** Both ways of writing: by units (二十五 = 25) and digit by digit (二零二六 = 2026). */
function chineseNumber(word: string): number | null {
  const signs = [...word];
  if (signs.length === 0 || !signs.every((sign) => sign in DIGITS || sign in UNITS)) return null;
  if (!signs.some((sign) => sign in UNITS)) return Number(signs.map((sign) => DIGITS[sign]).join(''));
  let total = 0;
  let section = 0;
  let digit: number | null = null;
  for (const sign of signs) {
    const unit = UNITS[sign];
    if (unit === undefined) {
      digit = DIGITS[sign] ?? 0;
    } else if (unit === 10_000) {
      total += (section + (digit ?? 0)) * unit;
      section = 0;
      digit = null;
    } else {
      section += (digit ?? 1) * unit;
      digit = null;
    }
  }
  return total + section + (digit ?? 0);
}
