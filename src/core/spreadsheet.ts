/** What a spreadsheet takes for the beginning of a formula, full-width forms and cells that are quoted already included. */
const RISKY = /^'*(?:[\s\p{Cc}]*[=+\-@|%＋－＝＠]|[\t\r\n])/u;

/** A cell that a spreadsheet would run as a formula is made text by an apostrophe, as OWASP advises. */
export function safeCell(text: string): string {
  return RISKY.test(text) ? `'${text}` : text;
}

/** What `safeCell` was given: a file that was exported and edited can come back. */
export function plainCell(cell: string): string {
  return cell.startsWith("'") && RISKY.test(cell) ? cell.slice(1) : cell;
}
