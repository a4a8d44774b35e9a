import { watch } from 'node:fs';
import type { Clock } from '../../core/index.ts';

/** Editors write a file in several steps; this long after the first sign the folder is looked at. */
const SETTLE_MS = 60;
/** Network folders and some containers send no signs, so the folder is looked at without one, too. */
const SWEEP_MS = 1_500;

/** Calls `look` after every sign of a change below `directory`, never twice at once, until the signal aborts. */
export async function watchFolder(
  directory: string,
  clock: Clock,
  signal: AbortSignal,
  look: () => Promise<void>,
): Promise<void> {
  let wake = () => {};
  let signs = 0;
  const watcher = watchOrNull(directory, () => {
    signs += 1;
    wake();
  });
  signal.addEventListener('abort', () => wake(), { once: true });
  while (!signal.aborted) {
    if (signs === 0) {
      const rest = new AbortController();
      wake = () => rest.abort();
      await clock.sleep(SWEEP_MS, rest.signal);
    }
    if (signal.aborted) break;
    if (signs > 0) await clock.sleep(SETTLE_MS, signal);
    signs = 0;
    await look();
  }
  watcher?.close();
}

function watchOrNull(directory: string, onSign: () => void): { close(): void } | null {
  try {
    const watcher = watch(directory, { recursive: true, persistent: false }, onSign);
    // A watcher that breaks later (limits of the system) is not missed: the sweep goes on.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}
