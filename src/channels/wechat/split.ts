import { parseMarkdown, plainText } from './plain-text.ts';

/**
 * Markdown as pieces that each show at most `most` UTF-16 units: whole blocks as long as they fit, a longer block by its
 * lines, a longer line where it must be, never inside a surrogate pair.
 */
export function splitMarkdown(markdown: string, most: number): readonly string[] {
  if (shows(markdown) <= most) return [markdown];
  return packed(blocks(markdown), '\n\n', most, (block) =>
    packed(block.split('\n'), '\n', most, (line) => packed([...line], '', most, (character) => [character])),
  );
}

/** Joins as many parts as fit into each piece; a part that is too long alone is taken apart by `smaller`. */
function packed(
  parts: readonly string[],
  between: string,
  most: number,
  smaller: (part: string) => readonly string[],
): readonly string[] {
  const pieces: string[] = [];
  let open: string | null = null;
  for (const part of parts) {
    const together: string = open === null ? part : `${open}${between}${part}`;
    if (fits(together, most)) {
      open = together;
      continue;
    }
    if (open !== null) pieces.push(open);
    open = null;
    if (fits(part, most)) open = part;
    else pieces.push(...smaller(part));
  }
  if (open !== null) pieces.push(open);
  return pieces.filter((piece) => piece.trim() !== '');
}

function blocks(markdown: string): readonly string[] {
  return parseMarkdown(markdown).children.map(({ position }) =>
    markdown.slice(position?.start.offset ?? 0, position?.end.offset ?? markdown.length),
  );
}

/** To parse is dear, and what is far below the limit as it is written mostly shrinks. A link may show twice its length. */
function fits(markdown: string, most: number): boolean {
  return markdown.length * 3 <= most || shows(markdown) <= most;
}

function shows(markdown: string): number {
  return plainText(markdown).length;
}
