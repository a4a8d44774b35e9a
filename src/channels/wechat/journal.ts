import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PuppetEvent } from './protocol.ts';

/** What came in and is not in the inbox yet, on disk: neither the end of the bridge nor that of the bot loses it. */
export interface Journal {
  /** Returns the entry's name once the event is on the disk. */
  write(event: PuppetEvent): string;
  /** The inbox has it. */
  forget(entry: string): void;
  /** What an earlier process left, oldest first. What cannot be read any more is put aside as `*.unreadable`. */
  left(): { entry: string; event: PuppetEvent }[];
}

/** One file per event, written beside and renamed, so that a file is whole or not there. */
export function openJournal(directory: string): Journal {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  let last = Math.max(0, ...names().map((name) => Number.parseInt(name, 10)));

  function names(): string[] {
    return readdirSync(directory)
      .filter((name) => /^\d{12}\.json$/.test(name))
      .sort();
  }

  return {
    write(event) {
      last += 1;
      const entry = String(last).padStart(12, '0');
      const path = join(directory, `${entry}.json`);
      writeFileSync(`${path}.new`, JSON.stringify(event), { mode: 0o600, flush: true });
      renameSync(`${path}.new`, path);
      return entry;
    },
    forget(entry) {
      if (/^\d{12}$/.test(entry)) rmSync(join(directory, `${entry}.json`), { force: true });
    },
    left() {
      return names().flatMap((name) => {
        const path = join(directory, name);
        const event = read(path);
        if (event !== null) return [{ entry: name.slice(0, -'.json'.length), event }];
        renameSync(path, `${path}.unreadable`);
        return [];
      });
    },
  };
}

function read(path: string): PuppetEvent | null {
  try {
    const parsed = PuppetEvent.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
