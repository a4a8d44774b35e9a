import * as z from 'zod';
import { ChoiceSlot, choiceReader } from './choice.ts';
import { DateSlot, dateReader } from './date.ts';
import type { SlotReader } from './heard.ts';
import { MediaSlot, mediaReader } from './media.ts';
import { NumberSlot, numberReader } from './number.ts';
import { OrderNumberSlot, orderNumberReader } from './order-number.ts';
import { PhoneSlot, phoneReader } from './phone.ts';
import { RatingSlot, ratingReader } from './rating.ts';
import { TextSlot, textReader } from './text.ts';
import { YesNoSlot, yesNoReader } from './yes-no.ts';

/** Every kind of answer a flow can ask for. A new kind is a file beside these and a line in the three lists here. */
export const SlotType = z.discriminatedUnion('type', [
  TextSlot,
  ChoiceSlot,
  NumberSlot,
  DateSlot,
  PhoneSlot,
  OrderNumberSlot,
  YesNoSlot,
  RatingSlot,
  MediaSlot,
]);
export type SlotType = z.infer<typeof SlotType>;

export function slotReader(slot: SlotType): SlotReader {
  switch (slot.type) {
    case 'text':
      return textReader(slot);
    case 'choice':
      return choiceReader(slot);
    case 'number':
      return numberReader(slot);
    case 'date':
      return dateReader(slot);
    case 'phone':
      return phoneReader(slot);
    case 'order_number':
      return orderNumberReader(slot);
    case 'yes_no':
      return yesNoReader(slot);
    case 'rating':
      return ratingReader(slot);
    case 'media':
      return mediaReader(slot);
    default:
      return slot satisfies never;
  }
}

/** Kinds that are recognised with certainty when nobody asked for them ("订单 A1024,地址写错了" fills two). */
export function isVolunteered(slot: SlotType): boolean {
  switch (slot.type) {
    case 'order_number':
    case 'phone':
    case 'date':
    case 'choice':
      return true;
    case 'text':
    case 'number':
    case 'yes_no':
    case 'rating':
    case 'media':
      return false;
    default:
      return slot satisfies never;
  }
}
