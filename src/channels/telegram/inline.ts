import type { PhrasingContent } from 'mdast';
import { cutText } from '../../core/index.ts';
import { GRAPHEMES } from './width.ts';

/** What a run of inline nodes shows, as plain text. Offsets of `sliceInline` are in it. */
export function inlineText(nodes: readonly PhrasingContent[]): string {
  return nodes.map((node) => ('children' in node ? inlineText(node.children) : leafText(node))).join('');
}

/** The nodes of one stretch of the shown text; a style or a link that is cut goes on in the next slice. */
export function sliceInline(nodes: readonly PhrasingContent[], from: number, to: number): PhrasingContent[] {
  const slice: PhrasingContent[] = [];
  let at = 0;
  for (const node of nodes) {
    const length = inlineText([node]).length;
    const start = Math.max(from - at, 0);
    const end = Math.min(to - at, length);
    if (start === 0 && end === length && length > 0) slice.push(node);
    else if (start < end) slice.push(part(node, start, end));
    at += length;
  }
  return slice;
}

/**
 * Where to cut a text that is too long: after a line, else a sentence, else a clause, else a word, as late as
 * possible but not before half of the room is used; else after any whole character.
 */
export function bestCut(text: string, room: number): number {
  if (text.length <= room) return text.length;
  const window = cutText(text, room);
  for (const end of [/\n/g, /[。!?…](?=[^。!?…])|[.!?](?=\s)/g, /[,;:、,;:]/g, /\s/g]) {
    const last = [...window.matchAll(end)].at(-1);
    const cut = last === undefined ? 0 : last.index + last[0].length;
    if (cut >= room / 2) return cut;
  }
  return lastWholeCharacter(text, window.length);
}

/** The end of the last grapheme within `room`; a single grapheme that is longer is cut between code points. */
function lastWholeCharacter(text: string, room: number): number {
  const from = cutText(text, Math.max(0, room - 64)).length;
  let cut = 0;
  for (const { index, segment } of GRAPHEMES.segment(text.slice(from, room + 64))) {
    const end = from + index + segment.length;
    if (end > room) break;
    cut = end;
  }
  return cut > 0 ? cut : room;
}

function leafText(node: PhrasingContent): string {
  if (node.type === 'break') return '\n';
  return 'value' in node ? node.value : '';
}

function part(node: PhrasingContent, start: number, end: number): PhrasingContent {
  if (node.type === 'text' || node.type === 'inlineCode') return { ...node, value: node.value.slice(start, end) };
  if (node.type === 'break' || !('children' in node)) return node;
  return { ...node, children: sliceInline(node.children, start, end) } as PhrasingContent;
}
