import { readFile } from 'node:fs/promises';
import { type Problem, problemText } from '../../content/index.ts';
import { WarmlineError } from '../../core/index.ts';
import { type DelayFile, readDelayFile } from './delay-file.ts';

/** The shop's `alerts/delay.yaml`, as it was read last without a mistake. */
export interface DelayLibrary {
  readonly file: () => DelayFile;
  /** Reads it anew. With mistakes, or without the file, the last one goes on; they are returned. */
  reload(): Promise<readonly Problem[]>;
}

/** @throws WarmlineError KNOWLEDGE_INVALID with every mistake by file and line. */
export async function openDelayLibrary(path: string): Promise<DelayLibrary> {
  let source = '';
  let last: ReturnType<typeof readDelayFile> | null = null;
  /** Asked every second or so: only a file that has changed is parsed. */
  const read = async () => {
    const text = await readFile(path, 'utf8');
    if (last === null || text !== source) last = readDelayFile('alerts/delay.yaml', text);
    source = text;
    return last;
  };
  const first = await read();
  if (first.kind === 'broken')
    throw new WarmlineError('KNOWLEDGE_INVALID', first.problems.map((problem) => problemText(problem)).join('\n'));
  let file = first.value;
  return {
    file: () => file,
    async reload() {
      const next = await read();
      if (next.kind === 'broken') return next.problems;
      file = next.value;
      return [];
    },
  };
}
