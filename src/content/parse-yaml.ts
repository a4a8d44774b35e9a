import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { plainWords } from './plain-words.ts';
import type { Finding, Problem } from './problem.ts';

export type Parsed<T> = { kind: 'parsed'; value: T; locate: Locate } | { kind: 'broken'; problems: readonly Problem[] };

/** Turns findings about the parsed value into problems with a line. */
export type Locate = (findings: readonly Finding[]) => Problem[];

/** Reads YAML and checks it against a schema. Every problem has file, line, and what was expected. */
export function parseYaml<S extends z.ZodType>(file: string, source: string, schema: S): Parsed<z.infer<S>> {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const problems = faults.map((fault) => {
      const { line, col } = lines.linePos(fault.pos[0]);
      return { severity: 'error' as const, file, line, column: col, message: `not valid YAML: ${fault.message}` };
    });
    return { kind: 'broken', problems };
  }
  const locate: Locate = (findings) =>
    findings.map(({ severity, path, message }) => ({ severity, file, ...positionOf(document, lines, path), message }));
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    return {
      kind: 'broken',
      problems: locate([{ severity: 'error', path: [], message: `not valid YAML: ${String(thrown)}` }]),
    };
  }
  const result = schema.safeParse(plain, { error: plainWords });
  if (result.success) return { kind: 'parsed', value: result.data, locate };
  return { kind: 'broken', problems: locate(telling(result.error.issues).flatMap((issue) => findingsOf(issue))) };
}

/** Of a value of the wrong kind zod also says that it is too short; one sentence about it is enough. */
function telling(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const misfits = new Set(issues.filter(({ code }) => code === 'invalid_type').map(({ path }) => path.join('.')));
  return issues.filter(({ code, path }) => code !== 'too_small' || !misfits.has(path.join('.')));
}

/** A union's issue hides the useful one inside: the branch that got furthest is what the writer meant. */
function findingsOf(issue: z.core.$ZodIssue, prefix: readonly (string | number)[] = []): Finding[] {
  const path = [...prefix, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      severity: 'error',
      path: [...path, key],
      message: `"${key}" is not known here. Remove it or check its spelling.`,
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branches = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length);
    return (branches[0] ?? []).flatMap((inner) => findingsOf(inner, path));
  }
  const where = path.length === 0 ? 'the file' : path.join('.');
  return [{ severity: 'error', path, message: `${where}: ${lowerFirst(issue.message)}` }];
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

/** Position of the value, or of the nearest thing around it that is in the file. */
function positionOf(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): { line: number; column: number } {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) {
      const { line, col } = lines.linePos(node.range[0]);
      return { line, column: col };
    }
  }
  return { line: 1, column: 1 };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
