import { wholeMessage } from './whole-message.ts';

const REJECTED = [
  '(?:不是|不对|错了|都不是|都不对|没用|没帮助|没有帮助|没什么用|不相关|答非所问|牛头不对马嘴)(?:啊|呀|吧|的|哦|诶)?',
  '(?:啊|呃|额)?(?:不|都不|也不)是(?:这|那)(?:个|些|样|种)?(?:意思|问题|回事)?(?:啊|呀|吧|的|哦)?',
  '(?:我)?(?:问|说|要|想问|想要|指)的(?:也|都)?不是(?:这|那)(?:个|些)?(?:啊|呀|吧)?',
  '(?:这|那|都|也)?(?:个|些)?不是我(?:要|想|问|说|想问|想要|要问)的(?:问题|意思)?',
  '我?不是(?:问|说|指)(?:这|那)(?:个|些)',
  '你?(?:没|没有)(?:听懂|看懂|明白|理解|回答)(?:我)?(?:的)?(?:意思|问题|话)?|你?(?:理解|听|答)错了',
  "(?:no )?(?:not|neither of|none of) (?:that|this|those|these|it|them)(?: one)?|neither|(?:no )?(?:that|this|it)(?:'s| is|s)? (?:not (?:it|that|this|right|helpful|what i (?:asked|meant|mean|want|wanted|was asking)(?: for| about)?)|wrong|unhelpful|useless)",
  "(?:no )?not what i (?:asked|meant|mean|want|wanted)(?: for| about)?|wrong(?: answer| one| question)?|(?:that |this |it )?(?:did|does)(?:n't|nt| not) (?:help|answer (?:it|that|my question))|not helpful|unhelpful",
  "(?:you|u) (?:mis(?:understood|understand)(?: me)?|(?:did|do)(?:n't|nt| not) (?:understand|get) (?:me|it|that|my question))",
];
const WHOLE = new RegExp(`^(?:${REJECTED.join('|')})$`, 'u');

/** Whether a message does nothing but refuse what was just said or offered: "不是这个", "no, not that", 👎. */
export function refuses(text: string): boolean {
  if (text.length > 40) return false;
  const whole = wholeMessage(text);
  return whole === '' ? /👎/u.test(text) : WHOLE.test(whole);
}
