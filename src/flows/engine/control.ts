import type { Locale } from '../../core/index.ts';
import type { Heard } from './slots/heard.ts';

/** What a customer may say in any flow at any time, beside answering. */
export type Control =
  | { kind: 'cancel' }
  | { kind: 'back' }
  | { kind: 'person' }
  | { kind: 'skip' }
  | { kind: 'done' }
  | { kind: 'keep' }
  | { kind: 'continue' }
  | { kind: 'help' }
  | { kind: 'language'; locale: Locale };

/** Longer than this it is a sentence about something, not a command. */
const LONGEST_CONTROL = 40;

const POLITE =
  /[\s,，。.!！~～、;；]+|谢谢你?|麻烦你?|请你?|帮我|给我|一下|\b(?:please|pls|thanks|thank you|just|can you|could you|can we|let'?s|i want to|i'd like to|i would like to|i wanna)\b/giu;

/** What people say before they come to it: "actually never mind", "哦那算了". */
const BEFOREHAND =
  /^(?:(?:actually|oh|ok(?:ay)?|well|hmm+|sorry|啊|哦|噢|呃|嗯|那个|其实|不好意思)[\s,，。.]*)+(?=\S)/iu;

/** Whole messages only: "取消订单" is about an order and must not end the flow. */
const PATTERNS: readonly (readonly [RegExp, Control])[] = [
  [
    /^(?:取消|(?:那|还是)?算了吧?(?: ?我?(?:还是)?不[^\s]{1,4}了)?|不弄了|不查了|不用查了|不问了|不投诉了|不填了|不做了|不评了|退出|结束|停止|先这样吧?|不想(?:弄|查|填|做|说|评)了|不需要了|cancel(?: (?:it|this|that))?|stop(?: (?:it|this))?|quit|exit|nevermind|nvm|never mind(?: (?:keep|leave) (?:it|them|that))?|forget (?:it|this|about it)|end this|abort|leave it)$/iu,
    { kind: 'cancel' },
  ],
  [
    /^(?:上一步|返回|返回上一步|回到?上一[步个题]|回去|后退|上一[题个]问?题?|改上一[步个题]|重新选|go back|back|previous(?: (?:step|question))?|one step back|undo|step back)$/iu,
    { kind: 'back' },
  ],
  [
    /^(?:我?要?想?(?:转|找|接|要|叫|换)?个?(?:到|接)?(?:人工|真人|活人)(?:客服|服务|坐席)?|我?要?(?:找|转|叫)(?:个)?客服|(?:talk|speak|chat)(?: to| with)(?: an?| the)?(?: real| live)? ?(?:person|human|agent|representative|someone|operator)|(?:an? )?(?:real |live |human )?(?:agent|person|human|representative|operator|human being)|get me (?:an?|the) (?:human|person|agent)|(?:transfer|connect) me(?: to (?:an?|the) (?:human|person|agent))?|human agent)$/iu,
    { kind: 'person' },
  ],
  [
    /^(?:跳过|略过|不填|没有|无|下一[个题步]|不想说|不方便|不用了?|不需要|没了|暂时没有|没有?(?:照片|图片?|订单号?|电话)(?:了|可[发填留])?|(?:暂时|先|就|都|也|还是)?不(?:用|需要|了|留|填|发|写|说)(?:了|吧)?|我?(?:也|都|真的?)?不太?(?:知道|清楚|记得|确定)了?|忘记?了|记不(?:得|清)了?|想不起来了?|没关系|没事|都行|都可以|随便|无所谓|skip(?: (?:it|this|that))?|pass|none|nothing|n\/?a|next|no(?:pe|t applicable|,? thanks?)?|rather not(?: say)?|prefer not to say|not (?:now|really|today|right now|at the moment)|no(?:,? (?:i'?m|it'?s) (?:fine|good|ok(?:ay)?))|(?:it'?s |that'?s |i'?m |all )?(?:fine|good|ok(?:ay)? (?:without|as it is|thanks?))|no (?:photos?|pictures?|order(?: number)?|phone(?: number)?|idea|clue)|(?:i )?(?:don'?t|do not) (?:have (?:one|any|it|them|that)|know|remember|want to|think so)|(?:i'?m )?not sure|(?:i )?forgot|dunno|idk)$/iu,
    { kind: 'skip' },
  ],
  [
    /^(?:好了|完了|没有?了|发完了?|就这些|传完了?|上传完了?|完成|可以了|done|that'?s (?:all|it)|finished|no more|all done|that is all)$/iu,
    { kind: 'done' },
  ],
  [
    /^(?:不变|保留|不改了?|保持不变|还是(?:这个|原来的?)|keep(?: it| this| that)?|leave it as it is|no change|unchanged|same)$/iu,
    { kind: 'keep' },
  ],
  [
    /^(?:继续吧?|接着来?|接着说|我们继续|continue|go on|resume|carry on|keep going|again|try again|再试试?|重试)$/iu,
    { kind: 'continue' },
  ],
  [/^(?:帮助|怎么用|help|\?|？|what can i (?:do|say))$/iu, { kind: 'help' }],
  [
    /^(?:说英文|说英语|用英文|用英语|讲英文|英文|英语|切换(?:到|成|为)?英[文语]|(?:speak |in |use |switch to |change to )?english|do you speak english|english mode)$/iu,
    { kind: 'language', locale: 'en' },
  ],
  [
    /^(?:说中文|用中文|讲中文|中文|汉语|普通话|切换(?:到|成|为)?中文|(?:speak |in |use |switch to |change to )?(?:chinese|mandarin)|do you speak chinese)$/iu,
    { kind: 'language', locale: 'zh-CN' },
  ],
];

/** The command that the whole message is, or null. */
export function controlOf(heard: Heard): Control | null {
  if (heard.text.length > LONGEST_CONTROL) return null;
  const whole = heard.text.replace(/[。.!！~～\s]+$/u, '');
  const bare = heard.text
    .replace(BEFOREHAND, '')
    .replace(POLITE, ' ')
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[吧啊呀哦嘛]$/u, '');
  for (const [pattern, control] of PATTERNS) if (pattern.test(whole) || pattern.test(bare)) return control;
  return null;
}
