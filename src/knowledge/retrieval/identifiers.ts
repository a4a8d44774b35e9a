import { FUNCTION_WORDS } from './function-words.ts';

/** A number followed by one of these is a quantity or a date, not a name of a thing. */
const QUANTITY =
  /^(?:[年月日号天周元块万千百亿岁个次期点分秒时米寸升斤克瓦折成层楼台件张份名位人单%]|(?:st|nd|rd|th|am|pm|h|hr|hrs|min|mins|s|ms|d|k|w|m|mm|cm|km|g|kg|mg|ml|l|gb|mb|tb|kb|hz|khz|mhz|ghz|kw|kwh|v|mah|inch|in|ft|usd|eur|gbp|rmb|cny|yuan|day|days|week|weeks|month|months|year|years|hours|minutes|dollars)(?![a-z0-9]))/;
/** Three or four digits are a name only right after one of these; five and more always are. */
const NAMING = /(?:code|error|err|model|no|number|fault|错误|故障|报错|代码|型号|编号|提示)\W{0,3}$/;
const CANDIDATE = /[a-z0-9]+(?:[-_./][a-z0-9]+)*/g;

/**
 * The exact names in a normalised text: model numbers (KX-200, E5), error codes and long numbers, without hyphens and
 * dots. Quantities, years and dates are not names. "kx 200" gives "kx200" also, because people type it so.
 */
export function identifiersOf(normalised: string): string[] {
  const found = new Set<string>();
  let before: { token: string; end: number } | null = null;
  for (const match of normalised.matchAll(CANDIDATE)) {
    const token = match[0].replace(/[-_./]/g, '');
    const end = match.index + match[0].length;
    const rest = normalised.slice(end).replace(/^[ +多几]+/, '');
    if (isName(token, normalised.slice(Math.max(0, match.index - 12), match.index), rest)) found.add(token);
    if (before && match.index === before.end + 1 && isNameApart(before.token, token)) found.add(before.token + token);
    before = { token, end };
  }
  return [...found];
}

/** "kx 200", but not "for 6" or "from 3". */
function isNameApart(letters: string, digits: string): boolean {
  return /^\d{1,6}$/.test(digits) && /^[a-z]{1,5}$/.test(letters) && !FUNCTION_WORDS.has(letters);
}

function isName(token: string, before: string, rest: string): boolean {
  if (token.length > 40) return false;
  if (/^\d+$/.test(token)) {
    if (QUANTITY.test(rest)) return false;
    return token.length >= 5 || (token.length >= 3 && NAMING.test(before));
  }
  if (!/\d/.test(token) || !/[a-z]/.test(token)) return false;
  return !/^\d+x?\d*(?:st|nd|rd|th|am|pm|h|hr|hrs|min|mins|s|ms|d|k|w|m|mm|cm|km|g|kg|mg|ml|l|gb|mb|tb|kb|hz|khz|mhz|ghz|kw|kwh|v|mah|inch|in|ft|x)$/.test(
    token,
  );
}
