import type { IncomingMessage } from 'node:http';

/** The body as text, or null when it is larger than `most` bytes: ten gigabytes then cost no more than ten megabytes. */
export async function readText(response: IncomingMessage, most: number): Promise<string | null> {
  if (Number(response.headers['content-length'] ?? '0') > most) {
    response.destroy();
    return null;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
