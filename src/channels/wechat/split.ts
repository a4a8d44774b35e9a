import { parseMarkdown, plainText } from './plain-text.ts';

/**
 * Markdown as pieces that each show at most `most` UTF-16 units: whole blocks as long as they fit, a longer block by its
 * lines, a longer line where it must be, never inside a surrogate pair.
 */
export function splitMarkdown(markdown: string, most: number): readonly string[] {
  if (surelyFits(markdown, most) || plainText(markdown).length <= most) return [markdown];
  return packed(
    blocks(markdown),
    '\n\n',
    most,
    (block) => plainText(block).length,
    (block) => {
      const [node] = parseMarkdown(block).children;
      return node?.type === 'code' ? byLines(node.value, most).map(fenced) : byLines(block, most);
    },
  );
}

function byLines(text: string, most: number): readonly string[] {
  return packed(text.split('\n'), '\n', most, asWritten, (line) =>
    packed([...line], '', most, asWritten, (one) => [one]),
  );
}

/** Each piece of code is code again, or its stars and underscores would be read as marks and not be shown. */
function fenced(code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${code}\n${fence}`;
}

/** Marks mostly shrink when they are shown; a line of a list or a cell of a table may grow to this many times. */
const LARGEST_GROWTH = 3;

function surelyFits(markdown: string, most: number): boolean {
  return markdown.length * LARGEST_GROWTH <= most;
}

/** A line alone may show less than it does within its block (code keeps what a paragraph drops), so it counts as it is. */
function asWritten(line: string): number {
  return line.length;
}

/** Joins as many parts as fit into each piece; a part that is too long alone is taken apart by `smaller`. */
function packed(
  parts: readonly string[],
  between: string,
  most: number,
  lengthOf: (part: string) => number,
  smaller: (part: string) => readonly string[],
): readonly string[] {
  const pieces: string[] = [];
  let open: string[] = [];
  let room = most;
  const close = () => {
    if (open.length > 0) pieces.push(open.join(between));
    open = [];
    room = most;
  };
  for (const part of parts) {
    const length = lengthOf(part);
    if (length > most) {
      close();
      pieces.push(...smaller(part));
      continue;
    }
    if (open.length > 0 && length + between.length > room) close();
    room -= length + (open.length > 0 ? between.length : 0);
    open.push(part);
  }
  close();
  return pieces.filter((piece) => piece.trim() !== '');
}

function blocks(markdown: string): readonly string[] {
  return parseMarkdown(markdown).children.map(({ position }) =>
    markdown.slice(position?.start.offset ?? 0, position?.end.offset ?? markdown.length),
  );
}
