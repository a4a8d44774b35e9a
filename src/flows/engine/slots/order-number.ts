import * as z from 'zod';
import { type SlotReader, searched } from './heard.ts';

/** A shop's order number; kept in upper case without spaces and dashes. */
export const OrderNumberSlot = z.strictObject({
  type: z.literal('order_number'),
  pattern: z
    .string()
    .max(200)
    .default('[A-Z]{1,4}\\d{3,20}|\\d{8,20}')
    .describe('Regular expression of the shop’s numbers, upper case, without anchors'),
});
export type OrderNumberSlot = z.infer<typeof OrderNumberSlot>;

const CANDIDATE = /(?:\b[a-z] |[a-z]{1,6}-?)?\d[\d-]{2,24}/giu;
const MOBILE = /^1[3-9]\d{9}$/;

/** Finds "a-1024", "Ａ１０２４" and "订单A1024"; a bare mobile number is a phone, not an order. */
export function orderNumberReader(slot: OrderNumberSlot): SlotReader {
  const whole = new RegExp(`^(?:${slot.pattern})$`, 'u');
  return (heard) => {
    const text = searched(heard);
    for (const match of text.matchAll(CANDIDATE)) {
      for (const candidate of [match[0], match[0].replace(/^[a-z]+[\s-]/iu, '')]) {
        const value = candidate.toUpperCase().replace(/[\s-]/g, '');
        if (MOBILE.test(value) || !whole.test(value)) continue;
        const from = match.index + match[0].length - candidate.length;
        return { kind: 'value', value, from, to: match.index + match[0].length };
      }
    }
    return null;
  };
}
