import type { MediaRef } from '../../core/index.ts';
import { MAX_PHOTO_BYTES } from './abilities.ts';

const TYPES = [
  'photo',
  'document',
  'video',
  'video_note',
  'animation',
  'audio',
  'voice',
  'sticker',
  'location',
] as const;
export type TelegramMediaType = (typeof TYPES)[number];

/**
 * A file id alone does not say by which method it can be sent again (a voice note is refused as a document), so a
 * `ref` of this channel is "<type>:<file id>", "location:<latitude>,<longitude>", or an http(s) address.
 */
export function mediaRef(type: TelegramMediaType, id: string): string {
  return `${type}:${id}`;
}

/** What to send for a media reply, or null when the ref was not made for this channel. */
export function readMediaRef(media: MediaRef): { type: TelegramMediaType; file: string } | null {
  if (/^https?:\/\//i.test(media.ref)) return { type: BY_KIND[media.kind], file: media.ref };
  const colon = media.ref.indexOf(':');
  const type = TYPES.find((candidate) => candidate === media.ref.slice(0, colon));
  const file = media.ref.slice(colon + 1);
  return type === undefined || file === '' ? null : { type, file };
}

/** As what a file's bytes are sent: shown inline only in the formats that Telegram shows, everything else as a file. */
export function typeOfUpload(
  { mimeType = '' }: MediaRef,
  bytes: number,
): 'photo' | 'animation' | 'video' | 'audio' | 'voice' | 'document' {
  if (/^image\/(?:jpeg|png|webp)$/.test(mimeType)) return bytes > MAX_PHOTO_BYTES ? 'document' : 'photo';
  if (mimeType === 'image/gif') return 'animation';
  if (mimeType === 'video/mp4') return 'video';
  if (/^audio\/(?:mpeg|mp3|mp4|m4a|x-m4a)$/.test(mimeType)) return 'audio';
  return mimeType === 'audio/ogg' ? 'voice' : 'document';
}

/** Stickers take no caption, neither do places and round videos (Bot API 10.1). */
export function takesCaption(type: TelegramMediaType): boolean {
  return type !== 'sticker' && type !== 'location' && type !== 'video_note';
}

/** How a file of the web is sent: as what Telegram shows inline for that kind. */
const BY_KIND: Record<MediaRef['kind'], TelegramMediaType> = {
  image: 'photo',
  video: 'video',
  audio: 'audio',
  file: 'document',
  sticker: 'sticker',
  location: 'location',
};
