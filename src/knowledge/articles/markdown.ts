import { toString as textOf } from 'mdast-util-to-string';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import type { Reference } from './article.ts';

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter).freeze();

export type MarkdownRoot = ReturnType<typeof parser.parse>;
export type MarkdownBlock = MarkdownRoot['children'][number];

export function parseMarkdown(source: string): MarkdownRoot {
  return parser.parse(source);
}

export function lineOf(block: MarkdownBlock): number {
  return block.position?.start.line ?? 1;
}

/** The blocks as they were written, from the start of the first to the end of the last. */
export function sourceOf(source: string, blocks: readonly MarkdownBlock[]): string {
  const start = blocks[0]?.position?.start.offset ?? 0;
  const end = blocks.at(-1)?.position?.end.offset ?? 0;
  return source.slice(start, end);
}

/** What a reader sees, without markup. Blocks, rows and cells are kept apart by spaces and line breaks. */
export function plainText(blocks: readonly MarkdownBlock[]): string {
  return blocks
    .map(plainBlock)
    .filter((text) => text !== '')
    .join('\n');
}

function plainBlock(block: MarkdownBlock): string {
  switch (block.type) {
    case 'table':
      return block.children.map((row) => row.children.map((cell) => textOf(cell)).join(' ')).join('\n');
    case 'list':
      return block.children.map((item) => plainText(item.children)).join('\n');
    case 'blockquote':
      return plainText(block.children);
    case 'html':
    case 'yaml':
      return '';
    default:
      return textOf(block).trim();
  }
}

/** Every link and image below the blocks, definitions included. */
export function referencesIn(blocks: readonly MarkdownBlock[]): Reference[] {
  const found: Reference[] = [];
  for (const block of blocks) {
    visit(block, (node) => {
      if (node.type === 'link' || node.type === 'definition') {
        found.push({ kind: 'link', url: node.url, line: node.position?.start.line ?? lineOf(block) });
      }
      if (node.type === 'image') {
        found.push({ kind: 'image', url: node.url, line: node.position?.start.line ?? lineOf(block) });
      }
    });
  }
  return found;
}
