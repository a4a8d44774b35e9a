import { extractTextItems } from 'unpdf';
import type { MarkdownBlock } from '../articles/markdown.ts';
import type { LeftOut } from './document.ts';

interface Line {
  text: string;
  size: number;
  y: number;
  page: number;
}

/** Letters this much larger than the body are a heading. */
const HEADING_RATIO = 1.15;
/** A gap of this many line heights begins a new paragraph. */
const PARAGRAPH_GAP = 1.6;

/** The text of a PDF with its headings, guessed from the size of the letters. Pictures and scans hold no text. */
export async function pdfToBlocks(bytes: Uint8Array): Promise<{ blocks: MarkdownBlock[]; left: LeftOut[] }> {
  const { items, totalPages } = await extractTextItems(new Uint8Array(bytes));
  const lines = items.flatMap(linesOf);
  const left: LeftOut[] = items.flatMap((page, index) =>
    page.every(({ str }) => str.trim() === '')
      ? [{ what: `page ${index + 1} of ${totalPages}`, why: 'it holds no text; it may be a scan' }]
      : [],
  );
  const body = bodySize(lines);
  const sizes = [...new Set(lines.filter(({ size }) => size > body * HEADING_RATIO).map(({ size }) => size))].sort(
    (a, b) => b - a,
  );
  const blocks: MarkdownBlock[] = [];
  let paragraph: Line[] = [];
  const close = () => {
    if (paragraph.length > 0)
      blocks.push({ type: 'paragraph', children: [{ type: 'text', value: joined(paragraph) }] });
    paragraph = [];
  };
  for (const line of lines) {
    const level = sizes.indexOf(line.size);
    const last = paragraph.at(-1);
    if (level >= 0) {
      close();
      const depth = level === 0 ? 1 : level === 1 ? 2 : 3;
      blocks.push({ type: 'heading', depth, children: [{ type: 'text', value: line.text }] });
      continue;
    }
    if (last !== undefined && beginsParagraph(last, line)) close();
    paragraph.push(line);
  }
  close();
  return { blocks, left };
}

function linesOf(
  items: readonly { str: string; y: number; fontSize: number; hasEOL: boolean }[],
  page: number,
): Line[] {
  const lines: Line[] = [];
  let open: Line | null = null;
  for (const item of items) {
    if (open !== null && Math.abs(open.y - item.y) > open.size / 2 && item.str !== '') open = null;
    if (open === null) {
      if (item.str.trim() === '') continue;
      open = { text: '', size: Math.round(item.fontSize * 2) / 2, y: item.y, page };
      lines.push(open);
    }
    open.text += item.str;
    if (item.hasEOL) open = null;
  }
  return lines
    .map((line) => ({ ...line, text: line.text.replace(/\s+/g, ' ').trim() }))
    .filter(({ text }) => text !== '');
}

/** The size in which most letters are set. */
function bodySize(lines: readonly Line[]): number {
  const letters = new Map<number, number>();
  for (const { size, text } of lines) letters.set(size, (letters.get(size) ?? 0) + text.length);
  return [...letters].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

function beginsParagraph(last: Line, line: Line): boolean {
  if (/^(?:Q\d*|A\d*|问|答|问题|回答)\s*[:：.、]/i.test(line.text) || /[?？]$/.test(last.text)) return true;
  return line.page === last.page && last.y - line.y > last.size * PARAGRAPH_GAP;
}

function joined(lines: readonly Line[]): string {
  return lines.reduce((text, line) => {
    if (text === '') return line.text;
    const chinese = /\p{Script=Han}|[，。、；：！？]/u;
    return chinese.test(text.slice(-1)) || chinese.test(line.text.slice(0, 1))
      ? text + line.text
      : `${text} ${line.text}`;
  }, '');
}
