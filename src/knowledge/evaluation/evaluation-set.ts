import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { EntryId, errorText, type Locale, WarmlineError } from '../../core/index.ts';
import type { IndexEntry } from '../retrieval/entry.ts';

/** One question with the entries that answer it; `gold` is empty when nothing in the base does. */
export interface EvaluationQuery {
  id: string;
  text: string;
  gold: readonly EntryId[];
}

export interface EvaluationSet {
  entries: readonly IndexEntry[];
  queries: readonly EvaluationQuery[];
}

/** Reads both files of a set. Throws KNOWLEDGE_INVALID naming file, line and what was expected there. */
export async function loadEvaluationSet(paths: { kb: string; queries: string }): Promise<EvaluationSet> {
  const [entries, queries] = await Promise.all([loadEntries(paths.kb), loadQueries(paths.queries)]);
  return { entries, queries };
}

/** Reads `{id, question, alternatives, answer}` lines. Questions and answers may be empty, unlike in an article. */
export async function loadEntries(path: string): Promise<IndexEntry[]> {
  const lines = await readJsonLines(path, EntryLine);
  return lines.map(({ locale, ...line }) => ({ ...line, locale: locale ?? localeOf(line) }));
}

/** Reads `{id, text, gold}` lines; other keys are left alone. */
export async function loadQueries(path: string): Promise<EvaluationQuery[]> {
  return readJsonLines(path, QueryLine);
}

const EntryLine = z.object({
  id: EntryId,
  locale: z.enum(['zh-CN', 'en']).optional(),
  question: z.string().default(''),
  alternatives: z.array(z.string()).default([]),
  title: z.string().default(''),
  tags: z.array(z.string()).default([]),
  answer: z.string().default(''),
});
const QueryLine = z.object({ id: z.string().min(1), text: z.string(), gold: z.array(EntryId) });

function localeOf(line: z.infer<typeof EntryLine>): Locale {
  return /\p{Script=Han}/u.test(line.question + line.answer + line.alternatives.join('')) ? 'zh-CN' : 'en';
}

async function readJsonLines<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new WarmlineError('KNOWLEDGE_INVALID', `${path} cannot be read: ${errorText(error)}`, { cause: error });
  }
  return text
    .split('\n')
    .map((line, i) => ({ line, number: i + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => parseLine(line, `${path}:${number}`, schema));
}

function parseLine<T>(line: string, place: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new WarmlineError(
      'KNOWLEDGE_INVALID',
      `${place}: expected one JSON object on the line: ${errorText(error)}`,
      {
        cause: error,
      },
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the line'}: ${issue.message}`);
  throw new WarmlineError('KNOWLEDGE_INVALID', `${place}: ${problems.join('; ')}`);
}
