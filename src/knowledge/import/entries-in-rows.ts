import { placeOf } from './column-names.ts';
import type { ImportedArticle, ImportedEntry, LeftOut } from './document.ts';
import { cellToBlocks } from './html.ts';

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
  return { title, tags: [], entries: [...byQuestion.values()], prose: [], left };
}

function columnsNamed(heading: readonly string[]): Columns | null {
  const question = placeOf('question', heading);
  const answer = placeOf('answer', heading, [question]);
  if (question < 0 || answer < 0) return null;
  const alternatives = placeOf('alternatives', heading);
  return { question, answer, alternatives, tags: placeOf('tags', heading, [question, answer]) };
}
