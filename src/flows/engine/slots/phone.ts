import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import * as z from 'zod';
import { type Heard, type Reading, type SlotReader, searched } from './heard.ts';
import { spokenNumber } from './spoken-number.ts';

/** A phone number in any form; kept as E.164 (+8613800138000). */
export const PhoneSlot = z.strictObject({
  type: z.literal('phone'),
  last4: z.boolean().default(false).describe('Keeps only the last four digits, and takes four digits alone'),
  country: z
    .enum(['CN', 'HK', 'TW', 'MO', 'SG', 'MY', 'US', 'GB', 'AU', 'CA'])
    .default('CN')
    .describe('Assumed when no country code is said'),
});
export type PhoneSlot = z.infer<typeof PhoneSlot>;

/** Digits with the signs that people put between them; seven digits at least, so that an order's year is none. */
const CANDIDATE = /(?:\+|00)?[(\d][\d\s().\-–—]{5,22}\d/gu;
/** Not a part of a longer number, an order number or a year with its 年. */
const FOUR_DIGITS = /(?<![a-z\d-])\d{4}(?![\d年-])/iu;
/** Digits as they are read out: "五六七八", "5 6 7 8", "five six seven eight"; a year's 年 behind them is not one more. */
const READ_OUT =
  /(?<![a-z\d-])(?:[\d零〇一二三四五六七八九幺][\s-]?){4,}(?!年)|\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b[\s,-]*){4,}/giu;
const READ_OTHERWISE: Readonly<Record<string, number>> = { 幺: 1, oh: 0 };
/** A Chinese mobile number has eleven digits; with one less or more it would pass as some landline's. */
const MISCOUNTED_MOBILE = /^1[3-9](?:\d{8}|\d{10})$/;
const CHINESE_DIGITS = '零一二三四五六七八九';

export function phoneReader(slot: PhoneSlot): SlotReader {
  return (heard) => (slot.last4 ? readLastFour(slot, heard) : readPhone(slot, heard));
}

function readLastFour(slot: PhoneSlot, heard: Heard): Reading | null {
  const whole = readPhone(slot, heard);
  if (whole?.kind === 'value') return { ...whole, value: String(whole.value).slice(-4) };
  const four = FOUR_DIGITS.exec(searched(heard));
  if (four) return { kind: 'value', value: four[0], from: four.index, to: four.index + 4 };
  return whole ?? readSpokenFour(searched(heard));
}

function readSpokenFour(text: string): Reading | null {
  for (const { 0: run, index } of text.matchAll(READ_OUT)) {
    const signs = run.toLowerCase().match(/[a-z]+|[^\s,-]/gu) ?? [];
    if (signs.length !== 4) continue;
    const value = signs.map((sign) => READ_OTHERWISE[sign] ?? spokenNumber(sign)).join('');
    return { kind: 'value', value, from: index, to: index + run.trimEnd().length };
  }
  return null;
}

function readPhone(slot: PhoneSlot, heard: Heard): Reading | null {
  const text = searched(heard).replace(/[零〇一二三四五六七八九幺]{7,}/gu, (run) =>
    [...run].map((sign) => (sign === '幺' ? 1 : Math.max(0, CHINESE_DIGITS.indexOf(sign)))).join(''),
  );
  let seen: Reading | null = null;
  for (const match of text.matchAll(CANDIDATE)) {
    // A number glued to letters is an order number, not a phone.
    if (/[a-z]$/i.test(text.slice(0, match.index))) continue;
    const raw = match[0].replace(/^00/, '+');
    const digits = raw.replace(/\D/g, '').length;
    if (digits < 7 || digits > 15) continue;
    if (slot.country === 'CN' && MISCOUNTED_MOBILE.test(raw.replace(/\D/g, ''))) {
      seen = { kind: 'invalid', reason: 'phone-impossible' };
      continue;
    }
    const phone = parsePhoneNumberFromString(raw, slot.country);
    if (phone?.isValid())
      return { kind: 'value', value: phone.number, from: match.index, to: match.index + match[0].length };
    seen = { kind: 'invalid', reason: 'phone-impossible' };
  }
  return seen;
}
