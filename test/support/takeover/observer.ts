import { createServer } from 'node:http';

export type Seen = { kind: 'send'; peer: string } | { kind: 'answered'; peer: string; result: string };

/** Hears from all processes in one order: what is reported after something was answered happened after it. */
export interface Observer {
  readonly url: string;
  readonly seen: readonly Seen[];
  until(wanted: (seen: readonly Seen[]) => boolean, withinMs: number): Promise<void>;
  close(): Promise<void>;
}

export async function startObserver(): Promise<Observer> {
  const seen: Seen[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push(JSON.parse(body));
      for (const look of [...waiting]) look();
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    seen,
    until(wanted, withinMs) {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (!wanted(seen)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve();
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`not seen within ${withinMs} ms; ${seen.length} reports so far`));
        }, withinMs);
        waiting.add(look);
        look();
      });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export async function report(url: string, seen: Seen): Promise<void> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(seen) });
  await response.arrayBuffer();
}

/** Small, fast and the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
