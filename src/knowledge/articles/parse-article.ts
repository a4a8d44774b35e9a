import { type EntryId, type Locale, localeOfTag } from '../../core/index.ts';
import type { Article, Entry, ParsedArticle, Problem } from './article.ts';
import { contentHash, entryIdOf } from './entry-id.ts';
import { type FrontMatter, parseFrontMatter } from './front-matter.ts';
import { beyondLimits, LIMITS } from './limits.ts';
import { lineOf, type MarkdownRoot, parseMarkdown, plainText, referencesIn, sourceOf } from './markdown.ts';
import { relativeLinksIn } from './relative-links.ts';
import { type Section, sectionsOf } from './sections.ts';

/**
 * Reads one markdown file. Never throws on what a person may have written: what is wrong comes back as problems
 * with their lines, and the entries that are whole are kept. `path` is relative to the knowledge base and part of the
 * ids. Hostile text may take the markdown parser minutes: run it through `openArticleParser` where anybody can write.
 */
export function parseArticle(path: string, written: string): ParsedArticle {
  const source = written.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const beyond = beyondLimits(path, source);
  if (beyond !== null) return { article: null, problems: [beyond] };
  const root = parseMarkdown(source);
  const head = headOf(path, source, root);
  if (head.locale === null) return { article: null, problems: head.problems };

  const problems = [...head.problems];
  const used = new Set<EntryId>();
  const entries: Entry[] = [];
  for (const section of sectionsOf(root, source, head.title)) {
    const found = problemsOf(path, section, entries);
    problems.push(...found);
    if (found.some((problem) => problem.severity === 'error')) continue;
    if (entries.length >= LIMITS.entries) {
      problems.push({
        severity: 'error',
        path,
        line: section.line,
        message: `More than ${LIMITS.entries} questions. Split the article.`,
      });
      break;
    }
    const entry = entryOf(path, source, section, { ...head, locale: head.locale }, used);
    used.add(entry.id);
    entries.push(entry);
  }
  if (entries.length === 0 && problems.length === 0) {
    problems.push({
      severity: 'error',
      path,
      line: 1,
      message: 'Nothing to find here. Write a question as a "## heading" and its answer below it.',
    });
  }
  const article: Article | null =
    entries.length === 0 ? null : { path, title: head.title, locale: head.locale, entries };
  return { article, problems };
}

interface Head {
  title: string;
  locale: Locale | null;
  fields: FrontMatter;
  problems: Problem[];
}

function headOf(path: string, source: string, root: MarkdownRoot): Head {
  const problems: Problem[] = [];
  let fields: FrontMatter = {};
  const first = root.children[0];
  if (first?.type === 'yaml') {
    const parsed = parseFrontMatter(path, first.value, lineOf(first) + 1);
    problems.push(...parsed.problems);
    if (parsed.head === null) return { title: '', locale: null, fields, problems };
    fields = parsed.head;
  } else if (/^---[ \t]*\n/.test(source)) {
    problems.push({
      severity: 'error',
      path,
      line: 1,
      message: 'The front matter is not closed. End it with a line "---".',
    });
    return { title: '', locale: null, fields, problems };
  }
  const heading = root.children.find((block) => block.type === 'heading' && block.depth === 1);
  const stem = path.split('/').at(-1)?.replace(/\.md$/i, '') ?? path;
  const title = fields.title ?? (heading === undefined ? '' : plainText([heading])) ?? '';
  const locale = fields.locale ?? folderLocale(path);
  if (locale === null) {
    problems.push({
      severity: 'error',
      path,
      line: 1,
      message: 'The locale is not said. Add "locale: zh-CN" or "locale: en" to the front matter.',
    });
  }
  return { title: title === '' ? stem : title, locale, fields, problems };
}

/** "articles/en/delivery.md" is English without saying so. */
function folderLocale(path: string): Locale | null {
  for (const folder of path.split('/').slice(0, -1)) {
    const locale = /^[a-z]{2}([-_][A-Za-z]+)*$/.test(folder) ? localeOfTag(folder) : null;
    if (locale !== null) return locale;
  }
  return null;
}

function problemsOf(path: string, section: Section, earlier: readonly Entry[]): Problem[] {
  const error = (line: number, message: string): Problem => ({ severity: 'error', path, line, message });
  const name = section.question.slice(0, 60);
  if (section.question === '') return [error(section.line, 'The heading is empty. Write the question after "## ".')];
  if (section.question.length > LIMITS.questionCharacters) {
    return [
      error(
        section.line,
        `The question has ${section.question.length} characters; at most ${LIMITS.questionCharacters}.`,
      ),
    ];
  }
  if (section.answer.length === 0 || !hasContent(section)) {
    return [
      error(
        section.line,
        `"${name}" has no answer. Write it below the heading${section.alternatives.length > 0 ? ' and its quoted phrasings' : ''}.`,
      ),
    ];
  }
  if (section.alternatives.length > LIMITS.phrasings) {
    return [
      error(
        section.line,
        `"${name}" has ${section.alternatives.length} other ways to ask; at most ${LIMITS.phrasings}. Keep the different ones.`,
      ),
    ];
  }
  const long = section.alternatives.find(({ text }) => text.length > LIMITS.phrasingCharacters);
  if (long !== undefined) {
    return [
      error(
        long.line,
        `A way to ask has ${long.text.length} characters; at most ${LIMITS.phrasingCharacters}. Leave an empty line between the quote and the answer.`,
      ),
    ];
  }
  const first = section.answer[0];
  const last = section.answer.at(-1);
  const length = (last?.position?.end.offset ?? 0) - (first?.position?.start.offset ?? 0);
  if (length > LIMITS.answerCharacters) {
    return [
      error(
        section.line,
        `The answer to "${name}" has ${length} characters; at most ${LIMITS.answerCharacters}. Divide it into several questions.`,
      ),
    ];
  }
  const twin = earlier.find((entry) =>
    section.anchor === null ? entry.question === section.question : entry.anchor === section.anchor,
  );
  if (twin === undefined) return [];
  const what = section.anchor === null ? `The question "${name}"` : `The name {#${section.anchor}}`;
  return [error(section.line, `${what} is already in line ${twin.line}. Join the two.`)];
}

function hasContent(section: Section): boolean {
  return plainText(section.answer) !== '' || referencesIn(section.answer).some(({ kind }) => kind === 'image');
}

function entryOf(
  path: string,
  source: string,
  section: Section,
  head: { title: string; locale: Locale; fields: FrontMatter },
  used: ReadonlySet<EntryId>,
): Entry {
  const { locale, fields } = head;
  const markdown = sourceOf(source, section.answer);
  const alternatives = [...new Set(section.alternatives.map(({ text }) => text))].filter(
    (text) => text !== section.question,
  );
  const tags = fields.tags ?? [];
  const audience = fields.audience ?? [];
  const validFrom = fields.valid_from ?? null;
  const validUntil = fields.valid_until ?? null;
  return {
    id: entryIdOf({ locale, path, anchor: section.anchor, question: section.question }, used),
    kind: section.kind,
    locale,
    article: head.title,
    path,
    line: section.line,
    question: section.question,
    anchor: section.anchor,
    alternatives,
    markdown,
    text: plainText(section.answer),
    tags,
    audience,
    validFrom,
    validUntil,
    references: referencesIn(section.answer),
    relativeLinks: relativeLinksIn(markdown, path),
    hash: contentHash([
      locale,
      head.title,
      section.question,
      alternatives,
      markdown,
      tags,
      audience,
      validFrom,
      validUntil,
    ]),
  };
}
