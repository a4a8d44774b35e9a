import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../core/index.ts';

export interface Checkpoints {
  /** A transaction was committed: looks now and then whether the log has grown long. */
  committed(): void;
  close(): Promise<void>;
}

const PAUSE_MS = 1_000;
/** A log that never grew this long is left to SQLite: the same as its own default of 1,000 pages. */
const LONG_LOG_BYTES = 4 * 1024 * 1024;
/** In the middle of a commit SQLite writes back only what the thread has not kept up with: from 64 MB on. */
export const BACKSTOP_PAGES = 16_384;

/**
 * Writes SQLite's log back into the database in a thread, because the driver would do it in the middle of a commit and
 * hold up every customer for as long as that takes. The thread starts when the log first grows long, which short
 * commands and most tests never see.
 */
export function createCheckpoints(file: string, clock: Clock): Checkpoints {
  let worker: Worker | null = null;
  let lookAt = clock.now() + PAUSE_MS;
  let busy = false;

  function start(): Worker {
    const started = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: file });
    started.unref();
    started.on('message', () => {
      busy = false;
    });
    // Without the thread SQLite's own checkpoint is left, later and all at once.
    started.on('error', () => {});
    return started;
  }

  return {
    committed() {
      const now = clock.now();
      if (busy || now < lookAt) return;
      lookAt = now + PAUSE_MS;
      if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) < LONG_LOG_BYTES) return;
      busy = true;
      worker ??= start();
      worker.postMessage('write back');
    },
    async close() {
      await worker?.terminate();
    },
  };
}
