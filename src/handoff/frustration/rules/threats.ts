import { withdrawsComplaint } from './withdrawals.ts';

/** What the customer says they will do about it. */
export type ThreatKind = 'regulator' | 'legal' | 'chargeback' | 'public' | 'leave' | 'complain';

export interface Threat {
  kind: ThreatKind;
  words: string;
}

/** The threats of a folded text and of its hotlines (blank-separated: folding turns all numbers into 0), the gravest first. */
export function threatsIn(folded: string, hotlines: string): Threat[] {
  const found: Threat[] = [];
  const asksHow = HOW.test(folded);
  for (const [kind, patterns] of THREATS) {
    // "怎么投诉快递员" and "how do I close my account" want to know, they do not threaten.
    if (asksHow && (kind === 'leave' || kind === 'complain' || kind === 'public')) continue;
    if (kind === 'complain' && withdrawsComplaint(folded)) continue;
    const words = patterns.map((pattern) => pattern.exec(folded)?.[0] ?? null).find((match) => match !== null);
    if (words) found.push({ kind, words });
    else if (kind === 'regulator' && hotlines !== '') found.push({ kind, words: hotlines });
  }
  return found;
}

const HOW =
  /怎么(?!还|这么|回事)|如何|怎样|哪里|在哪|能不能|可以.{0,8}吗|\bhow (?:do|can|to|would|could)\b|\bwhere (?:do|can)\b|\bcan i\b/u;

const THREATS: readonly (readonly [ThreatKind, readonly RegExp[]])[] = [
  [
    'regulator',
    [
      /工商(?:局|部门)?(?:投诉|举报)|(?:找|去|向|打|告|告诉|联系)(?:到|给)?工商|(?<!取)消协|消费者协会|消费者权益|消保委|市监局|市场监[督管]|监管(?:部门|局)|银保监|金融监管|工信部|信访|物价局|黑猫(?:投诉)?|举报(?:你|你们|平台|商家)|(?:去|向|我要|要)举报/u,
      /\bbbb\b|better business bureau|\bftc\b|\bcfpb\b|\bfcc\b|trading standards|consumer (?:protection|affairs|rights|council|court|forum)|ombudsman|attorney general|\bregulators?\b|report (?:you|this|your company) to|\bdot complaint\b|consumer complaint/,
    ],
  ],
  [
    'legal',
    [
      /律师函|(?:找|请|联系|我的?|让)律师|(?:我要|我会|要|去|准备|只能|直接)起诉|起诉你|(?:法院|法庭)见|(?:上|去)法院|告你们?|打官司|走法律|法律(?:途径|手段|程序|武器)|(?:我要|我会|要|去|已经|准备|只能|直接)报警(?!器|声|灯|音|提示)|报警处理|经侦/u,
      /\b(?:my|our|a|contact|contacting|call|calling|hire|hiring|via|through) (?:lawyers?|attorneys?)\b(?! joke| general| in| near| for)|lawyer up|\bsue (?:you|u|them|your|this|over|for)\b|\bsuing\b|legal action|take (?:you|this|them) to court|small claims|see you in court|\blawsuit|\bcall the police\b/,
    ],
  ],
  [
    'chargeback',
    [
      /拒付|撤销(?:付款|支付|交易)|(?:信用卡|银行|支付宝|微信)(?:那边)?(?:申诉|争议|追回)/u,
      /\bcharge ?back\b|dispute (?:the|this|my|a) (?:charge|payment|transaction)|reverse the (?:charge|payment)|(?:call|tell|contact) my bank|stop (?:the )?payment/,
    ],
  ],
  [
    'public',
    [
      /曝光|爆光|(?:找|联系|告诉|通知|请)(?:媒体|记者|电视台)|(?:发|挂|传)(?:到|上)?(?:网上?|微博|抖音|小红书|朋友圈|知乎|快手|b站|群里)|上(?:微博|热搜|抖音)|(?:给|打|要|必须|一定|都)(?:你们?|个)?差评|^差评|差评!|让(?:大家|所有人|更多人)(?:都)?(?:知道|看看)/u,
      /(?:post|share|put|tweet|write) (?:about )?(?:this|it|that|my experience|everything)? ?(?:all over|on|to|online|about) ?(?:twitter|facebook|instagram|tiktok|reddit|youtube|yelp|google|social media|the internet|trustpilot|x\b|you)|social media|go(?:ing)? viral|(?:bad|negative|terrible|one ?star|1 ?star|0 ?star|horrible) review|\breporters?\b|\bjournalists?\b|(?:tell|call|contact|inform|go to) the (?:media|press|news|papers?)|tell everyone|warn (?:everyone|others|people)/,
    ],
  ],
  [
    'leave',
    [
      /(?:再也|永远|绝对|以后|下次|今后|坚决|从此)(?:都|再|也|就|我)?(?:不|别)(?:会)?(?:再)?(?:来|买|用|光顾|上|去|选|订|点|信|相信|在你|下单|消费)|拉黑|取关|卸载(?:你们|了|$)|注销(?:账[号户]|会员)|换(?:别|其他)家|去(?:别|其他)家|退会(?:员)?|不会再(?:来|买|用|光顾|有下次|回购)|最后一次(?:买|用|来|在)|不买了/u,
      /\bnever (?:\w+ )?(?:buy|buying|shop|shopping|order|ordering|use|using|fly|flying|book|come|coming|deal|dealing|again|be back|return|stay|recommend)\b|(?:won't|will not|not|don't) (?:\w+ )?(?:be )?(?:buy|buying|shop|shopping|order|ordering|use|using|fly|flying|come|coming|return|returning)(?: \w+){0,4} again|(?:take|taking) (?:my|our) (?:business|money|custom) (?:elsewhere|somewhere)|switch(?:ing)? to (?:another|a different|your competitor|[a-z]+ instead)|go(?:ing)? (?:to|with) (?:a|your|another) competitor|cancel(?:l?ing)? (?:my )?(?:account|membership|subscription)|close my account|(?:last|final) time (?:i|we)|lost (?:a|my|me as a|our) (?:loyal )?(?:customer|business)|done with (?:you|this company|your|this airline)/,
    ],
  ],
  [
    'complain',
    [
      /(?:我要|我想|要|去|想|必须|一定|准备|继续|给我|帮我)(?:去)?投诉|投诉(?:你|你们|他|到底|客服|快递员)|^投诉$|投诉升级|投诉到/u,
      /\b(?:file|filing|make|making|lodge|submit|raise|register|log|open) (?:a|an|another|my|this) (?:formal |official |written )?complaint|\bi (?:want|need|would like|wish|am going|'m going|will|have) to complain\b|formal complaint|complain(?:ing)? (?:to|about) (?:your|the|corporate|head)/,
    ],
  ],
];
