/**
 * Spellings and everyday variants that mean exactly the same in any shop, written as one: general language only. What
 * is particular to a trade belongs in the operator's synonyms. Longer forms stand first.
 */
const FORMS: readonly (readonly [to: string, ...from: string[]])[] = [
  ['为什么', '怎么回事', '什么原因', '啥原因', '为何', '为啥', '干嘛'],
  ['什么时候', '什么时间', '啥时候', '啥时间', '何时', '几时'],
  ['怎么办', '咋办', '咋整'],
  ['怎么样', '咋样', '咋的'],
  ['怎么', '怎样', '如何', '咋'],
  ['什么', '甚么', '啥', '神马'],
  ['哪里', '哪儿', '何处', '什么地方', '哪边'],
  ['多久', '多长时间', '多少时间', '多长时候'],
  ['多少钱', '什么价格', '什么价钱', '啥价', '几块钱', '几多钱'],
  ['可以', '能不能', '可不可以', '能否', '可否', '是否可以', '是否能', '能够'],
  ['有没有', '有木有', '有无'],
  ['没有', '木有', '没得'],
  ['账', '帐'],
  ['手机号', '手机号码'],
  ['吗', '嘛', '咩'],
];
const TO_COMMON = new Map(FORMS.flatMap(([to, ...from]) => from.map((each) => [each, to] as const)));
const PATTERN = new RegExp([...TO_COMMON.keys()].sort((a, b) => b.length - a.length).join('|'), 'g');

export function commonForm(text: string): string {
  return text.replace(PATTERN, (variant) => TO_COMMON.get(variant) ?? variant);
}
