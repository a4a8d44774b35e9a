import type { Api } from 'grammy';
import { GrammyError } from 'grammy';
import { errorText, type MediaSource, readAtMost } from '../../core/index.ts';
import { readMediaRef } from './media.ts';
import { apiSignal } from './transport.ts';

/** A file that was sent to the bot: `getFile` names a path that is good for an hour (Bot API), then the bytes are read. */
export function createFiles(api: Api, { apiRoot, token }: { apiRoot: string; token: string }): MediaSource {
  return {
    async load(media, most, signal) {
      const known = readMediaRef(media);
      if (known === null || known.type === 'location' || /^https?:/i.test(known.file)) return { kind: 'gone' };
      if ((media.bytes ?? 0) > most) return { kind: 'too-large' };
      try {
        const file = await api.raw.getFile({ file_id: known.file }, apiSignal(signal));
        if ((file.file_size ?? 0) > most) return { kind: 'too-large' };
        if (file.file_path === undefined) return { kind: 'gone' };
        const path = file.file_path.split('/').map(encodeURIComponent).join('/');
        const answer = await fetch(`${apiRoot}/file/bot${token}/${path}`, { signal, redirect: 'error' });
        if (answer.status === 404) return { kind: 'gone' };
        if (!answer.ok || answer.body === null) return { kind: 'unavailable', cause: `HTTP ${answer.status}` };
        const bytes = await readAtMost(answer.body, most);
        return bytes === null ? { kind: 'too-large' } : { kind: 'loaded', bytes };
      } catch (error) {
        if (!(error instanceof GrammyError)) return { kind: 'unavailable', cause: errorText(error) };
        // "file is too big": beyond what a bot may read, 20 MB.
        if (/too big/i.test(error.description)) return { kind: 'too-large' };
        return error.error_code === 400 ? { kind: 'gone' } : { kind: 'unavailable', cause: error.description };
      }
    },
  };
}
