import { wholeMessage } from './whole-message.ts';

const VAGUE = [
  '(?:请|请问|麻烦)?(?:我)?(?:想|要)?(?:再)?(?:问|咨询|请教|了解)(?:一?下|个问题|一个问题|点事|个事)?(?:啊|吧|吗)?',
  '(?:我)?(?:这边|这里|这儿)?(?:有|遇到|碰到|出)(?:了)?(?:个|一个|点|一点|些)?(?:问题|事|事情|情况|麻烦|毛病|状况|故障)(?:了)?(?:啊|呀|想问)?',
  '(?:我)?(?:的|买的|这|那|这个|那个|它|这东西|东西|商品|产品|机器)?(?:又)?(?:坏|不行|不好用|不能用|用不了|不好使|出毛病|有毛病|出故障|不对劲|不工作)(?:了|啊)*',
  '(?:这|那|这个|那个)?(?:是)?(?:怎么|咋)(?:办|弄|整|搞|回事|用|样)(?:啊|呀|呢|才好|嘛)*|(?:什么|啥)(?:情况|意思|东西)|为什么|为啥|然后呢|所以呢|那个东西(?:呢)?',
  '(?:请|快|能)?(?:帮|救)(?:帮|救)?(?:我|忙|个忙|一下|下)(?:一下|下|个忙|吧|吗|啊)?|帮帮忙|救命|求助|急+|很急|在线等|有事',
  "(?:can you |could you |please |pls |i need )?(?:some )?help(?: me| us)?(?: out)?(?: please| pls)?|(?:i have|i've|i've got|ive got|i got|got|there's|there is|have) (?:a|an|some)? ?(?:problem|question|issue)s?|(?:a )?(?:problem|question|issue)s?",
  "(?:it|this|that|something|mine)(?:'s| is|s)? ?(?:all )?(?:broken|wrong|not working|broke|(?:does|is)(?:n't|nt| not) ?work(?:ing)?|stopped working|died|dead)|(?:does|is)(?:n't|nt| not) work(?:ing)?|broken|not working",
  'what (?:do|should|can) i do(?: now)?|what now|now what|so what|what|huh|so|and|and then|why|how|how so|urgent|asap|emergency',
];
const WHOLE = new RegExp(`^(?:${VAGUE.join('|')})$`, 'u');

/**
 * Whether a message that found no answer holds nothing to search for: marks and pictures only, a stray digit, or a cry
 * for help that names neither thing nor trouble. It is no question that the base lacks: the customer has to say more.
 */
export function isVague(text: string): boolean {
  if (text.length > 40) return false;
  const whole = wholeMessage(text);
  return /^\d{0,2}$/.test(whole) || WHOLE.test(whole);
}
