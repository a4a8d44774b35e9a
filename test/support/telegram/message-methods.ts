import type { BotServer } from './methods.ts';
import type { Parameters } from './parameters.ts';
import { checkFormatted } from './text-rules.ts';
import { badRequest, type WireEntity, type WireKeyboard, type WireMessage } from './wire.ts';
import type { ChatState } from './world.ts';

interface Sending {
  chat_id: number | string;
  message_thread_id?: number | undefined;
  reply_markup?: object | undefined;
  reply_parameters?: { message_id: number; allow_sending_without_reply?: boolean | undefined } | undefined;
}
interface Captioned {
  caption?: string | undefined;
  parse_mode?: string | undefined;
  caption_entities?: WireEntity[] | undefined;
}
const FILE_KINDS = ['photo', 'document', 'video', 'video_note', 'animation', 'audio', 'voice', 'sticker'] as const;
type FileKind = (typeof FILE_KINDS)[number];

/** Everything by which a bot writes into a chat or changes what it wrote. */
export function sendMethods({ world, journal }: BotServer) {
  function post(payload: Sending, content: Record<string, unknown>): WireMessage {
    const state = world.writable(payload.chat_id, payload.message_thread_id);
    const keyboard = inlineKeyboardOf(payload.reply_markup);
    const quoted = payload.reply_parameters;
    if (quoted !== undefined && !state.messages.has(quoted.message_id) && quoted.allow_sending_without_reply !== true) {
      throw badRequest('message to be replied not found');
    }
    const full = keyboard === null ? content : { ...content, reply_markup: keyboard };
    return world.post(state, full, payload.message_thread_id);
  }

  function postFile(payload: Sending & Captioned, kind: FileKind, ref: string): WireMessage {
    const caption = captionOf(payload);
    return post(payload, { [kind]: wireFile(kind, ref, world.files), ...caption });
  }

  function found(chatId: number | string | undefined, messageId: number | undefined, what: string) {
    if (chatId === undefined || messageId === undefined) throw badRequest('message identifier is not specified');
    const state = world.writable(chatId);
    const message = state.messages.get(messageId);
    if (message === undefined) throw badRequest(`message to ${what} not found`);
    return { state, message };
  }

  function change(state: ChatState, message: WireMessage, changed: Partial<WireMessage>): WireMessage {
    if (message.from?.id !== world.bot.id) throw badRequest("message can't be edited");
    const next = { ...message, ...changed, edit_date: world.seconds() };
    if (next.reply_markup === undefined) delete next.reply_markup;
    if (
      JSON.stringify([next.text, next.entities ?? [], next.reply_markup]) ===
      JSON.stringify([message.text, message.entities ?? [], message.reply_markup])
    ) {
      throw badRequest(
        'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      );
    }
    state.messages.set(message.message_id, next);
    journal.record({ kind: 'edited', chatId: state.chat.id, message: next });
    return next;
  }

  return {
    sendmessage: (payload: Parameters<'sendmessage'>) => post(payload, textOf(payload)),
    sendphoto: (payload: Parameters<'sendphoto'>) => postFile(payload, 'photo', payload.photo),
    senddocument: (payload: Parameters<'senddocument'>) => postFile(payload, 'document', payload.document),
    sendvideo: (payload: Parameters<'sendvideo'>) => postFile(payload, 'video', payload.video),
    sendvideonote: (payload: Parameters<'sendvideonote'>) => postFile(payload, 'video_note', payload.video_note),
    sendanimation: (payload: Parameters<'sendanimation'>) => postFile(payload, 'animation', payload.animation),
    sendaudio: (payload: Parameters<'sendaudio'>) => postFile(payload, 'audio', payload.audio),
    sendvoice: (payload: Parameters<'sendvoice'>) => postFile(payload, 'voice', payload.voice),
    sendsticker: (payload: Parameters<'sendsticker'>) => postFile(payload, 'sticker', payload.sticker),
    sendlocation: (payload: Parameters<'sendlocation'>) =>
      post(payload, { location: { latitude: payload.latitude, longitude: payload.longitude } }),
    sendchataction: (payload: Parameters<'sendchataction'>) => {
      world.writable(payload.chat_id, payload.message_thread_id);
      return true;
    },
    editmessagetext: (payload: Parameters<'editmessagetext'>) => {
      const { state, message } = found(payload.chat_id, payload.message_id, 'edit');
      if (message.text === undefined) throw badRequest('there is no text in the message to edit');
      const keyboard = inlineKeyboardOf(payload.reply_markup);
      const { text, entities } = textOf(payload);
      return change(state, message, {
        text,
        ...(entities === undefined ? {} : { entities }),
        ...(keyboard === null ? { reply_markup: undefined } : { reply_markup: keyboard }),
      } as Partial<WireMessage>);
    },
    editmessagereplymarkup: (payload: Parameters<'editmessagereplymarkup'>) => {
      const { state, message } = found(payload.chat_id, payload.message_id, 'edit');
      const keyboard = inlineKeyboardOf(payload.reply_markup);
      return change(state, message, { reply_markup: keyboard ?? undefined } as Partial<WireMessage>);
    },
    pinchatmessage: (payload: Parameters<'pinchatmessage'>) => {
      const { state } = found(payload.chat_id, payload.message_id, 'pin');
      if (state.chat.type !== 'private' && state.bot !== 'administrator') {
        throw badRequest('not enough rights to manage pinned messages in the chat');
      }
      return true;
    },
    copymessage: (payload: Parameters<'copymessage'>) => {
      const { message } = found(payload.from_chat_id, payload.message_id, 'copy');
      const caption = payload.caption === undefined ? captionIn(message) : captionOf(payload);
      return { message_id: post(payload, { ...contentOf(message), ...caption }).message_id };
    },
    forwardmessage: (payload: Parameters<'forwardmessage'>) => {
      const { message } = found(payload.from_chat_id, payload.message_id, 'forward');
      const origin = { type: 'user', sender_user: message.from, date: message.date };
      return post(payload, { ...contentOf(message), ...captionIn(message), forward_origin: origin });
    },
  };
}

function textOf(payload: { text: string; parse_mode?: string | undefined; entities?: WireEntity[] | undefined }) {
  refuseParseMode(payload.parse_mode);
  const entities = checkFormatted(payload.text, payload.entities ?? [], 'text');
  return { text: payload.text, ...(entities.length === 0 ? {} : { entities }) };
}

function captionOf({ caption, parse_mode, caption_entities = [] }: Captioned): Record<string, unknown> {
  refuseParseMode(parse_mode);
  if (caption === undefined || caption === '') return {};
  return { caption, caption_entities: checkFormatted(caption, caption_entities, 'caption') };
}

function captionIn(message: WireMessage): Record<string, unknown> {
  return message.caption === undefined ? {} : { caption: message.caption, caption_entities: message.caption_entities };
}

/** Warmline formats by entities alone, so the peer does not know the markup languages of `parse_mode`. */
function refuseParseMode(mode: string | undefined): void {
  if (mode !== undefined) throw badRequest('unsupported parse_mode');
}

function contentOf(message: WireMessage): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  for (const kind of [...FILE_KINDS, 'text', 'entities', 'location', 'contact']) {
    if (message[kind] !== undefined) content[kind] = message[kind];
  }
  if (Object.keys(content).length === 0) throw badRequest("message can't be copied");
  return content;
}

const LARGEST_PHOTO = 10 * 1024 * 1024;

/** A known file id, an uploaded file (registered under its id before the call), or an HTTP URL that Telegram fetches. */
function wireFile(
  kind: FileKind,
  ref: string,
  files: ReadonlyMap<string, { path: string; bytes: Uint8Array }>,
): unknown {
  const isUrl = /^https?:\/\//.test(ref);
  const file = files.get(ref);
  if (!isUrl && file === undefined) {
    throw badRequest('wrong file identifier/HTTP URL specified');
  }
  if (kind === 'photo' && (file?.bytes.byteLength ?? 0) > LARGEST_PHOTO) throw badRequest('file is too big');
  const known = file === undefined ? null : /^[a-z_]+/.exec(file.path)?.[0];
  if (known !== null && known !== kind && known !== 'upload') {
    throw badRequest(`can't use file of type ${known} as ${kind}`);
  }
  const body = { file_id: ref, file_unique_id: ref.slice(-16), file_size: file?.bytes.byteLength ?? 1 };
  return kind === 'photo' ? [{ ...body, width: 90, height: 90 }] : body;
}

function inlineKeyboardOf(markup: object | undefined): WireKeyboard | null {
  if (markup === undefined || !('inline_keyboard' in markup)) return null;
  const keyboard = markup as WireKeyboard;
  const buttons = keyboard.inline_keyboard.flat();
  if (buttons.length === 0) return null;
  if (buttons.length > 100) throw badRequest('REPLY_MARKUP_TOO_LONG');
  for (const button of buttons) {
    if (button.text.trim() === '') throw badRequest("can't parse inline keyboard button: text buttons are not allowed");
    const actions = Object.keys(button).filter((key) => !['text', 'style', 'icon_custom_emoji_id'].includes(key));
    if (actions.length !== 1) throw badRequest("can't parse inline keyboard button: exactly one action is expected");
    if (button.callback_data !== undefined) {
      const bytes = Buffer.byteLength(button.callback_data);
      if (bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID');
    }
  }
  return keyboard;
}
