import { type Quantity, quantitiesIn } from './quantities.ts';

/** What may not be made up. */
export interface Facts {
  quantities: readonly Quantity[];
  /** Web and mail addresses, phone numbers, model and order numbers. */
  names: ReadonlySet<string>;
  /** Kinds of promises that the text makes or speaks of. */
  promises: ReadonlySet<string>;
}

const ADDRESS = /https?:\/\/[^\s)\]>"'，。；]+|www\.[^\s)\]>"'，。；]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu;
/** "KX-200", "E5", "400-820-8820": letters with digits, or digits with signs between them. */
const NAME = /(?<![\p{L}\d])(?:[a-z]+[-_./]?\d[a-z\d]*(?:[-_./][a-z\d]+)*|\d+[a-z]+\d[a-z\d]*|\d{3,4}(?:-\d{3,8})+)/giu;

/** What a shop may be held to. A text may speak of one only where its source does. */
const PROMISES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['free', /\bfree\b|no (?:extra )?(?:charge|cost|fee)|complimentary|免费|免运费|包邮|不收费|不收取|不用钱|无需付费/i],
  ['refund', /\brefund|money back|reimburse|退款|退钱|返还|退还/i],
  ['compensation', /compensat|赔|补偿/i],
  ['discount', /discount|coupon|voucher|\boff\b|cheaper|rebate|折|优惠|券|立减|返现|降价/i],
  ['gift', /\bgifts?\b|giveaway|赠|礼品|送您|送你/i],
  ['guarantee', /guarantee|promise|warrant|certain|definite|assure|\bsure\b|保证|承诺|一定|绝对|必定|确保|质保|保修/i],
  ['at once', /immediate|at once|right away|instant|same[- ]day|马上|立刻|立即|当天|当日|即时/i],
  ['replacement', /replac|exchang|换货|更换|换新|退换/i],
  ['return', /\breturn|退货|退换|无理由/i],
];

export function factsIn(text: string): Facts {
  const plain = text.normalize('NFKC');
  const addresses = plain.match(ADDRESS) ?? [];
  const names = plain.replace(ADDRESS, ' ').match(NAME) ?? [];
  return {
    quantities: quantitiesIn(plain.replace(ADDRESS, ' ')),
    names: new Set(
      [...addresses, ...names].map((name) => name.toLowerCase().replace(/[-_./]+(?=[a-z\d])|[.,;:!?]+$/g, '')),
    ),
    promises: new Set(PROMISES.flatMap(([name, pattern]) => (pattern.test(plain) ? [name] : []))),
  };
}

/** The first thing that the text says and its source does not, in words for a log; null when there is none. */
export function inventedIn(text: string, source: string): string | null {
  const [said, known] = [factsIn(text), factsIn(source)];
  for (const { value, unit } of said.quantities) {
    const stands = known.quantities.some((other) => other.value === value && (unit === '' || other.unit === unit));
    if (!stands) return `the number ${value}${unit === '' ? '' : ` (${unit})`}`;
  }
  for (const name of said.names) if (!known.names.has(name)) return 'a name or an address';
  for (const promise of said.promises) if (!known.promises.has(promise)) return `a promise (${promise})`;
  return null;
}
