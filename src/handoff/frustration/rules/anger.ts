/** Words of strong feeling that are not aimed at anyone. Milder polarity is the fitted model's business. */
const ANGER =
  /气死|气人|气愤|愤怒|火大|恼火|无语|忍无可忍|受够了|受不了|崩溃|恶心|离谱|过分|太过分|坑人|坑爹|坑死|忽悠|糊弄|敷衍|踢皮球|推来推去|推卸|不负责任|没人管|欺骗|骗人|骗钱|欺负|霸王条款|太差劲?|差劲|极差|烂透|垃圾(?!桶|袋|箱|处理|分类|篓|站|车|短信|邮件)|什么玩意|什么破|搞什么|有完没完|耍我|玩我|逗我|到底(?:能不能|行不行|管不管|有没有|什么时候|怎么)|忍你|呵呵|\b(?:furious|angry|outrag(?:ed|eous)|ridiculous|unacceptable|disgust(?:ed|ing)|appall(?:ed|ing)|terrible|horrible|awful|worst|pathetic|joke|useless|fed up|sick (?:of|and tired)|had enough|frustrat(?:ed|ing)|livid|infuriat\w*|disgrace(?:ful)?|shame on|scam(?:med)?|rip ?off|ripped off|lied|lying|nightmare|waste of (?:time|money)|unbelievable|what the (?:hell|heck)|how (?:many times|dare|hard can)|seriously|give me a break|kidding me)\b/u;

/** Said in two or three signs, it is impatience and nothing else. */
const CURT =
  /^(?:[?!]{2,}|\.{3,}|。{2,}|无语|呵呵+|服了|晕|醉了|滚|算了|随便|切|哼|what|wtf|seriously|really|omg|ugh+|smh|whatever|forget it|hello|useless|pathetic|terrible|no)[?!.。~]*$/u;

/** The words of anger in a folded text, or null. */
export function angerIn(folded: string): string | null {
  return ANGER.exec(folded)?.[0] ?? null;
}

/** A reply of a word or two that shows impatience: "???", "无语", "seriously?". The text is folded. */
export function curtReply(folded: string): boolean {
  return folded.length <= 16 && CURT.test(folded);
}

/** Says that this was said or done before: "我说了", "I already told you". */
const ALREADY_SAID =
  /(?:我|都|刚|刚才|已经|不是)(?:都|已经|刚才|刚|早就?|不是)*(?:说|讲|问|发|回答|试|告诉你)(?:了|过)(?!吗|么)|说了(?:多少|几|好多|好几)|(?:多少|几|好几|无数)遍|又问|重复(?:问|说|回答)|答非所问|听不懂|看不懂(?:吗|么|我)|听得懂|\bi (?:have |'ve |just |already )*(?:told|said|asked|explained|answered|tried|did) (?:\w+ ){0,3}(?:already|before|again|twice|that|you|times)\b|\balready (?:told|said|asked|tried|did|explained)\b|\b(?:again|still) (?:the )?same (?:answer|question|thing)|not what i (?:asked|said|meant)|did you (?:even )?read|(?:do|did)(?:n't| not) (?:answer|help|understand|work)|keep(?:s)? (?:asking|saying|repeating)/u;

/** The words by which the customer says that this was said before, or null. The text is folded. */
export function alreadySaid(folded: string): string | null {
  return ALREADY_SAID.exec(folded)?.[0] ?? null;
}
