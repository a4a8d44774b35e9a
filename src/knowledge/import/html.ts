import rehypeParse from 'rehype-parse';
import rehypeRemark from 'rehype-remark';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import { type MarkdownBlock, type MarkdownRoot, parseMarkdown, plainText } from '../articles/markdown.ts';
import type { LeftOut } from './document.ts';

const reader = unified().use(rehypeParse).freeze();
const converter = unified().use(rehypeParse).use(rehypeRemark).freeze();

/** Around the text of a page, not part of it. */
const FRAME = new Set([
  'nav',
  'header',
  'footer',
  'aside',
  'script',
  'style',
  'noscript',
  'template',
  'form',
  'button',
  'svg',
  'iframe',
  'object',
  'embed',
  'video',
  'audio',
]);

/** HTML as markdown blocks. Menus, scripts and embedded pictures are left out; other pictures keep their address. */
export function htmlToBlocks(html: string): { blocks: MarkdownBlock[]; left: LeftOut[] } {
  const tree = reader.parse(html);
  const left: LeftOut[] = [];
  visit(tree, 'element', (element, index, parent) => {
    if (index === undefined || parent === undefined) return undefined;
    if (FRAME.has(element.tagName)) {
      parent.children.splice(index, 1);
      return [SKIP, index];
    }
    if (element.tagName === 'img' && /^data:|^$/.test(String(element.properties['src'] ?? ''))) {
      left.push({
        what: `picture ${String(element.properties['alt'] ?? '')}`.trim(),
        why: 'it is embedded; save it as a file beside the article and link it',
      });
      parent.children.splice(index, 1);
      return [SKIP, index];
    }
    return undefined;
  });
  const root = converter.runSync(tree) as MarkdownRoot;
  visit(root, 'table', (table) => {
    // A table without a heading gets an empty one; its first row says what the columns are.
    if (table.children.length > 1 && plainText([{ ...table, children: table.children.slice(0, 1) }]).trim() === '') {
      table.children.shift();
    }
  });
  return { blocks: root.children.filter((block) => block.type !== 'html'), left };
}

/** A cell of a table may hold HTML, markdown or plain text. */
export function cellToBlocks(text: string): MarkdownBlock[] {
  if (/<\/?(?:p|br|div|ul|ol|li|table|b|strong|em|i|a|span|h[1-6])\b[^>]*>/i.test(text))
    return htmlToBlocks(text).blocks;
  return parseMarkdown(text).children.filter((block) => block.type !== 'html' && block.type !== 'yaml');
}
