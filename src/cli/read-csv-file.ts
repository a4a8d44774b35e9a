import { readFile, stat } from 'node:fs/promises';
import { WarmlineError } from '../core/index.ts';
import { csvText } from '../customers/index.ts';

/** The text of a CSV file, in the encodings in which spreadsheets save. Throws USAGE when it is missing or larger than `most` bytes. */
export async function readCsvFile(file: string, most: number): Promise<string> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new WarmlineError('USAGE', `There is no file ${file}.`, { cause });
  });
  if (!found.isFile()) throw new WarmlineError('USAGE', `${file} is not a file.`);
  if (found.size > most) {
    throw new WarmlineError('USAGE', `${file} is larger than ${most / 1e6} MB. Import it in pieces.`);
  }
  return csvText(await readFile(file));
}
