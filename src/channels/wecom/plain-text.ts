import type { Definition, ListItem, PhrasingContent, Root, RootContent, Table } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { cleanText } from '../../core/index.ts';

/**
 * Markdown as WeChat shows it best, which knows no markup: links as words and address (WeChat makes it a link), tables
 * row by row, lists with dots or numbers. Markdown without anything to show is shown as it is.
 */
export function plainText(markdown: string): string {
  const clean = cleanText(markdown, markdown.length);
  const tree: Root = READER.parse(clean);
  const definitions = new Map<string, Definition>();
  for (const node of tree.children) if (node.type === 'definition') definitions.set(node.identifier, node);
  const text = withSpaces(blocks(tree.children, definitions, '\n\n')).trim();
  return text === '' ? clean.trim() : text;
}

/** Frozen, because to build a processor costs more than to parse a message with it. */
const READER = unified().use(remarkParse).use(remarkGfm).freeze();

type Definitions = ReadonlyMap<string, Definition>;

function blocks(nodes: readonly RootContent[], definitions: Definitions, between: string): string {
  return nodes
    .map((node) => block(node, definitions))
    .filter((text) => text.trim() !== '')
    .join(between);
}

function block(node: RootContent, definitions: Definitions): string {
  switch (node.type) {
    case 'paragraph':
      return inline(node.children, definitions);
    case 'heading':
      return `【${inline(node.children, definitions)}】`;
    case 'blockquote':
      return blocks(node.children, definitions, '\n')
        .split('\n')
        .map((line) => `｜${line}`)
        .join('\n');
    case 'list':
      return node.children
        .map((each, index) => {
          const marker = node.ordered ? `${(node.start ?? 1) + index}. ` : markerOf(each);
          return marker + blocks(each.children as RootContent[], definitions, '\n').replaceAll('\n', '\n  ');
        })
        .join('\n');
    case 'table':
      return table(node, definitions);
    case 'code':
      return node.value;
    case 'html':
      return withoutTags(node.value);
    case 'thematicBreak':
      return '———';
    case 'footnoteDefinition':
      return `[${node.identifier}] ${blocks(node.children, definitions, '\n')}`;
    default:
      return '';
  }
}

function markerOf({ checked }: ListItem): string {
  return checked === true ? '☑ ' : checked === false ? '☐ ' : '• ';
}

/** A phone has no room for columns: each row begins with its first cell, the others are "name: value". */
function table({ children }: Table, definitions: Definitions): string {
  const [head, ...rows] = children.map((row) => row.children.map((cell) => inline(cell.children, definitions)));
  if (rows.length === 0) return head?.join('  ') ?? '';
  return rows
    .map(([title = '', ...cells]) => {
      const lines = cells.flatMap((cell, index) => {
        const name = head?.[index + 1] ?? '';
        return cell === '' ? [] : [name === '' ? cell : `${name}: ${cell}`];
      });
      return (title === '' ? lines : [title, ...lines]).join('\n');
    })
    .join('\n\n');
}

function inline(nodes: readonly PhrasingContent[], definitions: Definitions): string {
  return nodes
    .map((node): string => {
      switch (node.type) {
        case 'text':
          return joinLines(node.value);
        case 'inlineCode':
          return node.value;
        case 'break':
          return '\n';
        case 'strong':
        case 'emphasis':
        case 'delete':
          return inline(node.children, definitions);
        case 'link':
          return linked(inline(node.children, definitions), node.url);
        case 'linkReference':
          return linked(inline(node.children, definitions), definitions.get(node.identifier)?.url ?? '');
        case 'image':
          return linked(node.alt ?? '', node.url);
        case 'imageReference':
          return linked(node.alt ?? '', definitions.get(node.identifier)?.url ?? '');
        case 'footnoteReference':
          return `[${node.identifier}]`;
        case 'html':
          return /^<br\s*\/?>$/i.test(node.value) ? '\n' : '';
        default:
          return node satisfies never;
      }
    })
    .join('');
}

/** Stands around addresses until their spaces are set; it never is in a cleaned text. */
const EDGE = '\u0000';

function linked(words: string, url: string): string {
  if (!/^https?:\/\//i.test(url)) return words || url.replace(/^(?:mailto|tel):/i, '');
  const address = `${EDGE}${url}${EDGE}`;
  return words === '' || words === url ? address : `${words}${address}`;
}

/** One space on each side of an address, because WeChat takes whatever touches it for a part of it. */
function withSpaces(text: string): string {
  return text
    .split(EDGE)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/^ +| +$/g, '')))
    .map((part, index, parts) => {
      if (index % 2 === 1) return part;
      if (part === '') return index > 0 && index < parts.length - 1 ? ' ' : '';
      const before = index > 0 && !part.startsWith('\n') ? ' ' : '';
      const after = index < parts.length - 1 && !part.endsWith('\n') ? ' ' : '';
      return `${before}${part}${after}`;
    })
    .join('');
}

/** A soft line break is a space, except between two Chinese characters, where there is none. */
function joinLines(text: string): string {
  const cjk = '[\\p{Script=Han}\\u3000-\\u303f\\uff00-\\uffef]';
  return text.replace(new RegExp(`(?<=${cjk})[ \\t]*\\n[ \\t]*(?=${cjk})`, 'gu'), '').replace(/[ \t]*\n[ \t]*/g, ' ');
}

function withoutTags(html: string): string {
  return html.replace(/<!--[\s\S]*?(-->|$)/g, '').replace(/<[^>]*>/g, '');
}
