import { FormattedString } from '@grammyjs/parse-mode';
import type { List, ListItem, PhrasingContent, RootContent, Table } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { type Formatted, nestEntities } from './entities.ts';
import { displayWidth } from './width.ts';

/** Telegram's form of a tree that `parseMarkdown` made. */
export function formatBlocks(blocks: readonly RootContent[]): Formatted {
  const whole = FormattedString.join(blocks.map(formatBlock), '\n\n');
  return nestEntities(whole.rawText, whole.rawEntities);
}

/** Widest table that is set in columns; what is wider, or holds wide characters, would wrap on a phone. */
export const TABLE_COLUMNS = 34;

function formatBlock(block: RootContent): FormattedString {
  switch (block.type) {
    case 'paragraph':
      return formatInline(block.children);
    case 'heading':
      return FormattedString.b(formatInline(block.children));
    case 'blockquote':
      return FormattedString.blockquote(FormattedString.join(block.children.map(formatBlock), '\n'));
    case 'list':
      return formatList(block, 0);
    case 'code':
      return FormattedString.pre(block.value, languageOf(block.lang));
    case 'table':
      return formatTable(block);
    case 'thematicBreak':
      return new FormattedString('———');
    default:
      return new FormattedString(plainText(block));
  }
}

function formatInline(nodes: readonly PhrasingContent[]): FormattedString {
  return FormattedString.join(
    nodes.map((node) => {
      switch (node.type) {
        case 'text':
          return new FormattedString(node.value);
        case 'break':
          return new FormattedString('\n');
        case 'inlineCode':
          return FormattedString.code(node.value);
        case 'strong':
          return FormattedString.b(formatInline(node.children));
        case 'emphasis':
          return FormattedString.i(formatInline(node.children));
        case 'delete':
          return FormattedString.s(formatInline(node.children));
        case 'link':
          return FormattedString.a(formatInline(node.children), node.url);
        default:
          return new FormattedString(plainText(node));
      }
    }),
  );
}

function formatList(list: List, depth: number): FormattedString {
  const first = list.start ?? 1;
  const items = list.children.map((item, index) => {
    const marker = list.ordered ? `${first + index}. ` : markerOf(item, depth);
    return FormattedString.join(['  '.repeat(depth), marker, formatItem(item, depth)]);
  });
  return FormattedString.join(items, '\n');
}

function formatItem(item: ListItem, depth: number): FormattedString {
  return FormattedString.join(
    item.children.map((child, index) => {
      if (child.type === 'list') return formatList(child, depth + 1);
      const block = formatBlock(child);
      return index === 0 ? block : FormattedString.join(['  '.repeat(depth + 1), block]);
    }),
    '\n',
  );
}

function markerOf({ checked }: ListItem, depth: number): string {
  if (checked === true) return '☑ ';
  if (checked === false) return '☐ ';
  return depth === 0 ? '• ' : '◦ ';
}

/** In columns when they stay columns on a phone, else row by row: the first cell as a title, the others as "name: value". */
function formatTable(table: Table): FormattedString {
  const [head, ...body] = table.children;
  const names = head?.children.map((cell) => plainText(cell)) ?? [];
  const rows = body.map((row) => row.children.map((cell) => formatInline(cell.children)));
  const columns = [names, ...rows.map((row) => row.map((cell) => cell.rawText))];
  const widths = names.map((_, column) => Math.max(1, ...columns.map((row) => displayWidth(row[column] ?? ''))));
  const total = widths.reduce((sum, width) => sum + width + 2, -2);
  const plain = columns.flat().every((cell) => /^[\x20-\x7e]*$/.test(cell));
  if (body.length === 0 || (plain && total <= TABLE_COLUMNS)) {
    const lines = columns.map((row) =>
      widths
        .map((width, i) => (row[i] ?? '').padEnd(width))
        .join('  ')
        .trimEnd(),
    );
    return FormattedString.pre(
      [lines[0], widths.map((width) => '-'.repeat(width)).join('  '), ...lines.slice(1)].join('\n'),
    );
  }
  return FormattedString.join(
    rows.map(([title = new FormattedString(''), ...cells]) => {
      const lines = cells
        .map((cell, index) => ({ cell, name: names[index + 1] ?? '' }))
        .filter(({ cell }) => cell.rawText !== '')
        .map(({ cell, name }) => (name === '' ? cell : FormattedString.join([`${name}: `, cell])));
      return FormattedString.join(title.rawText === '' ? lines : [FormattedString.b(title), ...lines], '\n');
    }),
    '\n\n',
  );
}

function languageOf(language: string | null | undefined): string | undefined {
  return language && /^[\w+#.-]{1,32}$/.test(language) ? language : undefined;
}
