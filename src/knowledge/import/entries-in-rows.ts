import type { ImportedArticle, ImportedEntry, LeftOut } from './document.ts';
import { cellToBlocks } from './html.ts';

const COLUMNS = {
  question: /^(?:question|questions|q|title|ask|standard ?question|问题|问句|问|标准问|标准问题|标题|faq)$/i,
  answer: /^(?:answer|answers|a|reply|response|content|text|solution|答案|回答|答|回复|答复|内容|解答|标准答案)$/i,
  alternatives:
    /^(?:alternatives?|similar(?: ?questions?)?|similar_questions|variants?|utterances?|phrasings?|other ?ways|相似问|相似问题|相似问法|扩展问|其他问法|同义问)$/i,
  tags: /^(?:tags?|category|categories|topic|group|label|分类|类别|类目|标签|主题)$/i,
};

interface Columns {
  question: number;
  answer: number;
  alternatives: number;
  tags: number;
}

/** One entry per row. Without a heading that is understood, the first column asks and the second answers. */
export function entriesInRows(rows: readonly (readonly string[])[], title: string): ImportedArticle {
  const left: LeftOut[] = [];
  const named = columnsNamed(rows[0] ?? []);
  const columns = named ?? { question: 0, answer: 1, alternatives: -1, tags: -1 };
  if (named === null)
    left.push({
      what: 'the heading',
      why: 'no columns called question and answer; the first column was taken as the question, the second as the answer',
    });
  const byQuestion = new Map<string, ImportedEntry>();
  for (const [index, row] of rows.entries()) {
    if (index === 0 && named !== null) continue;
    const cell = (column: number) => (column < 0 ? '' : (row[column] ?? '').trim());
    const question = cell(columns.question).replace(/\s+/g, ' ');
    const what = `row ${index + 1}${question === '' ? '' : ` "${question.slice(0, 40)}"`}`;
    const answer = cellToBlocks(cell(columns.answer));
    const alternatives = cell(columns.alternatives)
      .split(/[\n|;；]/)
      .map((text) => text.trim())
      .filter((text) => text !== '');
    const earlier = byQuestion.get(question);
    if (question === '') left.push({ what, why: 'it has no question' });
    else if (answer.length === 0) left.push({ what, why: 'it has no answer' });
    else if (earlier !== undefined) left.push({ what, why: 'the same question came before' });
    else
      byQuestion.set(question, {
        question,
        alternatives,
        answer,
        tags: cell(columns.tags)
          .split(/[,，、/|]/)
          .map((tag) => tag.trim())
          .filter((tag) => tag !== ''),
      });
  }
  return { title, entries: [...byQuestion.values()], prose: [], left };
}

function columnsNamed(heading: readonly string[]): Columns | null {
  const at = (pattern: RegExp) => heading.findIndex((name) => pattern.test(name.trim().replace(/^\uFEFF/, '')));
  const columns = {
    question: at(COLUMNS.question),
    answer: at(COLUMNS.answer),
    alternatives: at(COLUMNS.alternatives),
    tags: at(COLUMNS.tags),
  };
  return columns.question < 0 || columns.answer < 0 ? null : columns;
}
