import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Clock } from '../../../src/core/index.ts';

/** A knowledge base of its own on the disk, gone after the test. */
export interface ScratchBase extends AsyncDisposable {
  directory: string;
  write(path: string, content: string | Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
}

export async function scratchBase(files: Record<string, string> = {}): Promise<ScratchBase> {
  const directory = await mkdtemp(join(tmpdir(), 'warmline-kb-'));
  await mkdir(join(directory, 'articles'));
  const base: ScratchBase = {
    directory,
    async write(path, content) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), content);
    },
    remove: (path) => rm(join(directory, path)),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
  for (const [path, content] of Object.entries(files)) await base.write(path, content);
  return base;
}

/** The real passage of time, from a day of the test's choice. */
export function clockFrom(start = '2026-11-21T04:00:00Z'): Clock & { moveTo(instant: string): void } {
  let offset = Temporal.Instant.from(start).epochMilliseconds - Temporal.Now.instant().epochMilliseconds;
  return {
    now: () => Temporal.Now.instant().epochMilliseconds + offset,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const timer = setTimeout(resolve, ms);
        signal?.addEventListener(
          'abort',
          () => {
            clearTimeout(timer);
            resolve();
          },
          { once: true },
        );
      }),
    moveTo(instant) {
      offset = Temporal.Instant.from(instant).epochMilliseconds - Temporal.Now.instant().epochMilliseconds;
    },
  };
}
