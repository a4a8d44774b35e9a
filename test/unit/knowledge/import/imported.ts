import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parseArticle } from '../../../../src/knowledge/articles/parse-article.ts';
import { importDocuments } from '../../../../src/knowledge/index.ts';
import { scratchBase } from '../scratch-base.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/knowledge/import');

/** Imports one file (a fixture's name, or a name and its content) and reads the draft back as an article. */
export async function imported(name: string, content?: string | Uint8Array) {
  const base = await scratchBase();
  onTestFinished(() => base[Symbol.asyncDispose]());
  const file = content === undefined ? join(FIXTURES, name) : join(base.directory, name);
  if (content !== undefined) await writeFile(file, content);
  const [report] = await importDocuments({ files: [file], directory: base.directory });
  if (report === undefined) throw new Error('no report');
  const draft = report.written === null ? '' : await readFile(join(base.directory, report.written), 'utf8');
  const parsed = parseArticle('articles/en/draft.md', draft);
  const entries = (parsed.article?.entries ?? []).map(({ question, alternatives, text }) => [
    question,
    [...alternatives],
    text,
  ]);
  return { base, report, draft, parsed, entries, left: report.left.map(({ what, why }) => `${what}: ${why}`) };
}
