import type { Locale } from '../../../core/index.ts';
import { simplified } from './simplified.ts';

/** A JSON value: slots and call results live in the conversation's stored state, so nothing else may be in them. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A customer's words, cleaned once per event and then given to every slot type. */
export interface Heard {
  /** Trimmed, full-width and circled forms folded (NFKC), variation selectors and keycaps removed, simplified. */
  text: string;
  /** What was said in its own letters, for answers that are kept as words: "，" stays "，". */
  own: string;
  /** `text` in lower case, same length, so that spans are good in both. */
  lower: string;
  locale: Locale;
  /** The customer's calendar day. */
  today: Temporal.PlainDate;
}

/** What a slot type found. The span `from`..`to` counts UTF-16 units of `Heard.text`. */
export type Reading =
  | { kind: 'value'; value: Json; from: number; to: number }
  /** It is meant for this slot and cannot be right, such as 2月30日. `reason` names a sentence of the words file. */
  | { kind: 'invalid'; reason: InvalidReason };

/** Made once per slot when the flow is compiled; null when the words hold nothing of its kind. */
export type SlotReader = (heard: Heard) => Reading | null;

export type InvalidReason =
  | 'no-such-date'
  | 'date-too-early'
  | 'date-too-late'
  | 'number-out-of-range'
  | 'number-not-whole'
  | 'phone-impossible'
  | 'text-too-long'
  | 'text-too-short'
  | 'text-no-words'
  | 'too-many-files';

/** Longest text in which typed values are looked for. An order number hides in a sentence, not in an essay. */
const LONGEST_SEARCHED = 600;

export function hear(raw: string, locale: Locale, today: Temporal.PlainDate): Heard {
  const text = fold(raw);
  const lower = text.toLowerCase();
  const own = raw.replace(/\s+/g, ' ').trim();
  return { text, own, lower: lower.length === text.length ? lower : text, locale, today };
}

/** The part of the text in which typed values are looked for. */
export function searched(heard: Heard): string {
  return heard.text.length > LONGEST_SEARCHED ? heard.text.slice(0, LONGEST_SEARCHED) : heard.text;
}

/**
 * NFKC folds full-width digits, circled numbers and ideographic spaces; keycaps leave their digit; traditional
 * characters are simplified.
 */
export function fold(raw: string): string {
  return simplified(raw.normalize('NFKC'))
    .replace(/[\uFE0E\uFE0F\u20E3\u200B-\u200D\u2060\uFEFF]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const FILLERS =
  /我的|我|是的|是|的|订单号码|订单号|订单|单号|手机号码|手机号|手机|电话号码|电话|尾号|[后末]四位|号码|日期|时间|大概|应该|就是|就|那个|这个|那|选择|选|第|号|个|给你们|给|打|评|为|填|写|好的|好|嗯+|哦|啊|吧|呢|了|哈|您好|你好|谢谢|麻烦|请|帮|查一?下|查|看看|看|一下|\b(?:my|the|order|number|phone|tracking|date|is|it'?s|its|it|i'?d|i'?ll|i|was|on|at|for|a|an|say|give|you|pick|choose|option|please|pls|thanks|thank|hi|hello|well|um|uh|okay|ok|that'?s|that|this|would|be|rate|no|nr|id|last|four|digits|ends?|ending|with|in|and)\b|[\p{P}\p{S}\s]/gu;

/**
 * Whether the span is the whole message but for small words: "订单号是 A1024 哦" is, "A1024 要几天到" is not.
 * Only then a value is taken without asking whether the message was about something else.
 */
export function covers(text: string, from: number, to: number): boolean {
  return coverTogether(text, [{ from, to }]);
}

/** The same for several spans, which do not overlap: "A1024 尾号 5678" is an order number and four digits. */
export function coverTogether(text: string, spans: readonly { from: number; to: number }[]): boolean {
  let rest = text;
  for (const { from, to } of spans.toSorted((a, b) => b.from - a.from))
    rest = `${rest.slice(0, from)} ${rest.slice(to)}`;
  return rest.length <= 60 && rest.toLowerCase().replace(FILLERS, '') === '';
}

const QUESTION =
  /[?？]\s*$|吗|呢$|怎么|怎样|如何|多久|多少|多长|什么|啥|哪|为何|(?<![前这那好过])几(?!天[前以之])[天号时点]|是不是|能不能|可不可以|有没有|会不会|要不要|^(?:what|how|when|where|why|who|which|can|could|do|does|did|is|are|will|would|should|may|have|has)\b/iu;

/** Whether it reads like a question to the shop. A long text is a story, even with a question mark in it. */
export function looksLikeQuestion(text: string): boolean {
  return text.length <= 120 && QUESTION.test(text);
}
