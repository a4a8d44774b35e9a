import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { beyondLimits } from '../articles/limits.ts';
import { type MarkdownBlock, parseMarkdown } from '../articles/markdown.ts';
import type { DocumentContent, FoundDocument, LeftOut } from './document.ts';
import { readExport } from './faq-export.ts';
import { htmlToBlocks } from './html.ts';
import { IMPORTED_KINDS, PACKED_KINDS } from './imported-kinds.ts';
import { packedSize } from './packed-size.ts';

const MOST_BYTES = 20 * 1024 * 1024;
/** Of what is packed in a file: a small ZIP may say that it holds a hundred gigabytes. */
const MOST_UNPACKED = 200 * 1024 * 1024;

/** Reads one file by its ending. A file that cannot be read comes back as the reason, in words. */
export async function readDocument(
  found: FoundDocument,
): Promise<DocumentContent | { kind: 'unreadable'; why: string }> {
  const unreadable = (why: string) => ({ kind: 'unreadable' as const, why });
  const ending = extname(found.file).toLowerCase();
  if (!IMPORTED_KINDS.includes(ending))
    return unreadable(`files of the kind "${ending}" are not read; use one of ${IMPORTED_KINDS.join(' ')}`);
  try {
    const { size } = await stat(found.file);
    if (size > MOST_BYTES) return unreadable(`it has ${megabytes(size)}; at most ${megabytes(MOST_BYTES)}`);
    if (size === 0) return unreadable('it is empty');
    const bytes = await readFile(found.file);
    const unpacked = PACKED_KINDS.includes(ending) ? packedSize(bytes) : 0;
    if (unpacked > MOST_UNPACKED)
      return unreadable(`unpacked it has ${megabytes(unpacked)}; at most ${megabytes(MOST_UNPACKED)}`);
    return await readKind(ending, found, bytes);
  } catch (error) {
    return unreadable(`it could not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function readKind(ending: string, { file, folder }: FoundDocument, bytes: Buffer): Promise<DocumentContent> {
  switch (ending) {
    case '.docx': {
      const { default: mammoth } = await import('mammoth');
      const { value } = await mammoth.convertToHtml({ buffer: bytes });
      return { kind: 'text', ...htmlToBlocks(value) };
    }
    case '.pptx':
    case '.odp':
    case '.odt':
    case '.rtf': {
      const { OfficeLoader } = await import('./loaders/office-loader.ts');
      return pagesToText(await new OfficeLoader(file).load());
    }
    case '.epub': {
      const { ChapterLoader } = await import('./loaders/epub-loader.ts');
      return pagesToText(await new ChapterLoader(file).load());
    }
    case '.srt':
    case '.vtt': {
      const { readSubtitles } = await import('./loaders/read-subtitles.ts');
      return { kind: 'text', blocks: parseMarkdown(await readSubtitles(textOf(bytes))).children, left: [] };
    }
    case '.pdf': {
      const { pdfToBlocks } = await import('./pdf.ts');
      return { kind: 'text', ...(await pdfToBlocks(bytes)) };
    }
    case '.xlsx':
      return readWorkbook(bytes);
    case '.csv':
    case '.tsv':
      return { kind: 'rows', rows: readCsv(textOf(bytes), ending), left: [] };
    case '.json':
    case '.jsonl':
      return readExport(textOf(bytes));
    case '.html':
    case '.htm':
      return { kind: 'text', ...htmlToBlocks(textOf(bytes)) };
    case '.md': {
      if (folder === null) return markdownText(textOf(bytes));
      const { readNotePage } = await import('./loaders/read-notes.ts');
      textOf(bytes); // says so when it is no text
      const { markdown, tags } = await readNotePage(folder, file);
      return { ...markdownText(markdown), tags };
    }
    default:
      return markdownText(textOf(bytes));
  }
}

function markdownText(text: string): Extract<DocumentContent, { kind: 'text' }> {
  const beyond = beyondLimits('', text);
  if (beyond !== null) throw new Error(`line ${beyond.line}: ${beyond.message}`);
  return { kind: 'text', blocks: parseMarkdown(text).children.filter((block) => block.type !== 'yaml'), left: [] };
}

/** Pages of HTML, one after the other. A chapter without a heading of its own gets its name in the table of contents. */
function pagesToText(
  pages: readonly { pageContent: string; metadata: Readonly<Record<string, unknown>> }[],
): DocumentContent {
  const blocks: MarkdownBlock[] = [];
  const left: LeftOut[] = [];
  for (const { pageContent, metadata } of pages) {
    const page = htmlToBlocks(pageContent);
    const chapter = typeof metadata['chapter'] === 'string' ? metadata['chapter'].trim() : '';
    if (chapter !== '' && page.blocks.length > 0 && !page.blocks.some(({ type }) => type === 'heading'))
      blocks.push({ type: 'heading', depth: 2, children: [{ type: 'text', value: chapter }] });
    blocks.push(...page.blocks);
    left.push(...page.left);
  }
  return { kind: 'text', blocks, left };
}

async function readWorkbook(bytes: Buffer): Promise<DocumentContent> {
  const { default: readXlsxFile } = await import('read-excel-file/node');
  const sheets = await readXlsxFile(bytes);
  const [first, ...others] = sheets.filter(({ data }) => data.length > 0);
  const rows = (first?.data ?? []).map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
  const left = others.map(({ sheet, data }) => ({
    what: `sheet "${sheet}" (${data.length} rows)`,
    why: 'only the first sheet is read',
  }));
  return { kind: 'rows', rows, left };
}

/** UTF-8, or GB 18030 where it is none: spreadsheets on Chinese Windows save CSV in it. */
function textOf(bytes: Buffer): string {
  if (bytes.includes(0)) throw new Error('it is not a text file');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
  }
}

function readCsv(text: string, ending: string): string[][] {
  const first = text.slice(0, text.indexOf('\n') === -1 ? undefined : text.indexOf('\n'));
  const delimiter =
    ending === '.tsv' || first.includes('\t') ? '\t' : first.includes(';') && !first.includes(',') ? ';' : ',';
  return parseCsv(text, { bom: true, delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MB`;
}
