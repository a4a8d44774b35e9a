import type { Heard } from './slots/heard.ts';

/** Somebody says anew what they said: "不对，应该是椅子腿断了", "the address should be 5 Garden Road". */
export interface Rewording {
  /** What they name as wrong ("地址", "phone number"); null when the latest answer is meant. */
  subject: string | null;
  /** The new words in their own letters; empty when they only say that it is wrong. */
  words: string;
}

const GAP = '[\\s,，。.:：;；!！…~—-]*';
const OPENERS = `(?:(?:哎呀?|啊|哦|噢|呃|额|等等|等一下|稍等|抱歉|对不起|不好意思|oh|oops|wait|hang on|hold on|sorry|no|my bad|apologies|um|uh|actually)(?![a-z])${GAP})*`;

const SLIP_ZH = '(?:说|写|打|填|输|发|讲|选|搞|弄|记|看|留|报|传)(?:错|反)了?';
const SURE_ZH =
  '应该(?:是|改成|说是|为)|其实(?:应该)?是|正确的?(?:应该)?是|实际上?是|我(?:想说|要说|的意思)的?是|我是说|改成|改为|换成';
const WRONG_ZH = `(?:不对(?![劲称等])|不是(?:这样的?|这个|的)|错了|我?(?:刚才|刚刚|前面|上面)?(?:的|那[个句])?${SLIP_ZH}|(?:更正|纠正)(?:一下)?)`;

const SURE_EN =
  "it(?:'s| is| was) (?:actually )?|it should(?: have)? (?:be(?:en)?|read|say|said) |i mean(?:t)? (?:to (?:say|write|type|put) )?(?:that )?|should(?: have)? (?:be(?:en)?|read|say|said) |make (?:it|that) |change (?:it|that|this) to ";
const WRONG_EN =
  "(?:that(?:'s| is| was) (?:wrong|not right|incorrect)|i (?:said|wrote|typed|put|got) (?:it|that) wrong|i made a (?:mistake|typo)|correction|(?:my )?mistake|typo)";

/** The latest answer is meant. Group 1: the new words. */
const LATEST = [
  `^${OPENERS}${WRONG_ZH}${GAP}(?:${SURE_ZH}|是)?${GAP}(.+)$`,
  `^${OPENERS}不是?${GAP}(?:${SURE_ZH})${GAP}(.+)$`,
  `^${OPENERS}(?:我的意思是|我是说|改成|改为|换成)${GAP}(.+)$`,
  `^${OPENERS}${WRONG_EN}${GAP}(?:${SURE_EN})?(.+)$`,
  `^${OPENERS}(?:(?:what )?i mean(?:t)?(?: to (?:say|write|type|put))?(?: was| is)?|(?:it|that) should(?: have)? (?:be(?:en)?|read|say|said)|make (?:it|that)|change (?:it|that|this) to)[:,\\s]+(.+)$`,
  `^(?:oh |oops|wait|sorry)${GAP}(?:sorry${GAP})?it(?:'s| is| was) (.+)$`,
].map((source) => new RegExp(source, 'isu'));

/** What is meant is named. Group 1: its name; group 2: the new words, if any. */
const NAMED = [
  `^${OPENERS}(?:把|我的|我|那个?|刚才的?|上面的?|前面的?)?([\\p{Script=Han}]{2,6}?)(?:这里|这项)?(?:不对(?![劲称等])|不是这个|有误|${SLIP_ZH}|错了)${GAP}(?:${SURE_ZH}|是)?${GAP}(.*)$`,
  `^${OPENERS}(?:把|我的|我|那个?|刚才的?|上面的?|前面的?)?([\\p{Script=Han}]{2,6}?)(?:应该(?:是|改成|为)|改成|改为|换成)${GAP}(.+)$`,
  `^${OPENERS}我?(?:要|想)?(?:改|修改|更正)(?:一下)?([\\p{Script=Han}]{2,6})()$`,
  `^${OPENERS}(?:the |my |that )?([a-z][a-z ]{1,29}?)(?: is|'s| was) (?:wrong|not right|incorrect)${GAP}(?:${SURE_EN})?(.*)$`,
  `^${OPENERS}(?:the |my |that )?([a-z][a-z ]{1,29}?) should(?: have)? (?:be(?:en)?|read|say|said)[:\\s]+(.+)$`,
  `^${OPENERS}(?:please )?change (?:the |my )([a-z][a-z ]{1,29}?) to (.+)$`,
  `^${OPENERS}(?:(?:that was |i (?:gave|sent|typed|wrote|entered|picked|chose|put)(?: you)? )?the )?wrong ([a-z][a-z ]{1,29}?)(?:${GAP}(?:${SURE_EN})(.+))?$`,
  `^${OPENERS}(?:i (?:want|need|would like|'d like) to |let me )?(?:change|correct) (?:the |my )([a-z][a-z ]{1,29})()$`,
].map((source) => new RegExp(source, 'isu'));

/** All ways in which the words may be meant, the named ones first; empty when nothing is taken back. */
export function rewordingsIn(heard: Heard): Rewording[] {
  const own = heard.own.replaceAll('’', "'");
  const found: Rewording[] = [];
  for (const pattern of NAMED) {
    const match = pattern.exec(own);
    if (match?.[1] !== undefined) found.push({ subject: match[1].trim(), words: trimmed(match[2] ?? '') });
  }
  for (const pattern of LATEST) {
    const words = trimmed(pattern.exec(own)?.[1] ?? '');
    if (words !== '') return [...found, { subject: null, words }];
  }
  return found;
}

/** Whether a name that a customer uses ("收货地址", "phone") is that of the label ("新地址", "phone number"). */
export function isNamed(subject: string, label: string): boolean {
  const said = subject.toLowerCase();
  const known = label.toLowerCase();
  if (/\p{Script=Han}/u.test(known)) {
    const signs = [...known];
    return signs.some((sign, index) => index > 0 && said.includes(`${signs[index - 1]}${sign}`));
  }
  const words = new Set(known.split(/\s+/).map(singular));
  return said.split(/\s+/).some((word) => !FILLERS.has(word) && words.has(singular(word)));
}

const FILLERS = new Set(['a', 'the', 'my', 'new', 'what', 'number', 'of', 'to']);

function singular(word: string): string {
  return word.replace(/s$/, '');
}

function trimmed(words: string): string {
  return words.replace(/^[\s,，。.:：;；!！]+/u, '').trim();
}
