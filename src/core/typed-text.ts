/**
 * What a person typed, as markdown. In an article a single line break is a space; who types a message means a new line,
 * so each becomes a hard break: two spaces before it, which lists, tables and code fences do not mind.
 */
export function typedText(text: string): string {
  return text.replace(/(?<=\S)[ \t]*\r?\n(?!\s*\n|\s*$)/g, '  \n');
}
