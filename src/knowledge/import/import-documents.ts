import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { stringify as toYaml } from 'yaml';
import { type Locale, WarmlineError } from '../../core/index.ts';
import { LIMITS } from '../articles/limits.ts';
import { type MarkdownBlock, plainText } from '../articles/markdown.ts';
import { parseArticle } from '../articles/parse-article.ts';
import { detectLocale } from '../language/detect-locale.ts';
import type { ImportedArticle, ImportedEntry, LeftOut } from './document.ts';
import { entriesInRows } from './entries-in-rows.ts';
import { entriesInText } from './entries-in-text.ts';
import { readDocument } from './read-document.ts';

/** What became of one file. */
export interface ImportReport {
  file: string;
  /** The draft, relative to the knowledge base; null when nothing was taken. */
  written: string | null;
  questions: number;
  locale: Locale | null;
  left: readonly LeftOut[];
}

export interface ImportOptions {
  files: readonly string[];
  /** The knowledge base that gets the drafts. */
  directory: string;
  /** Taken from the text where it is not said. */
  locale?: Locale;
}

const writer = unified().use(remarkStringify, { bullet: '-', rule: '-' }).use(remarkGfm).freeze();
const MOST_NAMES = 1_000;

/**
 * Turns documents into draft articles, "articles/LOCALE/_NAME.md": a name with "_" in front is not loaded, so nothing
 * is live until a person has read the draft and renamed it. Nothing is ever overwritten.
 */
export async function importDocuments(options: ImportOptions): Promise<ImportReport[]> {
  const reports: ImportReport[] = [];
  for (const file of options.files) reports.push(await importDocument(file, options));
  return reports;
}

async function importDocument(file: string, options: ImportOptions): Promise<ImportReport> {
  const nothing = (left: LeftOut[]): ImportReport => ({ file, written: null, questions: 0, locale: null, left });
  const content = await readDocument(file);
  if (content.kind === 'unreadable') return nothing([{ what: 'the file', why: content.why }]);
  const title = basename(file, extname(file)).replace(/[_-]+/g, ' ').trim() || 'Imported';
  const found = content.kind === 'rows' ? entriesInRows(content.rows, title) : entriesInText(content.blocks, title);
  const checked = withinLimits(found);
  const left = [...content.left, ...checked.left];
  if (checked.entries.length === 0 && plainText(checked.prose) === '')
    return nothing([...left, { what: 'the file', why: 'no question and no text was found in it' }]);
  const locale = options.locale ?? localeOf(checked);
  const article = articleText(checked, locale);
  const parsed = parseArticle(`articles/${locale}/draft.md`, article);
  for (const { line, message } of parsed.problems) left.push({ what: `line ${line} of the draft`, why: message });
  const written = await writeDraft(options.directory, locale, basename(file, extname(file)), article);
  return { file, written, questions: checked.entries.length, locale, left };
}

/** What an article may not hold is left out here, where a person still sees it. */
function withinLimits(article: ImportedArticle): ImportedArticle {
  const left: LeftOut[] = [...article.left];
  const entries: ImportedEntry[] = [];
  for (const entry of article.entries) {
    const what = `"${entry.question.slice(0, 60)}"`;
    if (entry.question.length > LIMITS.questionCharacters)
      left.push({ what, why: `the question is longer than ${LIMITS.questionCharacters} characters` });
    else if (plainText(entry.answer).length > LIMITS.answerCharacters)
      left.push({ what, why: `the answer is longer than ${LIMITS.answerCharacters} characters` });
    else if (entries.length >= LIMITS.entries)
      left.push({ what, why: `an article holds at most ${LIMITS.entries} questions` });
    else if (entries.some(({ question }) => question === entry.question))
      left.push({ what, why: 'the same question came before' });
    else entries.push(entry);
  }
  return { ...article, entries, left };
}

function localeOf(article: ImportedArticle): Locale {
  const text = article.entries
    .map(({ question }) => question)
    .join(' ')
    .slice(0, 2_000);
  return detectLocale(text === '' ? plainText(article.prose) : text) ?? detectLocale(article.title) ?? 'zh-CN';
}

function articleText(article: ImportedArticle, locale: Locale): string {
  const tags = [...new Set(article.entries.flatMap(({ tags: words }) => words))].slice(0, 12);
  const head = toYaml({ title: article.title.slice(0, 200), locale, tags });
  const blocks: MarkdownBlock[] = [{ type: 'heading', depth: 1, children: [{ type: 'text', value: article.title }] }];
  for (const entry of article.entries) {
    blocks.push({ type: 'heading', depth: 2, children: [{ type: 'text', value: entry.question }] });
    const alternatives = entry.alternatives
      .slice(0, LIMITS.phrasings)
      .filter((text) => text.length <= LIMITS.phrasingCharacters);
    if (alternatives.length > 0) blocks.push(quoteOf(alternatives));
    blocks.push(...entry.answer.map(belowQuestion));
  }
  blocks.push(...article.prose);
  return `---\n${head}---\n\n${writer.stringify({ type: 'root', children: blocks })}`;
}

function quoteOf(lines: readonly string[]): MarkdownBlock {
  return {
    type: 'blockquote',
    children: [
      {
        type: 'paragraph',
        children: [{ type: 'text', value: lines.map((line) => line.replace(/\s+/g, ' ')).join('\n') }],
      },
    ],
  };
}

/** A heading inside an answer must not look like the next question; HTML of others is not taken over. */
function belowQuestion(block: MarkdownBlock): MarkdownBlock {
  const copy = structuredClone(block);
  visit(copy, (node) => {
    if (node.type === 'heading' && node.depth < 3) node.depth = 3;
  });
  // A quote right under the question would be read as other ways to ask.
  return copy.type === 'blockquote'
    ? { type: 'paragraph', children: [{ type: 'text', value: plainText([copy]) }] }
    : copy;
}

async function writeDraft(directory: string, locale: Locale, name: string, text: string): Promise<string> {
  const folder = join(directory, 'articles', locale);
  await mkdir(folder, { recursive: true });
  const stem =
    name
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'imported';
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const file = `_${stem}${number === 1 ? '' : `-${number}`}.md`;
    try {
      await writeFile(join(folder, file), text, { flag: 'wx' });
      return `articles/${locale}/${file}`;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
  throw new WarmlineError(
    'KNOWLEDGE_INVALID',
    `There are ${MOST_NAMES} drafts called "${stem}" already. Rename or remove some.`,
  );
}
