import { cleanText, type IncomingContent, MAX_INCOMING_TEXT, type MediaRef } from '../../core/index.ts';
import { mediaRef, type TelegramMediaType } from './media.ts';
import { UNREAD_CONTENT, type UpdateFile, type UpdateMessage } from './update-schema.ts';

/** What a message says, or null when it is a service message (pinned, title changed, topic closed, …). */
export function contentOf(message: UpdateMessage, botUsername: string | null): IncomingContent | null {
  if (message.text !== undefined) return withQuote(textContent(message.text, botUsername), message);
  if (message.contact !== undefined) {
    const { phone_number, first_name, last_name } = message.contact;
    return textContent([phone_number, first_name, last_name].filter(Boolean).join(' '), null);
  }
  const place = message.venue?.location ?? message.location;
  if (place !== undefined) {
    const caption =
      message.venue === undefined ? '' : cleanText(`${message.venue.title}, ${message.venue.address}`, 4096);
    const media: MediaRef = {
      kind: 'location',
      ref: mediaRef('location', `${place.latitude.toFixed(6)},${place.longitude.toFixed(6)}`),
    };
    return { kind: 'media', media: caption === '' ? media : { ...media, caption } };
  }
  const media = fileContent(message);
  if (media !== null) return { kind: 'media', media };
  const unread = UNREAD_CONTENT.find((name) => message[name] !== undefined);
  return unread === undefined ? null : { kind: 'unsupported', platformType: unread };
}

const LONGEST_QUOTE = 200;

/** What the person replied to. In a topic every message replies to the one that opened it, which has no words. */
function withQuote(
  content: IncomingContent | null,
  { quote, reply_to_message }: UpdateMessage,
): IncomingContent | null {
  if (content?.kind !== 'text') return content;
  const words = quote?.text ?? reply_to_message?.text ?? reply_to_message?.caption ?? '';
  const quoted = cleanText(words, LONGEST_QUOTE).trim();
  return quoted === '' ? content : { ...content, quoted };
}

/** Null for a command that is addressed to another bot. Our own name is not part of what the person says. */
function textContent(text: string, botUsername: string | null): IncomingContent | null {
  const clean = cleanText(text, MAX_INCOMING_TEXT).trim();
  if (clean === '') return { kind: 'unsupported', platformType: 'text' };
  const addressee = /^\/\w+@(\w+)/.exec(clean)?.[1];
  if (addressee !== undefined && botUsername !== null && addressee.toLowerCase() !== botUsername.toLowerCase()) {
    return null;
  }
  const name = addressee ?? botUsername;
  const spoken = name === null ? clean : clean.replace(new RegExp(`@${name}\\b`, 'gi'), '').trim();
  return { kind: 'text', text: spoken === '' ? clean : spoken };
}

/** An animation comes with a `document` of the same file, so it is looked for first; of a photo the largest size counts. */
function fileContent(message: UpdateMessage): MediaRef | null {
  const found: [MediaRef['kind'], TelegramMediaType, UpdateFile | undefined][] = [
    ['video', 'animation', message.animation],
    ['image', 'photo', message.photo?.at(-1)],
    ['file', 'document', message.document],
    ['audio', 'voice', message.voice],
    ['audio', 'audio', message.audio],
    ['video', 'video', message.video],
    ['video', 'video_note', message.video_note],
    ['sticker', 'sticker', message.sticker],
  ];
  for (const [kind, type, file] of found) {
    if (file === undefined || file.file_id.length > 2000) continue;
    const caption = cleanText(message.caption ?? message.sticker?.emoji ?? '', 4096);
    const name = cleanText(file.file_name ?? '', 256);
    const mimeType = cleanText(file.mime_type ?? '', 128);
    return {
      kind,
      ref: mediaRef(type, file.file_id),
      ...(name === '' ? {} : { name }),
      ...(mimeType === '' ? {} : { mimeType }),
      ...(file.file_size === undefined ? {} : { bytes: file.file_size }),
      ...(caption === '' ? {} : { caption }),
    };
  }
  return null;
}
