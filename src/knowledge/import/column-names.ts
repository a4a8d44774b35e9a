/** What the columns of FAQ tables and the keys of FAQ exports are called. The first list that fits wins. */
const NAMES = {
  question: [
    /^(?:question|questions|q|ask|standard[ _]?question|问题|问句|问|标准问|标准问题|标准问法|用户问题|常见问题|faq)$/i,
    /^(?:title|subject|name|query|heading|标题|知识标题|主题)$/i,
    /^(?:instruction|prompt|input|user)$/i,
  ],
  answer: [
    /^(?:answers?|a|accepted ?answer|standard ?answer|答案|回答|答|答复|标准答案|解答)$/i,
    /^(?:reply|responses?|solution|回复|回复内容|答复内容)$/i,
    /^(?:content|body|text|内容|正文|知识内容)$/i,
    /^(?:description|output|completion|assistant)$/i,
  ],
  alternatives: [
    /^(?:alternatives?|alternate ?questions?|similar|similar[ _]?questions?|variants?|variations?|utterances?|phrasings?|paraphrases?|synonyms|other ?ways|相似问|相似问题|相似问法|相似说法|扩展问|扩展问法|其他问法|同义问|同义问法)$/i,
  ],
  tags: [
    /^(?:tags?|label_?names|labels?|category|categories|topics?|group|section|分类|类别|类目|知识分类|标签)$/i,
    /^(?:主题)$/i,
  ],
} as const;

export type ColumnRole = keyof typeof NAMES;

/** The place of the name that plays this role; -1 when none does. A name that is `taken` plays another one. */
export function placeOf(role: ColumnRole, names: readonly string[], taken: readonly number[] = []): number {
  for (const pattern of NAMES[role]) {
    const place = names.findIndex(
      (name, index) => !taken.includes(index) && pattern.test(name.trim().replace(/^\uFEFF/, '')),
    );
    if (place >= 0) return place;
  }
  return -1;
}
