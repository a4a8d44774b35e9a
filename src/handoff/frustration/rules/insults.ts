/** Words aimed at whoever answers, said in anger. A bad product ("垃圾质量") is not one. */
const INSULTS_ZH =
  /傻[逼比b叉x]|煞笔|沙雕|脑残|弱智|智障|白痴|蠢货|废物|饭桶|草包|王八蛋|混蛋|畜生|(?<![翻打摇])滚(?:蛋|开|吧|$|!|,)|去死|你妈(?!妈)|他妈的|尼玛|(?<![妈我你他她爸姑姨大])妈的|[操艹草]你|cnm|nmsl|(?<![a-z])sb(?![a-z])|狗东西|狗屁|放屁|不要脸|臭不要脸|人渣|垃圾(?:客服|机器人|公司|平台|商家|店|东西|玩意)|(?:你|你们|客服|机器人)(?:真|真是|就是|都是|是|这|这个|这些|一群|一帮|个)*(?:垃圾|骗子|流氓|无赖|奇葩|有病|有毛病)|吃屎|神经病|死骗子/gu;

const INSULTS_EN =
  /\b(?:idiots?|morons?|stupid (?:bot|machine|robot|people|company|agent|thing)|dumb(?:ass| bot| machine)|assholes?|arseholes?|bastards?|bitch(?:es)?|f+u+c+k+(?:ing|ers?|ed)? ?(?:you|off|this|u|bot|company)?|f\*+(?:ck)?(?:ing)?|wtf|screw you|go to hell|shut (?:the \w+ )?up|piece of (?:shit|crap|garbage|junk)|bull ?shit|shitty?|dickheads?|jerks?|scumbags?|imbeciles?|retards?|wankers?|pricks?|useless (?:bot|machine|robot|piece|idiots?|people|company)|you(?:'re| are| guys are| people are)? (?:\w+ )?(?:useless|pathetic|a joke|clowns|crooks|thieves|liars|scammers|incompetent)|incompetent (?:idiots?|fools?|people|staff))\b/g;

/** The insults of a folded text, in order; empty when there are none. */
export function insultsIn(folded: string): string[] {
  return [...(folded.match(INSULTS_ZH) ?? []), ...(folded.match(INSULTS_EN) ?? [])].map((insult) => insult.trim());
}
