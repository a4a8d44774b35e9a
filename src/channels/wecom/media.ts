import type { LoadedMedia, MediaRef, MediaSource } from '../../core/index.ts';
import type { MediaType, WeComApi } from './api.ts';
import { readMediaRef } from './media-ref.ts';

/** Reads a file of the web or of this server, for sending it on. */
export type FetchFile = (url: string, most: number, signal: AbortSignal) => Promise<LoadedMedia>;

/** 上传临时素材: the largest file of each kind; none may have five bytes or less. */
const LARGEST: Readonly<Record<MediaType, number>> = {
  image: 10 * 1024 * 1024,
  voice: 2 * 1024 * 1024,
  video: 10 * 1024 * 1024,
  file: 20 * 1024 * 1024,
};

export function createMedia(api: WeComApi): MediaSource {
  return {
    async load(media, most, signal) {
      const known = readMediaRef(media);
      return known === null ? { kind: 'gone' } : api.download(known.id, most, signal);
    },
  };
}

export type Ready =
  | { kind: 'ready'; type: MediaType; mediaId: string }
  | { kind: 'impossible'; reason: string }
  | { kind: 'later'; cause: string };

/** A file that WeCom holds: one that came from it, or one that is brought there first. Throws as the API does. */
export async function readyMedia(
  { api, fetchFile }: { api: WeComApi; fetchFile: FetchFile },
  media: MediaRef,
  signal: AbortSignal,
): Promise<Ready> {
  const known = readMediaRef(media);
  if (known !== null) return { kind: 'ready', type: known.type, mediaId: known.id };
  if (!/^https?:\/\//i.test(media.ref))
    return { kind: 'impossible', reason: 'the file was not made by this channel and has no web address' };
  const type = typeOf(media);
  const loaded = await fetchFile(media.ref, LARGEST[type], signal);
  switch (loaded.kind) {
    case 'loaded':
      break;
    case 'too-large':
      return { kind: 'impossible', reason: `WeCom takes ${type} files of at most ${LARGEST[type]} bytes` };
    case 'gone':
      return { kind: 'impossible', reason: 'the file is not there any more' };
    case 'unavailable':
      return { kind: 'later', cause: `the file could not be read: ${loaded.cause}` };
    default:
      return loaded satisfies never;
  }
  if (loaded.bytes.byteLength <= 5) return { kind: 'impossible', reason: 'WeCom takes no file of five bytes or less' };
  return { kind: 'ready', type, mediaId: await api.upload(type, { name: nameOf(media), bytes: loaded.bytes }, signal) };
}

/** A voice message has to be AMR, which browsers do not make: sound goes as a file. Pictures are JPG or PNG. */
function typeOf({ kind, mimeType, ref }: MediaRef): MediaType {
  const isPicture =
    mimeType === undefined ? /\.(?:jpe?g|png)$/i.test(new URL(ref).pathname) : /jpeg|png/.test(mimeType);
  if (kind === 'image' && isPicture) return 'image';
  if (kind === 'video' && (mimeType ?? 'video/mp4') === 'video/mp4') return 'video';
  return 'file';
}

function nameOf({ name, ref, kind }: MediaRef): string {
  const last = new URL(ref).pathname.split('/').at(-1) ?? '';
  return (name ?? decoded(last)) || kind;
}

/** An address may hold a "%" that stands for nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
