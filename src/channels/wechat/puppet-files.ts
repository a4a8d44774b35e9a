import { basename } from 'node:path';
import type { FileBoxInterface } from 'file-box';
import { errorText, readAtMost } from '../../core/index.ts';
import type { FileSource, Loaded } from './protocol.ts';

/** The part of a puppet that hands out files. */
interface FileHolder {
  messageFile(message: string): Promise<FileBoxInterface>;
}

type Opened =
  | { kind: 'file'; base64: string; name: string }
  | { kind: 'no-file'; cause: string }
  | { kind: 'file-later'; cause: string };

/** WeChat takes pictures and files of up to 25 MB from its web and pad clients. */
const LARGEST_FILE_BYTES = 25 * 1024 * 1024;
const FETCH_MS = 20_000;

/** Files as base64, the one form that every puppet takes. */
export function createFiles(puppet: FileHolder) {
  return {
    async open(source: FileSource, name: string | undefined): Promise<Opened> {
      return source.kind === 'url' ? download(source.url, name) : forward(puppet, source.id, name);
    },
    /** The file of a message, of at most `most` bytes; the rest of a larger one is not read. */
    async load(message: string, most: number): Promise<Loaded> {
      try {
        const box = await puppet.messageFile(message);
        const bytes = await readAtMost(await box.toStream(), most);
        return bytes === null ? { kind: 'too-large' } : { kind: 'loaded', bytes };
      } catch (thrown) {
        return { kind: 'unavailable', cause: errorText(thrown) };
      }
    },
  };
}

async function download(url: string, name: string | undefined): Promise<Opened> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS) });
    if (answer.status >= 500) return { kind: 'file-later', cause: `HTTP ${answer.status} from ${url}` };
    if (!answer.ok || answer.body === null) return { kind: 'no-file', cause: `HTTP ${answer.status} from ${url}` };
    const bytes = await readAtMost(answer.body, LARGEST_FILE_BYTES);
    if (bytes === null) return { kind: 'no-file', cause: 'the file is larger than WeChat takes' };
    return {
      kind: 'file',
      base64: bytes.toString('base64'),
      name: name ?? (basename(new URL(url).pathname) || 'file'),
    };
  } catch (thrown) {
    return { kind: 'file-later', cause: errorText(thrown) };
  }
}

async function forward(puppet: FileHolder, message: string, name: string | undefined): Promise<Opened> {
  try {
    const box = await puppet.messageFile(message);
    const bytes = await readAtMost(await box.toStream(), LARGEST_FILE_BYTES);
    if (bytes === null) return { kind: 'no-file', cause: 'the file is larger than WeChat takes' };
    return { kind: 'file', base64: bytes.toString('base64'), name: name ?? box.name };
  } catch (thrown) {
    return { kind: 'file-later', cause: errorText(thrown) };
  }
}
