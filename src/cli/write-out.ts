import { open } from 'node:fs/promises';
import { WarmlineError } from '../core/index.ts';

/** Writes the file that `--out` names. Throws USAGE when it cannot be written there. */
export async function writeOut(file: string, text: string | AsyncIterable<string>): Promise<void> {
  const handle = await open(file, 'w').catch((cause: unknown) => {
    throw new WarmlineError('USAGE', `${file} cannot be written. Name another file with --out.`, { cause });
  });
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}
