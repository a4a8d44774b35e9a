import * as z from 'zod';
import type { Reading, SlotReader } from './heard.ts';

/** A question with two answers; shown as two buttons. */
export const YesNoSlot = z.strictObject({ type: z.literal('yes_no') });
export type YesNoSlot = z.infer<typeof YesNoSlot>;

const YES =
  /^(?:是的?|对的?|对对|嗯+|好的?|好吧|行的?|可以的?|要的?|要|需要|有的?|同意|确认|确定|没错|当然|没问题|ok|okay|okey|yes|yep|yeah|yup|sure|y|please do|of course|correct|right|confirm(?:ed)?|agreed?|i do|go ahead|👍|👌|✅|1)$/iu;
const NO =
  /^(?:不是|不对|不|否|不要|不用了?|不需要|不可以|不行|不同意|没有|没|算了|别|no|nope|nah|n|not? (?:really|now|thanks?)|don'?t|do not|i don'?t|never|👎|❌|2)$/iu;
const POLITE =
  /[\s,，。.!！~～、;；]+|谢谢你?们?|多谢|麻烦你?们?了?|请|的哈|哈|啊|呀|哦|呢|吧|了$|\b(?:please|pls|thanks|thank you|thx)\b/giu;

export function yesNoReader(_slot: YesNoSlot): SlotReader {
  return (heard) => {
    if (heard.text.length > 30) return null;
    const whole = heard.text.replace(/[。.!！~～\s]+$/u, '');
    const bare = heard.text.replace(POLITE, ' ').trim().replace(/\s+/g, ' ');
    const found = (value: boolean): Reading => ({ kind: 'value', value, from: 0, to: heard.text.length });
    if (YES.test(whole) || YES.test(bare)) return found(true);
    if (NO.test(whole) || NO.test(bare)) return found(false);
    const first = bare.split(' ')[0] ?? '';
    if (first === bare) return null;
    if (/^(?:yes|yeah|sure|ok|okay|是的|对|好的|可以)$/iu.test(first)) return found(true);
    if (/^(?:no|nope|不|不用|不要|不是)$/iu.test(first)) return found(false);
    return null;
  };
}
