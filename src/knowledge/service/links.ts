import { posix } from 'node:path';
import { visit } from 'unist-util-visit';
import { parseMarkdown } from '../articles/markdown.ts';

const ABSOLUTE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/**
 * Makes an answer readable outside its folder: links to other articles become their words, pictures of the knowledge
 * base become addresses under `assetBase` (or their description, where none is known). Other links stay.
 */
export function portable(markdown: string, path: string, assetBase: string | null): string {
  if (!/[\]<]/.test(markdown)) return markdown;
  const edits: { start: number; end: number; text: string }[] = [];
  visit(parseMarkdown(markdown), (node) => {
    if (node.type !== 'link' && node.type !== 'image') return;
    if (ABSOLUTE.test(node.url)) return;
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if (start === undefined || end === undefined) return;
    if (node.type === 'image') {
      const asset = assetPath(path, node.url);
      const text =
        assetBase === null || asset === null
          ? (node.alt ?? '')
          : `![${node.alt ?? ''}](${assetBase}${encodeURI(asset)})`;
      edits.push({ start, end, text });
      return;
    }
    const first = node.children[0]?.position?.start.offset;
    const last = node.children.at(-1)?.position?.end.offset;
    edits.push({ start, end, text: first === undefined || last === undefined ? '' : markdown.slice(first, last) });
  });
  let text = markdown;
  for (const edit of edits.sort((a, b) => b.start - a.start)) {
    text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  }
  return text;
}

/** Where a relative link of an article points, from the root of the knowledge base; null when it leads out of it. */
export function assetPath(article: string, url: string): string | null {
  let file: string;
  try {
    file = decodeURI(url.replace(/[#?].*$/, ''));
  } catch {
    return null;
  }
  const target = posix.normalize(posix.join(posix.dirname(article), file));
  return target.startsWith('..') || target.startsWith('/') ? null : target;
}
