import { basename, extname } from 'node:path';
import type { Locale } from '../../core/index.ts';
import { plainText } from '../articles/markdown.ts';
import { parseArticle } from '../articles/parse-article.ts';
import { detectLocale } from '../language/detect-locale.ts';
import { articleText } from './article-text.ts';
import { cutParagraphs } from './cut-prose.ts';
import type { DocumentContent, FoundDocument, ImportedArticle, LeftOut } from './document.ts';
import { entriesInRows } from './entries-in-rows.ts';
import { entriesInText } from './entries-in-text.ts';
import { findDocuments } from './find-documents.ts';
import { readDocument } from './read-document.ts';
import { withinLimits } from './within-limits.ts';
import { writeDraft } from './write-draft.ts';

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

/**
 * Turns documents into draft articles, "articles/LOCALE/_NAME.md": a name with "_" in front is not loaded, so nothing
 * is live until a person has read the draft and renamed it. Nothing is ever overwritten.
 */
export async function importDocuments(options: ImportOptions): Promise<ImportReport[]> {
  const reports: ImportReport[] = [];
  for (const path of options.files) {
    const { found, left } = await findDocuments(path);
    for (const document of found) reports.push(await importDocument(document, options));
    if (left.length > 0) reports.push(nothing(path, left));
  }
  return reports;
}

async function importDocument(document: FoundDocument, options: ImportOptions): Promise<ImportReport> {
  const { file } = document;
  const content = await readDocument(document);
  if (content.kind === 'unreadable') return nothing(file, [{ what: 'the file', why: content.why }]);
  const article = await withinLimits(await articleIn(content, nameOf(file)));
  const left = [...content.left, ...article.left];
  if (article.entries.length === 0 && plainText(article.prose) === '')
    return nothing(file, [...left, { what: 'the file', why: 'no question and no text was found in it' }]);
  const locale = options.locale ?? localeOf(article);
  const text = articleText(article, locale);
  const parsed = parseArticle(`articles/${locale}/draft.md`, text);
  for (const { line, message } of parsed.problems) left.push({ what: `line ${line} of the draft`, why: message });
  const written = await writeDraft(options.directory, locale, nameOf(file), text);
  return { file, written, questions: article.entries.length, locale, left };
}

function nothing(file: string, left: LeftOut[]): ImportReport {
  return { file, written: null, questions: 0, locale: null, left };
}

/** Notion puts a page's number behind its name. */
function nameOf(file: string): string {
  return basename(file, extname(file)).replace(/ [0-9a-f]{32}$/, '');
}

async function articleIn(content: DocumentContent, name: string): Promise<ImportedArticle> {
  const title = name.replace(/[_-]+/g, ' ').trim() || 'Imported';
  if (content.kind === 'rows') return entriesInRows(content.rows, title);
  const found = entriesInText(content.blocks, title);
  return { ...found, tags: content.tags ?? [], prose: await cutParagraphs(found.prose) };
}

function localeOf(article: ImportedArticle): Locale {
  const text = article.entries
    .map(({ question }) => question)
    .join(' ')
    .slice(0, 2_000);
  return detectLocale(text === '' ? plainText(article.prose) : text) ?? detectLocale(article.title) ?? 'zh-CN';
}
