import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import * as z from 'zod';
import { beyondLimits } from '../articles/limits.ts';
import { parseMarkdown } from '../articles/markdown.ts';
import type { DocumentContent } from './document.ts';
import { htmlToBlocks } from './html.ts';

const MOST_BYTES = 20 * 1024 * 1024;

const IMPORTED_KINDS = ['.docx', '.pdf', '.csv', '.tsv', '.xlsx', '.html', '.htm', '.json', '.jsonl', '.md', '.txt'];

/** A row of an existing FAQ export, under the names that such exports use. */
const ExportRow = z.record(z.string(), z.unknown());

/** Reads one file by its ending. A file that cannot be read comes back as the reason, in words. */
export async function readDocument(path: string): Promise<DocumentContent | { kind: 'unreadable'; why: string }> {
  const unreadable = (why: string) => ({ kind: 'unreadable' as const, why });
  const ending = extname(path).toLowerCase();
  if (!IMPORTED_KINDS.includes(ending))
    return unreadable(`files of the kind "${ending}" are not read; use one of ${IMPORTED_KINDS.join(' ')}`);
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES)
      return unreadable(`it has ${Math.ceil(size / 1024 / 1024)} MB; at most ${MOST_BYTES / 1024 / 1024} MB`);
    if (size === 0) return unreadable('it is empty');
    return await readKind(ending, await readFile(path));
  } catch (error) {
    return unreadable(`it could not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function readKind(ending: string, bytes: Buffer): Promise<DocumentContent> {
  switch (ending) {
    case '.docx': {
      const { default: mammoth } = await import('mammoth');
      const { value } = await mammoth.convertToHtml({ buffer: bytes });
      return { kind: 'text', ...htmlToBlocks(value) };
    }
    case '.pdf': {
      const { pdfToBlocks } = await import('./pdf.ts');
      return { kind: 'text', ...(await pdfToBlocks(bytes)) };
    }
    case '.xlsx': {
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
    case '.csv':
    case '.tsv':
      return { kind: 'rows', rows: readCsv(textOf(bytes), ending), left: [] };
    case '.json':
    case '.jsonl':
      return { kind: 'rows', rows: readExport(textOf(bytes)), left: [] };
    case '.html':
    case '.htm':
      return { kind: 'text', ...htmlToBlocks(textOf(bytes)) };
    default: {
      const text = textOf(bytes);
      const beyond = beyondLimits('', text);
      if (beyond !== null) throw new Error(`line ${beyond.line}: ${beyond.message}`);
      const blocks = parseMarkdown(text).children.filter((block) => block.type !== 'yaml');
      return { kind: 'text', blocks, left: [] };
    }
  }
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

/** JSON (a list, or an object with one) or one object per line, as rows under a heading of all their keys. */
function readExport(text: string): string[][] {
  const objects = z.array(ExportRow).min(1).parse(listIn(text));
  const keys = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  return [keys, ...objects.map((object) => keys.map((key) => cellOf(object[key])))];
}

function listIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) || value === null || typeof value !== 'object') return value;
    return Object.values(value).find(Array.isArray) ?? [value];
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2) throw error;
    return lines.map((line): unknown => JSON.parse(line));
  }
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(cellOf).join('\n');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
