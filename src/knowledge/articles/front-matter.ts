import { LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import { Locale } from '../../core/index.ts';
import type { Problem } from './article.ts';

const Words = z
  .union([z.string(), z.array(z.union([z.string(), z.number()]))], 'a list such as [delivery, fees]')
  .transform((value) => (typeof value === 'string' ? value.split(/[,，、]/) : value.map(String)))
  .transform((words) => [...new Set(words.map((word) => word.trim()).filter((word) => word !== ''))]);

const Day = z.iso.date('a day such as 2026-11-21').nullable();

/** The head of an article. Title and locale may be left out where the first heading or the folder says them. */
const FrontMatter = z
  .object({
    title: z.string('a text').trim().min(1, 'a text').max(200),
    locale: z.enum(Locale.options, `one of ${Locale.options.join(', ')}`),
    tags: Words,
    audience: Words,
    valid_from: Day,
    valid_until: Day,
  })
  .partial()
  .refine((head) => !head.valid_from || !head.valid_until || head.valid_from <= head.valid_until, {
    path: ['valid_until'],
    message: 'a day not before valid_from',
  });
export type FrontMatter = z.infer<typeof FrontMatter>;

const KNOWN = new Set(['title', 'locale', 'tags', 'audience', 'valid_from', 'valid_until']);

/**
 * Reads the YAML between the two `---` lines. `firstLine` is the file's line of the first YAML line. `head` is null
 * when it cannot be believed; a key that nobody knows is a warning, because it is most often a misspelling.
 */
export function parseFrontMatter(
  path: string,
  source: string,
  firstLine: number,
): { head: FrontMatter | null; problems: Problem[] } {
  const lines = new LineCounter();
  // YAML aliases can multiply a short text into a huge one; articles need none.
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const problem = (severity: Problem['severity'], offset: number, message: string): Problem => ({
    severity,
    path,
    line: firstLine + Math.max(0, lines.linePos(offset).line - 1),
    message,
  });
  const broken = document.errors[0];
  if (broken !== undefined) {
    return {
      head: null,
      problems: [problem('error', broken.pos[0], `The front matter is not YAML: ${broken.message}`)],
    };
  }
  const value = readValue(document);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return { head: null, problems: [problem('error', 0, 'The front matter must be lines of the form "key: value".')] };
  }
  const offsets = keyOffsets(document.contents);
  const problems = Object.keys(value)
    .filter((key) => !KNOWN.has(key))
    .map((key) =>
      problem('warning', offsets.get(key) ?? 0, `Unknown key "${key}". Known are ${[...KNOWN].join(', ')}.`),
    );
  const parsed = FrontMatter.safeParse(value);
  if (parsed.success) return { head: parsed.data, problems };
  for (const issue of parsed.error.issues) {
    const key = String(issue.path[0] ?? '');
    problems.push(problem('error', offsets.get(key) ?? 0, `"${key}" must be ${issue.message}.`));
  }
  return { head: null, problems };
}

function readValue(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? {};
  } catch {
    return null;
  }
}

/** Where each top key stands, so that an error points at its line. */
function keyOffsets(contents: unknown): Map<string, number> {
  const offsets = new Map<string, number>();
  if (contents === null || typeof contents !== 'object' || !('items' in contents)) return offsets;
  if (!Array.isArray(contents.items)) return offsets;
  for (const pair of contents.items) {
    const key: unknown = pair?.key;
    if (key === null || typeof key !== 'object' || !('value' in key) || !('range' in key)) continue;
    if (Array.isArray(key.range)) offsets.set(String(key.value), Number(key.range[0]));
  }
  return offsets;
}
