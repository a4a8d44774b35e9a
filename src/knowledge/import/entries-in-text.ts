import { type MarkdownBlock, plainText } from '../articles/markdown.ts';
import type { ImportedArticle, ImportedEntry, LeftOut } from './document.ts';

const ASKED = /^(?:(?:Q|Question|问题?)\s*\d*\s*[:：.、)）]|\d{1,3}\s*[.、)）]\s*(?=.*[?？]$))\s*/i;
const ANSWERED = /^(?:A|Answer|答案?|回答)\s*\d*\s*[:：.、)）]\s*/i;
/** Longer lines are sentences, even where they end in a question mark. */
const LONGEST_QUESTION = 150;

/**
 * Finds questions in running text: headings, "Q: … A: …", and short lines that end in a question mark. Headings that
 * only group others are dropped; text before the first question is kept as prose when nothing else was found.
 */
export function entriesInText(blocks: readonly MarkdownBlock[], fileTitle: string): ImportedArticle {
  const title = titleIn(blocks);
  const content = title === null ? blocks : blocks.filter((block) => block !== title);
  const left: LeftOut[] = [];
  const entries: ImportedEntry[] = [];
  const intro: MarkdownBlock[] = [];
  let open: Open | null = null;
  const close = () => {
    if (open === null) return;
    if (open.answer.length > 0)
      entries.push({ question: open.question, alternatives: [], answer: open.answer, tags: [] });
    else if (!open.group) left.push({ what: `"${open.question.slice(0, 60)}"`, why: 'nothing stands below it' });
    open = null;
  };
  for (const block of content.flatMap(apart)) {
    const question = questionOf(block, open);
    if (question !== null) {
      const group: boolean = block.type === 'heading' && !/[?？]$/.test(question);
      close();
      open = { question, level: block.type === 'heading' ? block.depth : 7, group, answer: [] };
    } else if (open === null) intro.push(block);
    else open.answer.push(withoutMark(block));
  }
  close();
  if (entries.length === 0)
    return { title: title === null ? fileTitle : plainText([title]), tags: [], entries, prose: intro, left };
  if (intro.length > 0)
    left.push({
      what: `the text before the first question ("${plainText(intro).slice(0, 40)}…")`,
      why: 'it answers no question',
    });
  return { title: title === null ? fileTitle : plainText([title]), tags: [], entries, prose: [], left };
}

interface Open {
  question: string;
  /** Depth of its heading; 7 for a line of text. */
  level: number;
  /** A heading that does not ask may only group the ones below it. */
  group: boolean;
  answer: MarkdownBlock[];
}

/** The only heading of the first level, where it comes first. */
function titleIn(blocks: readonly MarkdownBlock[]): MarkdownBlock | null {
  const first = blocks.filter((block) => block.type === 'heading' && block.depth === 1);
  return first.length === 1 && first[0] === blocks[0] ? (first[0] ?? null) : null;
}

/** "Q: …" and "A: …" in one paragraph are two blocks. */
function apart(block: MarkdownBlock): MarkdownBlock[] {
  if (block.type !== 'paragraph') return [block];
  const lines = plainText([block]).split('\n');
  const marked = lines.some((line) => ANSWERED.test(line));
  if (!marked || !ASKED.test(lines[0] ?? '')) return [block];
  const parts: string[] = [];
  for (const line of lines) {
    if (parts.length === 0 || ASKED.test(line) || ANSWERED.test(line)) parts.push(line);
    else parts.push(`${parts.pop()}\n${line}`);
  }
  return parts.map((value) => ({ type: 'paragraph', children: [{ type: 'text', value }] }));
}

function questionOf(block: MarkdownBlock, open: Open | null): string | null {
  const text = plainText([block]).replace(/\s+/g, ' ').trim();
  if (block.type === 'heading') {
    // A deeper heading that does not ask belongs to the answer it stands in.
    const inside = open !== null && open.answer.length > 0 && block.depth > open.level && !/[?？]$/.test(text);
    return inside || text === '' ? null : text.replace(ASKED, '');
  }
  if (block.type !== 'paragraph' || text.length > LONGEST_QUESTION) return null;
  if (ASKED.test(text)) return text.replace(ASKED, '');
  const asks = /[?？]$/.test(text) && !/[.。!！].*[?？]$/.test(text);
  const bold = block.children.every((child) => child.type === 'strong');
  // Below a heading that is the question, a rhetorical line is part of the answer, unless it stands out.
  return asks && (bold || open === null || open.level === 7 || open.group) ? text : null;
}

function withoutMark(block: MarkdownBlock): MarkdownBlock {
  if (block.type !== 'paragraph') return block;
  const first = block.children[0];
  if (first?.type !== 'text' || !ANSWERED.test(first.value)) return block;
  return { ...block, children: [{ ...first, value: first.value.replace(ANSWERED, '') }, ...block.children.slice(1)] };
}
