import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorCode, WarmlineError } from '../core/index.ts';
import type { Problem } from './problem.ts';

export interface SourceFile {
  /** Path as it is shown to the operator. */
  file: string;
  source: string;
}

/** A file of this kind is a page of text; more is something else. */
const LARGEST_FILE_BYTES = 1_000_000;

/**
 * All .yaml files of the folder itself. Links and what is not a file are left alone: they may lead out of the folder.
 * Throws `code` when the folder cannot be read.
 */
export async function readYamlFolder(
  directory: string,
  what: string,
  code: ErrorCode,
): Promise<{ files: SourceFile[]; problems: Problem[] }> {
  const problems: Problem[] = [];
  const files: SourceFile[] = [];
  const complain = (file: string, message: string) =>
    problems.push({ severity: 'error', file, line: 1, column: 1, message });
  const names = await readdir(directory).catch((thrown: unknown) => {
    throw new WarmlineError(code, `The folder of ${what} cannot be read: ${directory}`, { cause: thrown });
  });
  for (const name of names.filter((each) => /\.ya?ml$/i.test(each)).sort()) {
    const path = join(directory, name);
    const stat = await lstat(path);
    if (!stat.isFile()) complain(name, 'this is not a plain file (links are not followed).');
    else if (stat.size > LARGEST_FILE_BYTES) complain(name, `this is larger than ${LARGEST_FILE_BYTES} bytes.`);
    else {
      const bytes = await readFile(path);
      if (bytes.includes(0)) complain(name, 'this is a binary file.');
      else files.push({ file: name, source: bytes.toString('utf8') });
    }
  }
  return { files, problems };
}
