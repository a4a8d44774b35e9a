import type { Code, List, ListItem, PhrasingContent, RootContent, Table, TableRow } from 'mdast';
import { MAX_ENTITIES, MAX_TEXT } from './abilities.ts';
import { formatBlocks, TABLE_COLUMNS } from './format.ts';
import { bestCut, inlineText, sliceInline } from './inline.ts';
import { parseMarkdown, toMarkdown } from './markdown.ts';

/** Room in one platform message, as it looks after formatting: UTF-16 units and entities. */
export interface Room {
  text: number;
  entities: number;
}

/**
 * Markdown in pieces that each fit one message: cut between blocks where possible, else between items, rows or lines,
 * else between sentences or words. A piece is markdown again; styles and links that are cut go on in the next piece.
 * Text that fits comes back untouched.
 */
export function splitMarkdown(markdown: string, room: Room = { text: MAX_TEXT, entities: MAX_ENTITIES }): string[] {
  if (surelyFits(markdown, room)) return [markdown];
  const blocks = parseMarkdown(markdown);
  if (fits(sizeOf(blocks), room)) return [markdown];
  return pack(blocks, room, 2).flatMap((piece) => {
    const written = writeDown(piece);
    // The sizes below are added up, not measured on the whole piece; should one ever be short, it is cut once more.
    const smaller = { ...room, text: Math.floor((room.text * 3) / 4) };
    return smaller.text === 0 || fits(sizeOf(parseMarkdown(written)), room)
      ? [written]
      : splitMarkdown(written, smaller);
  });
}

/**
 * True without parsing for most replies: shown text is longer than its markdown only in tables (names repeat) and by
 * two characters per picture, and there is no entity without one of these marks.
 */
export function surelyFits(markdown: string, room: Room): boolean {
  if (markdown.length > room.text / 2 || markdown.includes('|')) return false;
  return (markdown.match(/[*_`~[>#=@-]|:\/\/|www\./g)?.length ?? 0) <= room.entities;
}

/**
 * Markdown that reads back as the same words. Some styles next to some punctuation cannot be written in markdown at
 * all; such a piece loses them, the words come first.
 */
function writeDown(piece: readonly RootContent[]): string {
  const words = formatBlocks(piece).text;
  const asItIs = toMarkdown(piece);
  if (formatBlocks(parseMarkdown(asItIs)).text === words) return asItIs;
  const plainer = toMarkdown(withoutStyles(piece, ['delete']));
  if (formatBlocks(parseMarkdown(plainer)).text === words) return plainer;
  return toMarkdown(withoutStyles(piece, ['delete', 'emphasis', 'strong', 'link']));
}

function withoutStyles(nodes: readonly RootContent[], types: readonly string[]): RootContent[] {
  return nodes.flatMap((node) => {
    if (!('children' in node)) return [node];
    const children = withoutStyles(node.children as RootContent[], types);
    return types.includes(node.type) ? children : [{ ...node, children } as RootContent];
  });
}

function sizeOf(blocks: readonly RootContent[]): Room {
  const { text, entities } = formatBlocks(blocks);
  return { text: text.length, entities: entities.length };
}

function fits(size: Room, room: Room): boolean {
  return size.text <= room.text && size.entities <= room.entities;
}

function sum(one: Room, other: Room, between: number): Room {
  return { text: one.text + between + other.text, entities: one.entities + other.entities };
}

const NOTHING: Room = { text: 0, entities: 0 };

/** Fills messages one after the other, with `between` characters between blocks; a heading goes with its text. */
function pack(blocks: readonly RootContent[], room: Room, between: number): RootContent[][] {
  const pieces: RootContent[][] = [];
  let current: { block: RootContent; size: Room }[] = [];
  let filled = NOTHING;
  for (const block of blocks.flatMap((whole) => breakUp(whole, room))) {
    const next = { block, size: sizeOf([block]) };
    const grown = current.length === 0 ? next.size : sum(filled, next.size, between);
    if (fits(grown, room)) {
      current.push(next);
      filled = grown;
      continue;
    }
    const last = current.at(-1);
    const moves = current.length > 1 && last?.block.type === 'heading' ? last : null;
    const together = moves && sum(moves.size, next.size, between);
    const moved = moves !== null && together !== null && fits(together, room);
    pieces.push((moved ? current.slice(0, -1) : current).map((entry) => entry.block));
    current = moved ? [moves, next] : [next];
    filled = moved ? together : next.size;
  }
  return [...pieces, current.map(({ block }) => block)].filter((piece) => piece.length > 0);
}

/** A block as blocks that fit one by one. */
function breakUp(block: RootContent, room: Room): RootContent[] {
  if (fits(sizeOf([block]), room)) return [block];
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return cutInline(block.children, room).map((children) => ({ ...block, children }));
    case 'blockquote': {
      const inside = { text: room.text, entities: Math.max(1, room.entities - 1) };
      return pack(block.children, inside, 1).map((children) => ({ ...block, children }) as RootContent);
    }
    case 'list':
      return breakUpList(block, room);
    case 'code':
      return breakUpCode(block, room);
    case 'table':
      return breakUpTable(block, room);
    default:
      return [block];
  }
}

function cutInline(nodes: readonly PhrasingContent[], room: Room): PhrasingContent[][] {
  const text = inlineText(nodes);
  const pieces: PhrasingContent[][] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    let size = room.text;
    let end = at;
    let piece: PhrasingContent[] = [];
    do {
      end = at + bestCut(text.slice(at), size);
      piece = sliceInline(nodes, at, at + text.slice(at, end).trimEnd().length);
      size = Math.floor((end - at) / 2);
    } while (size > 0 && !fits(sizeOf([{ type: 'paragraph', children: piece }]), room));
    pieces.push(piece);
    at = skipSpace(text, end);
  }
  return pieces;
}

function skipSpace(text: string, from: number): number {
  return text.length - text.slice(from).trimStart().length;
}

/** By items; an item that is too long begins as an item and goes on as plain paragraphs. */
function breakUpList(list: List, room: Room): RootContent[] {
  const start = list.start ?? 1;
  const pieces: RootContent[] = [];
  let current = null as List | null;
  let filled = NOTHING;
  for (const [index, item] of list.children.entries()) {
    const single = alone(index, item);
    const size = sizeOf([single]);
    const grown = current === null ? size : sum(filled, size, 1);
    if (fits(grown, room)) {
      current = current === null ? single : { ...current, children: [...current.children, item] };
      filled = grown;
      continue;
    }
    if (current !== null) pieces.push(current);
    current = fits(size, room) ? single : null;
    filled = size;
    if (current === null) pieces.push(...breakUpItem(single, item, room));
  }
  return current === null ? pieces : [...pieces, current];

  function alone(index: number, item: ListItem): List {
    return { ...list, ...(list.ordered ? { start: start + index } : {}), children: [item] };
  }
}

function breakUpItem(single: List, item: ListItem, room: Room): RootContent[] {
  const inside = { ...room, text: Math.max(1, room.text - markerRoom(single.start ?? 1)) };
  const [first = [], ...rest] = pack(item.children, inside, 1);
  const begun: List = { ...single, children: [{ ...item, children: first as ListItem['children'] }] };
  return [...(fits(sizeOf([begun]), room) ? [begun] : first), ...rest.flat()];
}

/** "12. " or "• ", and the indentation of what follows. */
function markerRoom(number: number): number {
  return String(number).length + 4;
}

function breakUpCode(code: Code, room: Room): RootContent[] {
  const pieces: RootContent[] = [];
  let rest = code.value;
  while (rest !== '') {
    const cut = bestCut(rest, room.text);
    const value = rest.slice(0, cut).replace(/^\n+|\n+$/g, '');
    if (value.trim() !== '') pieces.push({ ...code, value });
    rest = rest.slice(cut);
  }
  return pieces;
}

/** By rows, each piece with the head again; a row that is too long becomes paragraphs. */
function breakUpTable(table: Table, room: Room): RootContent[] {
  const [head, ...rows] = table.children;
  if (head === undefined) return [];
  const pieces: RootContent[] = [];
  let current: Table['children'] = [];
  // The head and the line below it, when the table is set in columns.
  const base: Room = { text: 2 * (TABLE_COLUMNS + 1), entities: 1 };
  let filled = base;
  const flush = () => {
    if (current.length > 0) pieces.push({ ...table, children: [head, ...current] });
    current = [];
    filled = base;
  };
  for (const row of rows) {
    const alone = sizeOf([{ ...table, children: [head, row] }]);
    const size = { text: Math.max(alone.text, TABLE_COLUMNS), entities: alone.entities };
    if (!fits(sum(filled, size, 2), room)) flush();
    if (fits(alone, room)) {
      current.push(row);
      filled = sum(filled, size, 2);
    } else pieces.push(...cellsAsParagraphs(row, room));
  }
  flush();
  return rows.length === 0 ? cellsAsParagraphs(head, room) : pieces;
}

function cellsAsParagraphs(row: TableRow, room: Room): RootContent[] {
  return row.children.flatMap((cell) => cellParagraph(cell.children)).flatMap((cell) => breakUp(cell, room));
}

function cellParagraph(children: PhrasingContent[]): RootContent[] {
  return inlineText(children).trim() === '' ? [] : [{ type: 'paragraph', children }];
}
