/** What went wrong, as far as it decides who should take care of it. */
export type Grievance = 'safety' | 'damage' | 'delay' | 'refund';

/** The grievances of a folded text with the words that told them, the gravest first. */
export function grievancesIn(folded: string): { kind: Grievance; words: string }[] {
  const found: { kind: Grievance; words: string }[] = [];
  for (const [kind, pattern] of GRIEVANCES) {
    const words = pattern.exec(folded)?.[0];
    if (words && !(kind === 'safety' && WONDERS.test(folded))) found.push({ kind, words });
  }
  return found;
}

/** Asks whether it could happen; nothing has happened. */
const WONDERS =
  /会不会|不会.{0,8}吗|会.{0,8}(?:吗|么)|是否|有没有可能|能防|防止|怎么防|\b(?:can|could|will|would|does|do|is) (?:it|this|that|they|the \w+) (?!on fire|smoking)/u;

const GRIEVANCES: readonly (readonly [Grievance, RegExp])[] = [
  [
    'safety',
    /受伤|(?:划|割|烫|烧|砸|扎|电|压)伤|触电|被电|漏电|着火|起火|冒烟|爆炸|炸了|中毒|过敏了|拉肚子|住院了|害.{0,4}住院|送医|进了?医院|流血|煤气泄漏|漏气|短路|\b(?:injur(?:ed|y|ies)|hurt (?:me|my|him|her|himself|herself)|(?:burn(?:ed|t)|cut) (?:me|my|him|her|himself|herself)|bleeding|electric shock|shocked me|electrocut\w*|caught fire|on fire|exploded|smok(?:e|ing) (?:coming|came|out)|food poison\w*|poisoned|allergic reaction|(?:ended up|am|is|was|went) (?:in|to) (?:the )?hospital|gas leak)\b/u,
  ],
  [
    'damage',
    /破损|破了|碎了|碎的|摔坏|压坏|坏了|坏的|坏掉|损坏|裂了|裂开|开裂|有裂|漏水|漏液|变形|划痕|磕碰|掉漆|断了|烂了|烂的|凹|发霉|少件|缺件|少了|漏发|发错|错发|\b(?:damaged?|broken|broke|cracked|shattered|scratched|dented|torn|ripped|leak(?:s|ed|ing)?|defective|faulty|does ?n't work|not working|stopped working|missing (?:parts?|items?|pieces?)|wrong (?:item|product|size|colou?r)|crushed|smashed|lost (?:my|our) (?:bag|bags|luggage|package|parcel|order))\b/u,
  ],
  [
    'delay',
    /还没(?:有)?(?:到|发|收到|送|给我发|发货|动静|消息|处理|解决)|没(?:有)?(?:发货|送到|收到货|到货)|一直(?:没|不)|(?:等|拖)了?(?:好久|很久|这么久|那么久|太久|0|半天|几天|好几天|多久|一个?星期|一周|半个?月)|延迟|延误|超时|拖延|迟迟|怎么(?:还|这么慢|这么久)|太慢|什么时候才|催|\b(?:late|delay(?:ed|s)?|overdue|still (?:not|no|have ?n't|has ?n't|waiting|hasn't)|have ?n't (?:received|arrived|got)|has ?n't (?:arrived|shipped|come|been)|never (?:arrived|came|received|showed|delivered)|not (?:arrived|received|delivered|shipped)|did ?n't (?:arrive|come|show)|waiting (?:for )?(?:over|since|0|days|weeks|hours|ages|forever)|where is my (?:order|package|parcel|refund|stuff)|taking (?:so|too|forever)|on hold)\b/u,
  ],
  [
    'refund',
    /退款|退钱|退货|退我|赔偿|赔我|赔付|理赔|补偿|退一赔|假一赔|还我钱|把钱|\b(?:refund(?:ed|s)?|money back|reimburs\w*|compensat\w*|return (?:it|this|the|my)|pay me back|credit back|overcharged|double charged|charged (?:me )?twice)\b/u,
  ],
];
