import type { Problem } from './article.ts';

/**
 * What an article may be. The parser's time grows with the square of nesting and of table width (a line of 2,000
 * list marks takes it 1.5 s), so text beyond these bounds is refused before it is parsed; every shipped article
 * stays far below them.
 */
export const LIMITS = {
  fileBytes: 512 * 1024,
  lineCharacters: 10_000,
  nesting: 12,
  tableColumns: 40,
  tableCells: 10_000,
  phrasings: 300,
  phrasingCharacters: 300,
  questionCharacters: 200,
  answerCharacters: 16_000,
  entries: 2_000,
} as const;

const NESTING_MARKS = /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/;

/** The first way in which the text is beyond what may be parsed, or null. */
export function beyondLimits(path: string, source: string): Problem | null {
  const error = (line: number, message: string): Problem => ({ severity: 'error', path, line, message });
  let cells = 0;
  let line = 0;
  for (const text of source.split('\n')) {
    line += 1;
    if (text.includes('\u0000')) return error(line, 'This is not a text file (it holds a NUL). Save it as UTF-8 text.');
    if (text.length > LIMITS.lineCharacters) {
      return error(line, `The line has ${text.length} characters; at most ${LIMITS.lineCharacters}. Break it up.`);
    }
    if (nestingOf(text) > LIMITS.nesting) {
      return error(line, `Quotes or lists are nested deeper than ${LIMITS.nesting} levels. Flatten them.`);
    }
    const columns = pipesIn(text);
    if (columns > LIMITS.tableColumns) {
      return error(line, `The table row has ${columns} columns; at most ${LIMITS.tableColumns}.`);
    }
    cells += columns;
    if (cells > LIMITS.tableCells) {
      return error(line, `The tables have more than ${LIMITS.tableCells} cells. Split the article.`);
    }
  }
  return null;
}

function nestingOf(line: string): number {
  const marks = NESTING_MARKS.exec(line)?.[0];
  if (marks === undefined) {
    const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    return indent > LIMITS.nesting * 8 && line.length > indent ? LIMITS.nesting + 1 : 0;
  }
  return marks.replace(/[ \t]|\d+(?=[.)])/g, '').length + Math.floor((/^[ \t]*/.exec(marks)?.[0].length ?? 0) / 4);
}

function pipesIn(line: string): number {
  let count = 0;
  for (let at = line.indexOf('|'); at !== -1; at = line.indexOf('|', at + 1)) count += 1;
  return count;
}
