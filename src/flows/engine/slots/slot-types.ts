import { type ChoiceSlot, choiceReader } from './choice.ts';
import { type DateSlot, dateReader } from './date.ts';
import type { SlotReader } from './heard.ts';
import { type MediaSlot, mediaReader } from './media.ts';
import { type NumberSlot, numberReader } from './number.ts';
import { type OrderNumberSlot, orderNumberReader } from './order-number.ts';
import { type PhoneSlot, phoneReader } from './phone.ts';
import { type RatingSlot, ratingReader } from './rating.ts';
import { type TextSlot, textReader } from './text.ts';
import { type YesNoSlot, yesNoReader } from './yes-no.ts';

/** Every kind of answer a flow can ask for. A new kind is a file beside these, a line in the lists here and in `definition.ts`. */
export type SlotType =
  | TextSlot
  | ChoiceSlot
  | NumberSlot
  | DateSlot
  | PhoneSlot
  | OrderNumberSlot
  | YesNoSlot
  | RatingSlot
  | MediaSlot;

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
