import type { Logger } from 'pino';
import type { Problem } from '../content/index.ts';

/** Says in the log what is wrong in the operator's files, with file and line; the same problems once. */
export function tellProblems(logger: Logger, what: string): (problems: readonly Problem[]) => void {
  let told = '[]';
  return (problems) => {
    const text = JSON.stringify(problems);
    if (text === told) return;
    told = text;
    for (const { file, line, message } of problems) logger.warn({ file, line, message }, what);
  };
}
