import { LIMITS } from '../articles/limits.ts';
import { plainText } from '../articles/markdown.ts';
import { markdownOf } from './article-text.ts';
import { cutAnswer } from './cut-prose.ts';
import type { ImportedArticle, ImportedEntry, LeftOut } from './document.ts';

/** What an article may not hold is left out or cut here, where a person still sees it. */
export async function withinLimits(article: ImportedArticle): Promise<ImportedArticle> {
  const left: LeftOut[] = [...article.left];
  const entries: ImportedEntry[] = [];
  const questions = new Set<string>();
  for (const entry of article.entries) {
    const what = `"${entry.question.slice(0, 60)}"`;
    if (entry.question.length > LIMITS.questionCharacters)
      left.push({ what, why: `the question is longer than ${LIMITS.questionCharacters} characters` });
    else if (entries.length >= LIMITS.entries)
      left.push({ what, why: `an article holds at most ${LIMITS.entries} questions` });
    else if (questions.has(entry.question)) left.push({ what, why: 'the same question came before' });
    else {
      questions.add(entry.question);
      entries.push(...(await inParts(entry)));
    }
  }
  return { ...article, entries: entries.slice(0, LIMITS.entries), left };
}

/** An answer that is longer than one may be, such as a chapter of a manual, becomes several under the same name. */
async function inParts(entry: ImportedEntry): Promise<ImportedEntry[]> {
  if (plainText(entry.answer).length <= LIMITS.answerCharacters) return [entry];
  const parts = await cutAnswer(markdownOf(entry.answer));
  return parts.map((answer, index) => ({
    ...entry,
    question: index === 0 ? entry.question : `${entry.question.slice(0, LIMITS.questionCharacters - 8)} (${index + 1})`,
    alternatives: index === 0 ? entry.alternatives : [],
    answer,
  }));
}
