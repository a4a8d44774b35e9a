import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import {
  AccountId,
  ChannelId,
  errorText,
  MediaRef,
  type MediaSource,
  type OwnFile,
  type OwnFiles,
  uploadIdOf,
} from '../core/index.ts';
import type { Storage } from '../storage/index.ts';

/** What may be uploaded, and what is fetched from a platform: as much as Telegram hands to a bot. */
export const LARGEST_UPLOAD_BYTES = 20 * 1024 * 1024;
/** A platform that does not answer in this time has no file for now. */
const PATIENCE_MS = 15_000;

const Source = z.object({ channel: ChannelId, account: AccountId, media: MediaRef });

export interface StoredFilesParts {
  storage: Storage;
  /** Where the bytes lie, each under its unguessable id. */
  folder: string;
  mediaOf(channel: ChannelId, account: AccountId): MediaSource | null;
}

/** Finds uploads on the disk; one that was sent on from another channel is fetched once, when it is first wanted. */
export function createStoredFiles({ storage, folder, mediaOf }: StoredFilesParts): OwnFiles {
  return {
    async find(media) {
      const id = uploadIdOf(media.ref);
      if (id === null) return null;
      const path = join(folder, id);
      const kept = await stat(path).catch(() => null);
      if (kept?.isFile()) return { kind: 'file', path, bytes: kept.size };
      try {
        const row = await storage.db.selectFrom('uploads').select('source').where('id', '=', id).executeTakeFirst();
        return row?.source ? await fetchInto(path, row.source) : { kind: 'gone' };
      } catch (thrown) {
        return { kind: 'unavailable', cause: errorText(thrown) };
      }
    },
  };

  async function fetchInto(path: string, json: string): Promise<OwnFile> {
    const { channel, account, media } = Source.parse(JSON.parse(json));
    const source = mediaOf(channel, account);
    if (source === null) return { kind: 'gone' };
    const loaded = await source.load(media, LARGEST_UPLOAD_BYTES, AbortSignal.timeout(PATIENCE_MS));
    switch (loaded.kind) {
      case 'loaded': {
        await mkdir(folder, { recursive: true });
        // Whoever looks at the same moment finds all of it or nothing.
        const half = `${path}.${process.pid}.${Math.trunc(performance.now() * 1000)}`;
        await writeFile(half, loaded.bytes, { flag: 'wx' });
        await rename(half, path);
        return { kind: 'file', path, bytes: loaded.bytes.byteLength };
      }
      case 'too-large':
      case 'gone':
        return { kind: 'gone' };
      case 'unavailable':
        return { kind: 'unavailable', cause: loaded.cause };
      default:
        return loaded satisfies never;
    }
  }
}
