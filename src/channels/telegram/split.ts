import type { Code, List, PhrasingContent, RootContent, Table } from 'mdast';
import { MAX_ENTITIES, MAX_TEXT } from './abilities.ts';
import { formatBlocks } from './format.ts';
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
  const blocks = parseMarkdown(markdown);
  if (fits(sizeOf(blocks), room)) return [markdown];
  return pack(blocks, room).flatMap((piece) => {
    const written = toMarkdown(piece);
    // Writing a tree down and reading it again may show a character more (an escape); then it is cut smaller.
    const smaller = { ...room, text: Math.floor((room.text * 3) / 4) };
    const survives = smaller.text === 0 || fits(sizeOf(parseMarkdown(written)), room);
    return survives ? [written] : splitMarkdown(written, smaller);
  });
}

function sizeOf(blocks: readonly RootContent[]): Room {
  const { text, entities } = formatBlocks(blocks);
  return { text: text.length, entities: entities.length };
}

function fits(size: Room, room: Room): boolean {
  return size.text <= room.text && size.entities <= room.entities;
}

/** Fills messages one after the other; a heading goes with what it is the heading of. */
function pack(blocks: readonly RootContent[], room: Room): RootContent[][] {
  const pieces: RootContent[][] = [];
  let current: RootContent[] = [];
  for (const block of blocks.flatMap((whole) => breakUp(whole, room))) {
    if (fits(sizeOf([...current, block]), room)) {
      current.push(block);
      continue;
    }
    const heading = current.length > 1 && current.at(-1)?.type === 'heading' ? current.slice(-1) : [];
    const keeps = heading.length > 0 && fits(sizeOf([...heading, block]), room);
    pieces.push(keeps ? current.slice(0, -1) : current);
    current = keeps ? [...heading, block] : [block];
  }
  return [...pieces, current].filter((piece) => piece.length > 0);
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
      return pack(block.children, inside).map((children) => ({ ...block, children }) as RootContent);
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
  let current: List | null = null;
  for (const [index, item] of list.children.entries()) {
    const grown: List = current ? { ...current, children: [...current.children, item] } : { ...alone(index, item) };
    if (fits(sizeOf([grown]), room)) {
      current = grown;
      continue;
    }
    if (current) pieces.push(current);
    current = alone(index, item);
    if (fits(sizeOf([current]), room)) continue;
    const [first = [], ...rest] = pack(item.children, {
      ...room,
      text: Math.max(1, room.text - markerRoom(start + index)),
    });
    const begun = alone(index, { ...item, children: first as typeof item.children });
    pieces.push(...(fits(sizeOf([begun]), room) ? [begun] : first), ...rest.flat());
    current = null;
  }
  return current ? [...pieces, current] : pieces;

  function alone(index: number, item: List['children'][number]): List {
    return { ...list, ...(list.ordered ? { start: start + index } : {}), children: [item] };
  }
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
  let current: Table = { ...table, children: [head] };
  for (const row of rows) {
    const grown: Table = { ...current, children: [...current.children, row] };
    if (fits(sizeOf([grown]), room)) {
      current = grown;
      continue;
    }
    if (current.children.length > 1) pieces.push(current);
    current = { ...table, children: [head, row] };
    if (fits(sizeOf([current]), room)) continue;
    pieces.push(...row.children.flatMap((cell) => cellParagraph(cell.children)).flatMap((cell) => breakUp(cell, room)));
    current = { ...table, children: [head] };
  }
  if (rows.length === 0)
    return cellParagraph(head.children.flatMap((cell) => cell.children)).flatMap((cell) => breakUp(cell, room));
  return current.children.length > 1 ? [...pieces, current] : pieces;
}

function cellParagraph(children: PhrasingContent[]): RootContent[] {
  return inlineText(children).trim() === '' ? [] : [{ type: 'paragraph', children }];
}
