import type { Definition, PhrasingContent, Root, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { cleanText } from '../../core/index.ts';

/**
 * Parses markdown into the part of mdast that Telegram can show: paragraph, heading, blockquote (not nested), list,
 * code, table, thematicBreak; inside text, break, inlineCode, strong, emphasis, delete, link. References are
 * resolved, images become links, HTML loses its tags, and what has no text is gone.
 */
export function parseMarkdown(markdown: string): RootContent[] {
  const tree: Root = READER.parse(cleanText(markdown, markdown.length));
  const definitions = new Map<string, Definition>();
  collectDefinitions(tree.children, definitions);
  const notes: RootContent[] = [];
  return [...simplify(tree.children, { definitions, notes, quoted: false }), ...notes];
}

/** The markdown of a tree that `parseMarkdown` made, so that a piece of a reply is a reply again. */
export function toMarkdown(blocks: readonly RootContent[]): string {
  return WRITER.stringify({ type: 'root', children: [...blocks] }).trimEnd();
}

/** Frozen, because to build a processor costs more than to parse a message with it. */
const READER = unified().use(remarkParse).use(remarkGfm).freeze();
const WRITER = unified()
  .use(remarkStringify, { bullet: '-', emphasis: '*', fences: true, listItemIndent: 'one', rule: '-' })
  .use(remarkGfm)
  .freeze();

/** Only addresses that Telegram opens. Anything else (javascript:, a relative path) stays plain text. */
function isOpenable(url: string): boolean {
  return /^(https?|tg|mailto):/i.test(url) && URL.canParse(url);
}

interface Context {
  definitions: ReadonlyMap<string, Definition>;
  /** Footnotes, gathered for the end. */
  notes: RootContent[];
  quoted: boolean;
}

function collectDefinitions(nodes: readonly RootContent[], found: Map<string, Definition>): void {
  for (const node of nodes) {
    if (node.type === 'definition' && !found.has(node.identifier)) found.set(node.identifier, node);
    else if ('children' in node) collectDefinitions(node.children as RootContent[], found);
  }
}

function simplify(nodes: readonly RootContent[], context: Context): RootContent[] {
  return nodes.flatMap((node): RootContent[] => {
    switch (node.type) {
      case 'paragraph':
      case 'heading': {
        const children = tidy(inline(node.children, context, false));
        return children.length === 0 ? [] : [{ ...node, children }];
      }
      case 'blockquote': {
        const children = simplify(node.children, { ...context, quoted: true });
        return context.quoted ? children : children.length === 0 ? [] : [{ ...node, children } as RootContent];
      }
      case 'list': {
        const children = node.children
          .map((item) => ({ ...item, children: simplify(item.children, context) }))
          .filter((item) => item.children.length > 0);
        return children.length === 0 ? [] : [{ ...node, children } as RootContent];
      }
      case 'table': {
        const children = node.children.map((row) => ({
          ...row,
          children: row.children.map((cell) => ({ ...cell, children: tidy(inline(cell.children, context, false)) })),
        }));
        return [{ ...node, children }];
      }
      case 'code':
        return node.value.trim() === '' ? [] : [node];
      case 'html': {
        const text = withoutTags(node.value).trim();
        return text === '' ? [] : [{ type: 'paragraph', children: [{ type: 'text', value: text }] }];
      }
      case 'footnoteDefinition': {
        const [first, ...rest] = simplify(node.children, context);
        if (first === undefined) return [];
        const label: PhrasingContent = { type: 'text', value: `[${node.identifier}] ` };
        const noted = first.type === 'paragraph' ? [{ ...first, children: [label, ...first.children] }] : [first];
        context.notes.push(...noted, ...rest);
        return [];
      }
      case 'thematicBreak':
        return [node];
      default:
        // Definitions are resolved; front matter is not read here; phrasing at the top does not come from the parser.
        return [];
    }
  });
}

function inline(nodes: readonly PhrasingContent[], context: Context, inLink: boolean): PhrasingContent[] {
  return nodes.flatMap((node): PhrasingContent[] => {
    switch (node.type) {
      case 'text':
        return [{ type: 'text', value: joinLines(node.value) }];
      case 'inlineCode':
        return node.value === '' ? [] : [{ type: 'inlineCode', value: node.value.replaceAll('\n', ' ') }];
      case 'break':
        return [{ type: 'break' }];
      case 'strong':
      case 'emphasis':
      case 'delete': {
        const children = inline(node.children, context, inLink);
        return children.length === 0 ? [] : [{ type: node.type, children }];
      }
      case 'link':
        return linkTo(node.url, inline(node.children, context, true), inLink);
      case 'linkReference': {
        const url = context.definitions.get(node.identifier)?.url ?? '';
        return linkTo(url, inline(node.children, context, true), inLink);
      }
      case 'image':
        return imageAsLink(node.url, node.alt ?? '', inLink);
      case 'imageReference':
        return imageAsLink(context.definitions.get(node.identifier)?.url ?? '', node.alt ?? '', inLink);
      case 'footnoteReference':
        return [{ type: 'text', value: `[${node.identifier}]` }];
      case 'html':
        return /^<br\s*\/?>$/i.test(node.value) ? [{ type: 'break' }] : [];
      default:
        return node satisfies never;
    }
  });
}

function linkTo(url: string, children: PhrasingContent[], inLink: boolean): PhrasingContent[] {
  if (inLink || !isOpenable(url)) return children;
  const shown = children.length === 0 ? [{ type: 'text' as const, value: url }] : children;
  return [{ type: 'link', url, children: shown }];
}

/** A picture inside a text cannot be shown by `sendMessage`; its description links to it. */
function imageAsLink(url: string, alt: string, inLink: boolean): PhrasingContent[] {
  const name = joinLines(alt).trim();
  if (name === '' && !isOpenable(url)) return [];
  return linkTo(url, [{ type: 'text', value: `🖼 ${name}`.trim() }], inLink);
}

/** A soft line break is a space, except between two Chinese, Japanese or Korean characters, where there is none. */
function joinLines(text: string): string {
  const cjk = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3000-\\u303f\\uff00-\\uffef]';
  return text.replace(new RegExp(`(?<=${cjk})[ \\t]*\\n[ \\t]*(?=${cjk})`, 'gu'), '').replace(/[ \t]*\n[ \t]*/g, ' ');
}

/** Without line breaks at the ends, and empty when there is nothing to see. */
function tidy(children: PhrasingContent[]): PhrasingContent[] {
  const visible = (node: PhrasingContent): boolean => {
    if ('value' in node) return node.value.trim() !== '';
    return 'children' in node && node.children.some(visible);
  };
  const first = children.findIndex(visible);
  const last = children.findLastIndex(visible);
  return first === -1 ? [] : children.slice(first, last + 1);
}

function withoutTags(html: string): string {
  return html.replace(/<!--[\s\S]*?(-->|$)/g, '').replace(/<[^>]*>/g, '');
}
