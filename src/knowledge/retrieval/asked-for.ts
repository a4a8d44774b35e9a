/** What kind of thing a question wants to know; null where its wording does not say. */
export type Asked = 'time' | 'duration' | 'place' | 'amount' | 'reason' | 'person' | 'manner' | 'permission' | null;

/** In order: the more telling wording wins ("how long" before "how", "为什么不能" is a reason). */
const WORDINGS: readonly (readonly [Exclude<Asked, null>, RegExp])[] = [
  ['reason', /为什么|原因|\bwhy\b|\bhow come\b|\breason\b/],
  ['duration', /多久|几天|几个?小时|几分钟|多少天|\bhow long\b|\bhow many (?:days|hours|weeks|minutes)\b|\bhow soon\b/],
  ['time', /什么时候|几点|几号|哪天|\bwhen\b|\bwhat time\b|\bwhich day\b|\bhow late\b/],
  ['amount', /多少|几块|价格|\bhow much\b|\bhow many\b|\bprice\b|\bcost\b/],
  ['place', /哪里|在哪|去哪|地址|\bwhere\b|\blocation\b|\baddress\b/],
  ['person', /谁|哪位|\bwho\b|\bwhom\b/],
  ['manner', /怎么|步骤|流程|\bhow (?:do|can|to|would|should|does)\b|\bhow\b|\bprocedure\b|\bsteps\b/],
  ['permission', /可以|能|是不是|是否|(?:吗|么)[?？!。 ]*$|^(?:can|could|may|is|are|do|does|am|will)\b|\bpossible\b/],
];

/** Numbers that stand for what is asked in an index; 0 is null. */
export function askedCode(asked: Asked): number {
  return WORDINGS.findIndex(([name]) => name === asked) + 1;
}

export function askedOfCode(code: number): Asked {
  return WORDINGS[code - 1]?.[0] ?? null;
}

export function askedFor(normalised: string): Asked {
  return WORDINGS.find(([, wording]) => wording.test(normalised))?.[0] ?? null;
}

/** 1 when both ask for the same, 0 when one does not say, -1 when they ask for different things. */
export function agreement(a: Asked, b: Asked): number {
  if (a === null || b === null) return 0;
  return a === b ? 1 : -1;
}
