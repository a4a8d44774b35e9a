import type { InputFile } from 'grammy';
import type { InlineKeyboardButton, MessageEntity } from 'grammy/types';
import type { MediaRef, Reply } from '../../core/index.ts';
import { cleanText } from '../../core/index.ts';
import { MAX_CAPTION, MAX_ENTITIES, MAX_TEXT, MAX_UPLOAD_BYTES } from './abilities.ts';
import type { Formatted } from './entities.ts';
import { formatBlocks } from './format.ts';
import { type Keyboard, keyboardOf } from './keyboard.ts';
import { parseMarkdown } from './markdown.ts';
import { readMediaRef, type TelegramMediaType, takesCaption, typeOfUpload } from './media.ts';
import { splitMarkdown, surelyFits } from './split.ts';

/** One call of the Bot API, without the chat that it goes to. */
export type Rendered =
  | { kind: 'message'; text: string; entities: MessageEntity[]; keyboard: InlineKeyboardButton[][] | null }
  | { kind: 'file'; type: Exclude<TelegramMediaType, 'location'>; file: string | InputFile; caption: string | null }
  | { kind: 'location'; latitude: number; longitude: number }
  /** Telegram would never take it; the reason is for the operator. */
  | { kind: 'impossible'; reason: string };

/** A reply that fits one message, as the call that sends it; `prepareReply` makes such replies. */
export function renderReply(reply: Reply, format: (markdown: string) => Formatted = formatMarkdown): Rendered {
  switch (reply.kind) {
    case 'text':
      return message(format(reply.markdown), null);
    case 'choices': {
      const keyboard = keyboardOf(reply.choices);
      return message(withList(format(reply.prompt), keyboard), keyboard.rows);
    }
    case 'media':
      return renderMedia(reply.media);
    default:
      return reply satisfies never;
  }
}

/** A reply as replies that each fit one platform message, in order. */
export function prepareReply(reply: Reply): readonly Reply[] {
  switch (reply.kind) {
    case 'text': {
      const pieces = splitMarkdown(reply.markdown);
      return pieces.length === 1 ? [reply] : pieces.map((markdown) => ({ kind: 'text', markdown }));
    }
    case 'choices': {
      const keyboard = keyboardOf(reply.choices);
      const room = { text: MAX_TEXT - (keyboard.list?.length ?? 0) - 2, entities: MAX_ENTITIES };
      if (surelyFits(reply.prompt, room) || fitsMessage(formatPrompt(reply.prompt, keyboard))) return [reply];
      const pieces = splitMarkdown(reply.prompt);
      const last = pieces.at(-1) ?? '';
      const asked: Reply = { ...reply, prompt: last };
      const texts = pieces.map((markdown): Reply => ({ kind: 'text', markdown }));
      return fitsMessage(formatPrompt(last, keyboard))
        ? [...texts.slice(0, -1), asked]
        : [...texts, { ...reply, prompt: '👇' }];
    }
    case 'media': {
      const { caption, ...media } = reply.media;
      const type = readMediaRef(media)?.type ?? 'document';
      if (caption === undefined || (takesCaption(type) && caption.length <= MAX_CAPTION)) return [reply];
      return [{ kind: 'media', media }, ...prepareReply({ kind: 'text', markdown: caption })];
    }
    default:
      return reply satisfies never;
  }
}

/** What markdown shows in Telegram. Markdown without anything to show (a comment, a definition) is shown as it is. */
export function formatMarkdown(markdown: string): Formatted {
  if (isPlain(markdown)) return { text: cleanText(markdown, markdown.length).trim(), entities: [] };
  const formatted = formatBlocks(parseMarkdown(markdown));
  return formatted.text === '' ? { text: cleanText(markdown, markdown.length).trim(), entities: [] } : formatted;
}

/** One paragraph without any mark of markdown: most small replies, and not worth a parser. */
function isPlain(markdown: string): boolean {
  return !/[\\`*_~[\]<>#|&!@\r\n\t]|:\/\/|www\.|mailto:|xmpp:|^\s*([-+=]|\d+[.)])|^ {4}/i.test(markdown);
}

function formatPrompt(prompt: string, keyboard: Keyboard): Formatted {
  return withList(formatMarkdown(prompt), keyboard);
}

function withList({ text, entities }: Formatted, { list }: Keyboard): Formatted {
  return { text: list === null ? text : `${text}\n\n${list}`, entities };
}

function fitsMessage({ text, entities }: Formatted): boolean {
  return text.length <= MAX_TEXT && entities.length <= MAX_ENTITIES;
}

function message({ text, entities }: Formatted, keyboard: InlineKeyboardButton[][] | null): Rendered {
  if (text === '') return { kind: 'impossible', reason: 'the text is empty' };
  if (text.length > MAX_TEXT) {
    return { kind: 'impossible', reason: `${text.length} characters do not fit ${MAX_TEXT}: prepare() splits them` };
  }
  return { kind: 'message', text, entities, keyboard };
}

function renderMedia(media: MediaRef): Rendered {
  const found = readMediaRef(media);
  if (found === null)
    return { kind: 'impossible', reason: 'the file was not made by this channel and has no web address' };
  const { type, file } = found;
  if (type === 'location') {
    const place = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(file);
    if (place === null) return { kind: 'impossible', reason: 'a place is "latitude,longitude"' };
    return { kind: 'location', latitude: Number(place[1]), longitude: Number(place[2]) };
  }
  return { kind: 'file', type, file, caption: captionOf(media, type) };
}

/** A file whose bytes go up with the message. */
export function renderUpload(media: MediaRef, file: InputFile, bytes: number): Rendered {
  if (bytes === 0) return { kind: 'impossible', reason: 'the file is empty' };
  if (bytes > MAX_UPLOAD_BYTES) return { kind: 'impossible', reason: 'Telegram takes files of up to 50 MB from bots' };
  const type = typeOfUpload(media, bytes);
  return { kind: 'file', type, file, caption: captionOf(media, type) };
}

function captionOf(media: MediaRef, type: TelegramMediaType): string | null {
  const caption = takesCaption(type) ? cleanText(media.caption ?? '', MAX_CAPTION).trim() : '';
  return caption === '' ? null : caption;
}
