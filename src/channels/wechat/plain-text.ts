import type { List, Nodes, Parents, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough';
import { gfmTable } from 'micromark-extension-gfm-table';

export function parseMarkdown(markdown: string): Root {
  return fromMarkdown(markdown, {
    extensions: [gfmTable(), gfmStrikethrough()],
    mdastExtensions: [gfmTableFromMarkdown(), gfmStrikethroughFromMarkdown()],
  });
}

/** Markdown as WeChat shows it, which knows plain text only. What shows nothing (a comment) is left as it is written. */
export function plainText(markdown: string): string {
  return blocksOf(parseMarkdown(markdown)).trim() || markdown.trim();
}

function blocksOf(parent: Parents, between = '\n\n'): string {
  return parent.children
    .map((child) => textOf(child))
    .filter((text) => text !== '')
    .join(between);
}

function inline(parent: Parents): string {
  return parent.children.map((child) => textOf(child)).join('');
}

function textOf(node: Nodes): string {
  switch (node.type) {
    case 'text':
    case 'inlineCode':
    case 'code':
      return node.value;
    case 'break':
      return '\n';
    case 'link': {
      const words = inline(node);
      const bare = node.url.replace(/^mailto:/, '');
      return words === '' || words === bare || words === node.url ? bare : `${words} ${bare}`;
    }
    case 'image':
      return [node.alt, node.url].filter(Boolean).join(' ');
    case 'list':
      return listOf(node);
    case 'tableRow':
      return node.children.map((cell) => inline(cell)).join(' | ');
    case 'table':
      return blocksOf(node, '\n');
    case 'blockquote':
      return blocksOf(node)
        .split('\n')
        .map((line) => `｜${line}`)
        .join('\n');
    case 'thematicBreak':
      return '———';
    case 'html':
    case 'definition':
    case 'footnoteDefinition':
    case 'footnoteReference':
    case 'yaml':
      return '';
    case 'imageReference':
      return node.alt ?? '';
    case 'root':
    case 'listItem':
      return blocksOf(node, '\n');
    default:
      return inline(node);
  }
}

function listOf({ ordered, start, children }: List): string {
  return children
    .map((item, index) => {
      const mark = ordered ? `${(start ?? 1) + index}. ` : '• ';
      return `${mark}${textOf(item).split('\n').join('\n   ')}`;
    })
    .join('\n');
}
