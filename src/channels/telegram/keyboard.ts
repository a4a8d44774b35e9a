import type { InlineKeyboardButton } from 'grammy/types';
import type { Choice } from '../../core/index.ts';
import { cleanText } from '../../core/index.ts';
import { displayWidth, shorten } from './width.ts';

/** Buttons side by side, and the widest label (in columns) that a phone shows whole in such a row. */
const ROWS = [
  { across: 6, columns: 2 },
  { across: 5, columns: 4 },
  { across: 4, columns: 6 },
  { across: 3, columns: 9 },
  { across: 2, columns: 16 },
  { across: 1, columns: 38 },
];
const WIDEST = 38;

export interface Keyboard {
  rows: InlineKeyboardButton[][];
  /** The full labels, numbered, when a button shows only the beginning of one: they then go above the buttons. */
  list: string | null;
}

/** Choices as an inline keyboard. A choice id is at most 48 ASCII characters, so it fits the 64 bytes of callback data. */
export function keyboardOf(choices: readonly Choice[]): Keyboard {
  const labels = choices.map(({ label }) => cleanText(label, 200).replace(/\s+/g, ' ').trim() || '…');
  const widths = labels.map(displayWidth);
  const tooLong = widths.some((width) => width > WIDEST);
  const shown = tooLong ? labels.map((label, index) => shorten(`${index + 1}. ${label}`, WIDEST)) : labels;
  const widest = Math.max(...(tooLong ? shown.map(displayWidth) : widths));
  const across = ROWS.find(({ columns, across: n }) => widest <= columns && n <= choices.length)?.across ?? 1;
  const buttons = choices.map(({ id }, index) => ({ text: shown[index] ?? '…', callback_data: id }));
  const rowCount = Math.ceil(buttons.length / across);
  // Eleven buttons are six and five, not six and five-with-a-gap: rows are filled evenly.
  const perRow = Math.ceil(buttons.length / rowCount);
  const rows = Array.from({ length: rowCount }, (_, row) => buttons.slice(row * perRow, (row + 1) * perRow));
  const list = tooLong ? labels.map((label, index) => `${index + 1}. ${label}`).join('\n') : null;
  return { rows: rows.filter((row) => row.length > 0), list };
}
