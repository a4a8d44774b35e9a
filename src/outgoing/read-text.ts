import type { IncomingMessage } from 'node:http';
import { readAtMost } from '../core/index.ts';

/** The body as text, or null when it is larger than `most` bytes: ten gigabytes then cost no more than ten megabytes. */
export async function readText(response: IncomingMessage, most: number): Promise<string | null> {
  if (Number(response.headers['content-length'] ?? '0') > most) {
    response.destroy();
    return null;
  }
  const bytes = await readAtMost(response, most);
  return bytes === null ? null : bytes.toString('utf8');
}
