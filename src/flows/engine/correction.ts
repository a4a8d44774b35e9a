import type { CompiledSlot } from './flow.ts';
import { type Heard, hear, type Json } from './slots/heard.ts';

const CHINESE =
  /不对|不是的?(?=[,，\s]|这|那|我|[a-z\d])|不是(?=.{1,30}[,，。;；\s]\s*(?:而?是|应该))|(?:说|搞|弄|写|打|填|选|输|记|看)错了?|错了|更正|纠正|改成|改为|换成|改一下|应该是|其实是|是不是/u;
const ENGLISH =
  /\b(?:i meant?|i mean|should(?: have)? be(?:en)?|change (?:it|that|this|my \w+(?: \w+)?)(?: to)?|make (?:it|that)|correction|my mistake|my bad|oops|typo|wrong (?:one|number|order)|not that one|actually|sorry|wait|no)\b/u;

const ALL = new RegExp(`${CHINESE.source}|${ENGLISH.source}`, 'giu');

/** The words with which somebody takes back what they said; true for the whole message when nothing else is in it. */
export interface Correction {
  /** The message without the words of correcting. */
  rest: Heard;
  /** What stands behind the words of correcting: in "A1026, no wait, A1024" the new value. */
  after: Heard;
  /** "不是 A1024": what follows is what it is not. */
  negates: boolean;
  bare: boolean;
}

const SMALL = /[\p{P}\p{S}\s]|是的?|的|了|我|你|哦|啊|that'?s|it'?s|is|the|that|one/gu;
const ALONE =
  /^(?:不对|错了|(?:说|搞|弄|写|打|填|选|输)错了|that'?s (?:wrong|not right|incorrect)|wrong|incorrect|my mistake|oops|i made a mistake)$/iu;

/** Finds "不对,是 A1025", "sorry, I meant Friday", "改成下周三"; null when nothing is taken back. */
export function correctionIn(heard: Heard): Correction | null {
  if (heard.text.length > 200) return null;
  const marker = CHINESE.exec(heard.lower) ?? ENGLISH.exec(heard.lower);
  if (marker === null || marker[0] === '是不是') return null;
  const bare = ALONE.test(
    heard.lower
      .replace(/[\p{P}\s]+$/u, '')
      .replace(/^[\p{P}\s]+/u, '')
      .replace(/^(?:等等|等一下|wait|no|sorry|哎呀?)[\p{P}\s]*/u, ''),
  );
  const rest = `${heard.text.slice(0, marker.index)} ${heard.text.slice(marker.index + marker[0].length)}`
    .replace(ALL, ' ')
    .replace(/^[\s\p{P}]+/u, '');
  const after = heard.text.slice(marker.index + marker[0].length);
  return {
    rest: hear(rest, heard.locale, heard.today),
    after: hear(after, heard.locale, heard.today),
    negates: /^(?:不是|not)/.test(marker[0]),
    bare: bare || rest.replace(SMALL, '') === '',
  };
}

/**
 * The slot that the correction is about and its new value: the first of the candidates (the latest answered first)
 * in which the words hold another value than the present one.
 */
export function correctedSlot(
  correction: Correction,
  candidates: readonly CompiledSlot[],
  slots: Readonly<Record<string, Json>>,
): { slot: CompiledSlot; value: Json } | null {
  for (const slot of candidates) {
    if (slot.type.type === 'text' || slot.type.type === 'media') continue;
    const isSaidAfter = !correction.negates && slot.read(correction.after)?.kind === 'value';
    const value = otherValue(slot, isSaidAfter ? correction.after : correction.rest, slots[slot.name] ?? null);
    if (value !== null) return { slot, value };
  }
  return null;
}

/** "不是 A1024,是 A1025" names the old value too: it is cut out and the rest is read once more. */
function otherValue(slot: CompiledSlot, heard: Heard, present: Json): Json {
  const first = slot.read(heard);
  if (first?.kind !== 'value') return null;
  if (first.value !== present) return first.value;
  const rest = `${heard.text.slice(0, first.from)} ${heard.text.slice(first.to)}`;
  const second = slot.read(hear(rest, heard.locale, heard.today));
  return second?.kind === 'value' && second.value !== present ? second.value : null;
}
