import { readdirSync, readFileSync } from 'node:fs';
import type * as z from 'zod';
import en from '../src/bot/words/en.json' with { type: 'json' };
import zhCN from '../src/bot/words/zh-CN.json' with { type: 'json' };
import { VARIABLES } from '../src/config.ts';

/** The configuration as a markdown table, for docs/operations.md. */
export function configTable(): string {
  const rows = Object.entries<{ schema: z.ZodType; about: string; secret?: boolean }>(VARIABLES).map(
    ([name, { schema, about, secret }]) => {
      const fallback = schema.safeParse(undefined);
      const shown = fallback.success && fallback.data !== undefined ? String(fallback.data) : '';
      return [`\`${name}\``, shown === '' ? '' : `\`${shown}\``, secret ? `${about} Secret.` : about];
    },
  );
  return table(['variable', 'default', 'what it does'], rows);
}

/** The bot's own sentences as a markdown table, for docs/recipes/change-the-words.md. */
export function wordsTable(): string {
  const chinese: Record<string, string | string[]> = zhCN;
  const rows = Object.entries<string | string[]>(en).map(([name, text]) => [
    `\`${name}\``,
    oneLine(text),
    oneLine(chinese[name] ?? ''),
  ]);
  return table(['name', 'en', 'zh-CN'], rows);
}

/** Every decision with its title, for docs/adr/README.md. */
export function decisionIndex(folder: URL): string {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.+\.md$/.test(name))
    .sort()
    .map((name) => {
      const title = /^# (.+)$/m.exec(readFileSync(new URL(name, folder), 'utf8'))?.[1] ?? name;
      return `- [${title}](${name})\n`;
    })
    .join('');
}

/**
 * Puts `content` between `<!-- NAME -->` and `<!-- /NAME -->`. Throws when the markers are not there, because then a
 * paper would silently grow old.
 */
export function replaceBetween(document: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = document.indexOf(open);
  const end = document.indexOf(close);
  if (start < 0 || end < start) throw new Error(`The markers ${open} and ${close} are missing.`);
  return `${document.slice(0, start + open.length)}\n\n${content}\n${document.slice(end)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return [head, head.map(() => '---'), ...rows].map(line).join('');
}

function oneLine(text: string | readonly string[]): string {
  const whole = typeof text === 'string' ? text : text.join(' / ');
  return whole.replace(/\s*\n\s*/g, ' ⏎ ');
}
