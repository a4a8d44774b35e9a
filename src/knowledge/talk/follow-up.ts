import type { Locale } from '../../core/index.ts';

/** How a message leans on what was said before it. */
export interface FollowUp {
  /**
   * `open`: says itself that it goes on ("那…", "what about…", "it") or names no subject of its own ("多少钱?").
   * `maybe`: could stand alone, and is read in context only when it finds nothing by itself.
   */
  kind: 'open' | 'maybe';
  /** What the message says, without the words that only point back. */
  rest: string;
  /** Whether `rest` asks for something ("how much"), or only names a thing ("电视呢?"). */
  asks: boolean;
}

const ZH_LEAD =
  /^(?:(?:哦|噢|嗯|好的?|行|知道了|明白了|ok|那么|那|然后|还有|另外|所以|但是?|不过|对了|请问|我想问一?下?)[,，。!！\s]*)+/iu;
const ZH_BACK = /它们|它|这个|那个|这种|那种|这样|那样|这些|那些|上面(?:说的)?|刚才(?:说)?的|其中|一下|的话/gu;
const ZH_ASKS =
  /多少钱?|价格|费用|收费|要钱|免费|贵不?贵?|便宜|几(?:天|号|点|个|次|年|块|元|折|期|层|小时|分钟)|多久|多长(?:时间)?|什么时候|何时|啥时候|哪里|哪儿|哪个|在哪|去哪|怎么样?|咋|如何|能不能|可不可以|可以|能|行|会不会|会|谁|为什么|为啥|需要|什么|啥|有没有|有|要不要|要|是不是|是/gu;
const ZH_PARTICLES = /[吗么嘛呢吧啊呀哦了的我你您们到办弄做给就都也还再在去来和与]|[\s\p{P}]/gu;

const EN_LEAD =
  /^(?:(?:ok(?:ay)?|oh|ah|i see|got it|alright|right|yes|no|thanks|and|but|so|then|also|actually|well|what about|how about|what if|now)\b[,.!\s]*)+/i;
const EN_BACK =
  /\b(?:it(?:'?s)?|that(?:'?s)?|this|these|those|they|them|there|one|ones|too|instead|either|then|the same)\b/gi;
const EN_ASKS =
  /\b(?:how (?:much|long|many|often|far|soon|fast)|how|what|when|where|which|who|whom|whose|why|can|could|do|does|did|is|are|was|were|will|would|should|may|cost|costs|price|fee|fees|free|expensive)\b/gi;
const EN_PARTICLES =
  /\b(?:i|you|we|my|your|our|me|us|a|an|the|to|for|of|on|in|at|by|with|from|be|been|get|gets|got|have|has|had|need|take|takes|go|goes|pay|pays|any|anything|some|something|doesn'?t|don'?t|isn'?t|not|if|or|and|please|long|much|myself|there'?s)\b|[\s\p{P}]/giu;

/** A message longer than this says itself what it is about. */
const LONGEST_ZH = 14;
const LONGEST_EN = 9;

/** Null when the message stands on its own. */
export function readFollowUp(text: string): FollowUp | null {
  const plain = text.normalize('NFKC').trim();
  return /\p{Script=Han}/u.test(plain) ? readChinese(plain) : readEnglish(plain);
}

/** What is left of a question when the words that ask are taken away: "怎么预约安装?" is about "预约安装". */
export function subjectOf(text: string, locale: Locale): string {
  const plain = text.normalize('NFKC').trim();
  if (locale === 'zh-CN')
    return plain
      .replace(ZH_LEAD, '')
      .replace(ZH_BACK, '')
      .replace(ZH_ASKS, ' ')
      .replace(/[吗么嘛呢吧啊呀了我你您们\s\p{P}]+/gu, ' ')
      .trim();
  return plain
    .replace(EN_LEAD, '')
    .replace(EN_BACK, ' ')
    .replace(EN_ASKS, ' ')
    .replace(/\b(?:i|you|we|my|your|our|me|us|a|an|the|to|of|be|get|have|please)\b|[\s?!.,;:]+/gi, ' ')
    .trim();
}

function readChinese(text: string): FollowUp | null {
  if ((text.match(/\p{Script=Han}/gu)?.length ?? 0) > LONGEST_ZH) return null;
  const rest = text.replace(ZH_LEAD, '').replace(ZH_BACK, '').trim();
  const pointsBack = rest !== text;
  const subject = rest.replace(ZH_ASKS, '').replace(ZH_PARTICLES, '');
  const asks = ZH_ASKS.test(rest);
  ZH_ASKS.lastIndex = 0;
  const namesOnly = /呢[?？!！。]*$/u.test(rest) && !asks;
  const open = pointsBack || namesOnly || subject.length < 2;
  return { kind: open ? 'open' : 'maybe', rest: rest.replace(/呢[?？]*$/u, ''), asks };
}

function readEnglish(text: string): FollowUp | null {
  if (text.split(/\s+/).length > LONGEST_EN) return null;
  const lead = text.replace(EN_LEAD, '').trim();
  const rest = lead.replace(EN_BACK, ' ').replace(/\s+/g, ' ').trim();
  const pointsBack = lead !== text || rest !== lead;
  const subject = rest.replace(EN_ASKS, '').replace(EN_PARTICLES, '');
  const asks = EN_ASKS.test(rest);
  EN_ASKS.lastIndex = 0;
  const open = pointsBack || subject.length < 2 || !asks;
  return { kind: open ? 'open' : 'maybe', rest, asks };
}
