/** What is wrong in a file, where, and what was expected. An error keeps the file out; a warning does not. */
export interface Problem {
  severity: 'error' | 'warning';
  file: string;
  /** 1-based. */
  line: number;
  column: number;
  message: string;
}

/** "order-progress.yaml:12:5 error: …": what editors and terminals make clickable. */
export function problemText(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column} ${problem.severity}: ${problem.message}`;
}

/** A finding before it is known where in the file it is. `path` leads to the value, as zod's issues do. */
export interface Finding {
  severity: 'error' | 'warning';
  path: readonly (string | number)[];
  message: string;
}
