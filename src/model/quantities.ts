/** A number with what it counts: "7 working days" is { value: 7, unit: 'workday' }. Unit '' where none is recognised. */
export interface Quantity {
  value: number;
  unit: string;
}

/** Units by what they mean, so that 3 天 is 3 days. The longer ones come first. */
const UNITS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['workday', /^\s*(?:-\s*)?(?:个?工作日|(?:working|business|work)[- ]days?\b)/i],
  ['month', /^\s*(?:-\s*)?(?:个?月|months?\b)/i],
  ['week', /^\s*(?:-\s*)?(?:周|个?星期|weeks?\b)/i],
  ['hour', /^\s*(?:-\s*)?(?:个?小时|h(?:ours?|rs?)?\b)/i],
  ['minute', /^\s*(?:-\s*)?(?:分钟|min(?:ute)?s?\b)/i],
  ['second', /^\s*(?:-\s*)?(?:秒|seconds?\b)/i],
  ['day', /^\s*(?:-\s*)?(?:天|日|days?\b)/i],
  ['year', /^\s*(?:-\s*)?(?:年|years?\b)/i],
  ['yuan', /^\s*(?:元|块|人民币|yuan\b|rmb\b|cny\b)/i],
  ['dollar', /^\s*(?:美元|美金|dollars?\b|usd\b)/i],
  ['euro', /^\s*(?:欧元|euros?\b|eur\b|€)/i],
  ['percent', /^\s*(?:%|percent\b|per cent\b)/i],
  ['tenths', /^\s*折/],
  ['metre', /^\s*(?:米|m\b|met(?:re|er)s?\b)/i],
  ['centimetre', /^\s*(?:厘米|公分|cm\b)/i],
  ['kilometre', /^\s*(?:公里|千米|km\b|kilomet(?:re|er)s?\b)/i],
  ['kilogram', /^\s*(?:公斤|千克|kg\b|kilograms?\b|kilos?\b)/i],
  ['clock', /^\s*(?:点|时|o'clock\b|[ap]\.?m\b)/i],
  ['times', /^\s*(?:次|遍|times\b)/i],
];
const BEFORE: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['yuan', /(?:[¥￥]|rmb|cny)\s*$/i],
  ['dollar', /(?:\$|usd)\s*$/i],
  ['euro', /(?:€|eur)\s*$/i],
];

const DIGITS = /\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/g;
const HAN = /(?<!\d\s*)[零〇一二两三四五六七八九十百千万半]+/g;
const HAN_DIGITS = '零一二三四五六七八九';
const ENGLISH: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
    'seventeen eighteen nineteen twenty'
  )
    .split(' ')
    .map((word, value) => [word, value])
    .concat([
      ...['thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'].map((word, at) => [word, (at + 3) * 10]),
      ['hundred', 100],
      ['thousand', 1_000],
      ['half', 0.5],
      ['once', 1],
      ['twice', 2],
    ] as (string | number)[][]),
);
const ENGLISH_RUN = new RegExp(
  `\\b(?:${Object.keys(ENGLISH).join('|')})(?:[- ](?:and )?(?:${Object.keys(ENGLISH).join('|')}))*\\b`,
  'gi',
);

/** "3–7 days", "three or four days": the unit stands after the second number. */
const RANGE = new RegExp(
  `^\\s*(?:-|–|—|~|至|到|to|or|或)\\s*(?:[\\d.]+|[零〇一二两三四五六七八九十百千万半]+|(?:${Object.keys(ENGLISH).join('|')})\\b)`,
  'i',
);

/** Every number of a text, in digits or in words of both languages, with its unit. */
export function quantitiesIn(text: string): Quantity[] {
  const plain = text.normalize('NFKC');
  return [
    ...[...plain.matchAll(DIGITS)].map((hit) => quantity(plain, hit, Number(hit[0].replaceAll(',', '')))),
    ...[...plain.matchAll(HAN)].flatMap((hit) => {
      const found = quantity(plain, hit, hanValue(hit[0]));
      // "一" of 一般 and 万 of 万一 count nothing.
      return found.unit === '' && hit[0].length === 1 ? [] : [found];
    }),
    ...[...plain.matchAll(ENGLISH_RUN)].map((hit) => quantity(plain, hit, englishValue(hit[0]))),
  ];
}

function quantity(text: string, hit: RegExpExecArray, value: number): Quantity {
  const end = hit.index + hit[0].length;
  // "3 万元": ten thousand times as much.
  const tenThousands = /^\s*万/.exec(/\d$/.test(hit[0]) ? text.slice(end) : '')?.[0] ?? '';
  const rest = text.slice(end + tenThousands.length).replace(RANGE, '');
  const unit =
    UNITS.find(([, pattern]) => pattern.test(rest))?.[0] ??
    BEFORE.find(([, pattern]) => pattern.test(text.slice(Math.max(0, hit.index - 6), hit.index)))?.[0] ??
    '';
  return { value: tenThousands === '' ? value : value * 10_000, unit };
}

function hanValue(run: string): number {
  if (run === '半') return 0.5;
  let total = 0;
  let section = 0;
  let digit = 0;
  for (const sign of run.replaceAll('两', '二').replaceAll('〇', '零').replace(/半$/, '')) {
    const place = { 十: 10, 百: 100, 千: 1_000 }[sign];
    if (sign === '万') {
      total += (section + digit) * 10_000;
      section = 0;
      digit = 0;
    } else if (place !== undefined) {
      section += (digit || 1) * place;
      digit = 0;
    } else digit = HAN_DIGITS.indexOf(sign);
  }
  return total + section + digit + (run.endsWith('半') ? 0.5 : 0);
}

function englishValue(run: string): number {
  let value = 0;
  for (const word of run.toLowerCase().split(/[- ]+/)) {
    const next = ENGLISH[word];
    if (next === undefined) continue;
    value = next >= 100 ? (value || 1) * next : value + next;
  }
  return value;
}
