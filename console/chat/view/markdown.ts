import type { AlignType, Nodes, Paragraph, Parents, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough';
import { gfmTable } from 'micromark-extension-gfm-table';
import { button, element } from './element.ts';

/** Where an answer is shown. */
export interface MarkdownPlace {
  /** What relative links and pictures are relative to. */
  base: string;
  /** Level of an answer's highest heading: one below the title of the chat. */
  heading: number;
  /** A link to another entry of the knowledge base was pressed. */
  ask: (question: string) => void;
  opensNewTab: string;
}

/** Everything a link or picture may point to. Scripts, data and files of the visitor's own machine are not among it. */
const LINK_PROTOCOLS = ['https:', 'http:', 'mailto:', 'tel:'];
const IMAGE_PROTOCOLS = ['https:', 'http:'];

/** Articles link to each other by heading or file; here there are no pages for them, but they can be asked. */
const ENTRY_LINK = /^(#|[\w./-]+\.md(#|$))/;

/** Web addresses in running text. ASCII only, so that a Chinese sentence may go on right behind one. */
const BARE_URL = /https?:\/\/[\w\-.~:/?#@!$&'()*+,;=%]*[\w\-~/#&+=%]/g;

/** A hundred times what an article needs; beyond any of these the parser takes seconds, and the page stands still. */
const MAX_LENGTH = 20_000;
const MAX_EMPHASIS_MARKS = 2_000;
const NESTED_TOO_DEEP = /^(?:[ \t]*(?:[>*+-]|\d+[.)])){50}/m;

/** Whether it can be drawn in a moment. What cannot is shown as the text it is. */
export function isReasonable(markdown: string): boolean {
  return (
    markdown.length <= MAX_LENGTH &&
    !NESTED_TOO_DEEP.test(markdown) &&
    markdown.replaceAll(/[^*_~]/g, '').length <= MAX_EMPHASIS_MARKS
  );
}

/**
 * Markdown as elements. No HTML is ever parsed: the syntax tree comes from the parser that the knowledge base uses,
 * each known node makes a fixed element, HTML in the source stays visible text (but for a line break and comments),
 * and words only become text nodes.
 */
export function renderMarkdown(markdown: string, place: MarkdownPlace): DocumentFragment {
  const tree = fromMarkdown(markdown, {
    extensions: [gfmTable(), gfmStrikethrough()],
    mdastExtensions: [gfmTableFromMarkdown(), gfmStrikethroughFromMarkdown()],
  });
  const definitions = new Map<string, string>();
  let insideLink = false;
  for (const node of tree.children) if (node.type === 'definition') definitions.set(node.identifier, node.url);
  const fragment = document.createDocumentFragment();
  fragment.append(...children(tree));
  return fragment;

  function children(parent: Parents): Node[] {
    return parent.children.flatMap((child) => render(child, parent));
  }

  function render(node: Nodes, parent: Parents): Node[] {
    switch (node.type) {
      case 'text':
        return insideLink ? [new Text(node.value)] : linkified(node.value);
      case 'html':
        return html(node.value);
      case 'paragraph':
        // A tight list has no paragraphs of its own.
        if (parent.type === 'listItem' && !parent.spread) return children(node);
        return [element('p', { class: isAside(node) ? 'aside' : undefined }, ...children(node))];
      case 'heading':
        return [element(headingTag(node.depth), {}, ...children(node))];
      case 'strong':
        return [element('strong', {}, ...children(node))];
      case 'emphasis':
        return [element('em', {}, ...children(node))];
      case 'delete':
        return [element('del', {}, ...children(node))];
      case 'inlineCode':
        return [element('code', {}, node.value)];
      case 'code':
        return [element('pre', { tabindex: 0 }, element('code', {}, node.value))];
      case 'blockquote':
        return [element('blockquote', {}, ...children(node))];
      case 'list': {
        const items = node.children.map((item) => element('li', {}, ...children(item)));
        return [node.ordered ? element('ol', { start: node.start ?? 1 }, ...items) : element('ul', {}, ...items)];
      }
      case 'thematicBreak':
        return [element('hr')];
      case 'break':
        return [element('br')];
      case 'link':
        return [ENTRY_LINK.test(node.url) ? question(linkText(node)) : link(node.url, linkText(node))];
      case 'linkReference':
        return [link(definitions.get(node.identifier), linkText(node))];
      case 'image':
        return [image(node.url, node.alt ?? '')];
      case 'imageReference':
        return [image(definitions.get(node.identifier), node.alt ?? '')];
      case 'table':
        return [table(node)];
      default:
        return []; // definitions, and what other extensions would add
    }
  }

  /** An entry of an article is a second level heading itself, so those inside it begin at the third. */
  function headingTag(depth: number): 'h2' | 'h3' | 'h4' {
    const level = place.heading + Math.max(0, depth - 3);
    return level === 2 ? 'h2' : level === 3 ? 'h3' : 'h4';
  }

  function table({ align, children: rows }: Table): Node {
    const cells = (row: Table['children'][number], tag: 'th' | 'td'): Node[] =>
      row.children.map((cell, column) => element(tag, { class: alignment(align?.[column]) }, ...children(cell)));
    const [head, ...body] = rows;
    return element(
      'div',
      { class: 'table', tabindex: 0, role: 'group' },
      element(
        'table',
        {},
        head && element('thead', {}, element('tr', {}, ...cells(head, 'th'))),
        element('tbody', {}, ...body.map((row) => element('tr', {}, ...cells(row, 'td')))),
      ),
    );
  }

  function linkText(node: Parents): Node[] {
    insideLink = true;
    const inside = children(node);
    insideLink = false;
    return inside;
  }

  function link(url: string | undefined, inside: Node[]): Node {
    const href = resolved(url, place.base, LINK_PROTOCOLS);
    if (href === null) return element('span', {}, ...inside);
    return element('a', { href, target: '_blank', rel: 'noopener noreferrer', title: place.opensNewTab }, ...inside);
  }

  function question(inside: Node[]): Node {
    const words = element('span', {}, ...inside);
    return button('link', words, () => place.ask(words.textContent));
  }

  function image(url: string | undefined, alt: string): Node {
    const src = resolved(url, place.base, IMAGE_PROTOCOLS);
    if (src === null) return new Text(alt);
    return element('img', { src, alt, loading: 'lazy', referrerpolicy: 'no-referrer' });
  }

  /** A line break in a table cell has no other way to be written; comments are not for the reader; the rest is text. */
  function html(source: string): Node[] {
    if (source.startsWith('<!--')) return [];
    return [/^<br *\/?>$/i.test(source) ? element('br') : new Text(source)];
  }

  function linkified(text: string): Node[] {
    const nodes: Node[] = [];
    let rest = 0;
    for (const match of text.matchAll(BARE_URL)) {
      nodes.push(new Text(text.slice(rest, match.index)), link(match[0], [new Text(match[0])]));
      rest = match.index + match[0].length;
    }
    return [...nodes, new Text(text.slice(rest))];
  }
}

/** The address in full, or null when it cannot be read or its protocol is not allowed. Judged by the browser's parser. */
export function resolved(url: string | undefined, base: string, protocols = IMAGE_PROTOCOLS): string | null {
  const address = url !== undefined && URL.canParse(url, base) ? new URL(url, base) : null;
  return address && protocols.includes(address.protocol) ? address.href : null;
}

/** A paragraph that is emphasised as a whole, such as the source line under an answer. */
function isAside({ children }: Paragraph): boolean {
  return children.length === 1 && children[0]?.type === 'emphasis';
}

function alignment(align: AlignType | undefined): string | undefined {
  return align === 'right' || align === 'center' ? align : undefined;
}
