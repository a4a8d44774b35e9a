import { readFile } from 'node:fs/promises';
import { type Locale, localeOfTag } from '../../core/index.ts';
import type { Problem } from '../articles/article.ts';
import { parseFrontMatter } from '../articles/front-matter.ts';
import { beyondLimits, LIMITS } from '../articles/limits.ts';
import { lineOf, parseMarkdown, plainText } from '../articles/markdown.ts';
import { findFiles, isGoldenFile } from '../library/find-files.ts';
import type { GoldenQuestion } from './golden.ts';

/** The heading over questions that nothing may answer. */
const NOTHING = /^(?:none|nothing|无|没有答案)$/i;

/**
 * Golden questions stand in `golden/*.md`, or beside an article in "delivery.golden.md". Each `##` heading names an
 * entry ("delivery.md#delivery-time", "#delivery-time" beside the article, or the question itself; "none": no answer),
 * the list below it holds the questions. "A → B" is a talk: B asked after A.
 */
export async function loadGolden(directory: string): Promise<{ questions: GoldenQuestion[]; problems: Problem[] }> {
  const folders = [await findFiles(directory, 'golden'), await findFiles(directory, 'articles')];
  const files = folders.flatMap(({ files: found }, index) =>
    found.filter((file) => index === 0 || isGoldenFile(file.path)),
  );
  const questions: GoldenQuestion[] = [];
  const problems: Problem[] = folders[0]?.problems ?? [];
  for (const file of files) {
    if (file.bytes > LIMITS.fileBytes) {
      problems.push({
        severity: 'error',
        path: file.path,
        line: 1,
        message: `More than ${LIMITS.fileBytes / 1024} kB. Split it.`,
      });
      continue;
    }
    const parsed = parseGolden(file.path, await readFile(file.absolute, 'utf8'));
    questions.push(...parsed.questions);
    problems.push(...parsed.problems);
  }
  return { questions, problems };
}

function parseGolden(path: string, written: string): { questions: GoldenQuestion[]; problems: Problem[] } {
  const source = written.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const beyond = beyondLimits(path, source);
  if (beyond !== null) return { questions: [], problems: [beyond] };
  const problems: Problem[] = [];
  const questions: GoldenQuestion[] = [];
  const error = (line: number, message: string) => problems.push({ severity: 'error', path, line, message });
  let locale = localeOfPath(path);
  let expected: string | null | undefined;
  for (const block of parseMarkdown(source).children) {
    if (block.type === 'yaml') {
      const parsed = parseFrontMatter(path, block.value, lineOf(block) + 1);
      problems.push(...parsed.problems);
      locale = parsed.head?.locale ?? locale;
    } else if (block.type === 'heading' && block.depth === 2) {
      const heading = plainText([block]);
      expected = NOTHING.test(heading) ? null : absolute(heading, path);
    } else if (block.type === 'list') {
      for (const item of block.children) {
        const line = item.position?.start.line ?? 1;
        const turns = plainText(item.children)
          .split(/\s*(?:→|=>)\s*/)
          .filter((turn) => turn !== '');
        if (locale === null)
          error(line, 'The locale is not said. Add "locale: en" or "locale: zh-CN" to the front matter.');
        else if (expected === undefined) error(line, 'Write the entry that has to answer as a "## heading" above.');
        else if (turns.length === 0) error(line, 'The question is empty.');
        else questions.push({ turns, locale, expected, path, line });
      }
    }
  }
  return { questions, problems };
}

/** "#name" beside an article means that article. */
function absolute(heading: string, path: string): string {
  return heading.startsWith('#') && isGoldenFile(path) ? path.replace(/\.golden\.md$/i, '.md') + heading : heading;
}

function localeOfPath(path: string): Locale | null {
  for (const part of path.replace(/(?:\.golden)?\.md$/i, '').split(/[/.]/)) {
    const locale = /^[a-z]{2}([-_][A-Za-z]+)*$/.test(part) ? localeOfTag(part) : null;
    if (locale !== null) return locale;
  }
  return null;
}
