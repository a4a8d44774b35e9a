import { posix } from 'node:path';
import { visit } from 'unist-util-visit';
import type { RelativeLink } from './article.ts';
import { parseMarkdown } from './markdown.ts';

const ABSOLUTE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/** In order of place. `path` is the article's. */
export function relativeLinksIn(markdown: string, path: string): RelativeLink[] {
  if (!/[\]<]/.test(markdown)) return [];
  const found: RelativeLink[] = [];
  visit(parseMarkdown(markdown), (node) => {
    if (node.type !== 'link' && node.type !== 'image') return;
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if (ABSOLUTE.test(node.url) || start === undefined || end === undefined) return;
    if (node.type === 'image') {
      found.push({ start, end, label: node.alt ?? '', picture: assetPath(path, node.url) });
      return;
    }
    const first = node.children[0]?.position?.start.offset;
    const last = node.children.at(-1)?.position?.end.offset;
    const label = first === undefined || last === undefined ? '' : markdown.slice(first, last);
    found.push({ start, end, label, picture: null });
  });
  return found.sort((a, b) => a.start - b.start);
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
