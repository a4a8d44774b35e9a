import * as z from 'zod';
import { badRequest } from './wire.ts';

/** Parameters of the methods in use, as Bot API 10.1 lists them. Strict: a misspelt or mistyped one is refused. */

const chatId = z.union([z.int(), z.string().regex(/^(@[A-Za-z]\w{3,}|-?\d+)$/)]);
const threadId = z.int().positive().optional();
const flag = z.boolean().optional();
const fileRef = z.string().min(1);

const entity = z.strictObject({
  type: z.enum([
    'mention',
    'hashtag',
    'cashtag',
    'bot_command',
    'url',
    'email',
    'phone_number',
    'bold',
    'italic',
    'underline',
    'strikethrough',
    'spoiler',
    'blockquote',
    'expandable_blockquote',
    'code',
    'pre',
    'text_link',
    'text_mention',
    'custom_emoji',
    'date_time',
  ]),
  offset: z.int(),
  length: z.int(),
  url: z.string().optional(),
  user: z.looseObject({ id: z.int() }).optional(),
  language: z.string().optional(),
  custom_emoji_id: z.string().optional(),
  unix_time: z.int().optional(),
  date_time_format: z.string().optional(),
});

const button = z.strictObject({
  text: z.string(),
  icon_custom_emoji_id: z.string().optional(),
  style: z.enum(['danger', 'success', 'primary']).optional(),
  url: z.string().optional(),
  callback_data: z.string().optional(),
  web_app: z.strictObject({ url: z.string() }).optional(),
  switch_inline_query: z.string().optional(),
  switch_inline_query_current_chat: z.string().optional(),
  copy_text: z.strictObject({ text: z.string().min(1).max(256) }).optional(),
  pay: flag,
});

const inlineKeyboard = z.strictObject({ inline_keyboard: z.array(z.array(button)) });
const replyMarkup = z.union([
  inlineKeyboard,
  z.looseObject({ keyboard: z.array(z.array(z.unknown())) }),
  z.strictObject({ remove_keyboard: z.literal(true), selective: flag }),
  z.strictObject({
    force_reply: z.literal(true),
    input_field_placeholder: z.string().optional(),
    selective: flag,
  }),
]);

const replyParameters = z.strictObject({
  message_id: z.int(),
  chat_id: chatId.optional(),
  allow_sending_without_reply: flag,
  quote: z.string().optional(),
  quote_position: z.int().optional(),
});

const sending = {
  chat_id: chatId,
  message_thread_id: threadId,
  disable_notification: flag,
  protect_content: flag,
  reply_parameters: replyParameters.optional(),
  reply_markup: replyMarkup.optional(),
};
const captioned = {
  caption: z.string().optional(),
  parse_mode: z.string().optional(),
  caption_entities: z.array(entity).optional(),
};
const editing = {
  chat_id: chatId.optional(),
  message_id: z.int().optional(),
  inline_message_id: z.string().optional(),
  reply_markup: inlineKeyboard.optional(),
};
const linkPreview = z.strictObject({
  is_disabled: flag,
  url: z.string().optional(),
  prefer_small_media: flag,
  prefer_large_media: flag,
  show_above_text: flag,
});
const updateTypes = z.array(z.string()).optional();

const PARAMETERS = {
  getme: z.strictObject({}),
  setwebhook: z.strictObject({
    url: z.string(),
    ip_address: z.string().optional(),
    max_connections: z.int().min(1).max(100).optional(),
    allowed_updates: updateTypes,
    drop_pending_updates: flag,
    secret_token: z.string().optional(),
  }),
  deletewebhook: z.strictObject({ drop_pending_updates: flag }),
  getwebhookinfo: z.strictObject({}),
  getupdates: z.strictObject({
    offset: z.int().optional(),
    limit: z.int().min(1).max(100).optional(),
    timeout: z.int().min(0).optional(),
    allowed_updates: updateTypes,
  }),
  sendmessage: z.strictObject({
    ...sending,
    text: z.string(),
    parse_mode: z.string().optional(),
    entities: z.array(entity).optional(),
    link_preview_options: linkPreview.optional(),
  }),
  sendphoto: z.strictObject({ ...sending, ...captioned, photo: fileRef, has_spoiler: flag }),
  senddocument: z.strictObject({
    ...sending,
    ...captioned,
    document: fileRef,
    disable_content_type_detection: flag,
  }),
  sendvideo: z.strictObject({ ...sending, ...captioned, video: fileRef, supports_streaming: flag }),
  sendvideonote: z.strictObject({ ...sending, video_note: fileRef }),
  sendanimation: z.strictObject({ ...sending, ...captioned, animation: fileRef }),
  sendaudio: z.strictObject({ ...sending, ...captioned, audio: fileRef }),
  sendvoice: z.strictObject({ ...sending, ...captioned, voice: fileRef }),
  sendsticker: z.strictObject({ ...sending, sticker: fileRef, emoji: z.string().optional() }),
  sendlocation: z.strictObject({
    ...sending,
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  sendchataction: z.strictObject({
    chat_id: chatId,
    message_thread_id: threadId,
    action: z.enum([
      'typing',
      'upload_photo',
      'record_video',
      'upload_video',
      'record_voice',
      'upload_voice',
      'upload_document',
      'choose_sticker',
      'find_location',
      'record_video_note',
      'upload_video_note',
    ]),
  }),
  answercallbackquery: z.strictObject({
    callback_query_id: z.string(),
    text: z.string().max(200).optional(),
    show_alert: flag,
    url: z.string().optional(),
    cache_time: z.int().min(0).optional(),
  }),
  editmessagetext: z.strictObject({
    ...editing,
    text: z.string(),
    parse_mode: z.string().optional(),
    entities: z.array(entity).optional(),
    link_preview_options: linkPreview.optional(),
  }),
  editmessagereplymarkup: z.strictObject(editing),
  setmycommands: z.strictObject({
    commands: z
      .array(
        z.strictObject({ command: z.string().regex(/^[a-z0-9_]{1,32}$/), description: z.string().min(1).max(256) }),
      )
      .max(100),
    scope: z.looseObject({ type: z.string() }).optional(),
    language_code: z.union([z.literal(''), z.string().regex(/^[a-z]{2}$/)]).optional(),
  }),
  getfile: z.strictObject({ file_id: z.string() }),
  getchat: z.strictObject({ chat_id: chatId }),
  getchatmember: z.strictObject({ chat_id: chatId, user_id: z.int() }),
  createforumtopic: z.strictObject({
    chat_id: chatId,
    name: z.string().min(1).max(128),
    icon_color: z
      .union([7322096, 16766590, 13338331, 9367192, 16749490, 16478047].map((color) => z.literal(color)))
      .optional(),
    icon_custom_emoji_id: z.string().optional(),
  }),
  editforumtopic: z.strictObject({
    chat_id: chatId,
    message_thread_id: z.int(),
    name: z.string().max(128).optional(),
    icon_custom_emoji_id: z.string().optional(),
  }),
  closeforumtopic: z.strictObject({ chat_id: chatId, message_thread_id: z.int() }),
  reopenforumtopic: z.strictObject({ chat_id: chatId, message_thread_id: z.int() }),
  deleteforumtopic: z.strictObject({ chat_id: chatId, message_thread_id: z.int() }),
  pinchatmessage: z.strictObject({ chat_id: chatId, message_id: z.int(), disable_notification: flag }),
  copymessage: z.strictObject({ ...sending, ...captioned, from_chat_id: chatId, message_id: z.int() }),
  forwardmessage: z.strictObject({
    chat_id: chatId,
    message_thread_id: threadId,
    from_chat_id: chatId,
    message_id: z.int(),
    disable_notification: flag,
    protect_content: flag,
  }),
};

export type MethodName = keyof typeof PARAMETERS;
export type Parameters<M extends MethodName> = z.infer<(typeof PARAMETERS)[M]>;

export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(PARAMETERS, name);
}

/** Parameters that arrive as text even in a form; every other form field is JSON. */
const TEXT_PARAMETERS = new Set(
  `chat_id from_chat_id url ip_address secret_token text parse_mode caption photo document video video_note animation
   audio voice sticker emoji action callback_query_id inline_message_id file_id name icon_custom_emoji_id language_code`.split(
    /\s+/,
  ),
);

/** Reads form fields as Telegram does: objects, arrays, numbers and booleans are JSON in a text field. */
export function fromForm(fields: Iterable<[string, string]>): Record<string, unknown> {
  const payload: Record<string, unknown> = {};
  for (const [name, value] of fields) {
    if (TEXT_PARAMETERS.has(name)) payload[name] = value;
    else {
      try {
        payload[name] = JSON.parse(value);
      } catch {
        throw badRequest(`can't parse parameter "${name}": expected JSON`);
      }
    }
  }
  return payload;
}

export function checkParameters<M extends MethodName>(method: M, payload: unknown): Parameters<M> {
  const parsed = PARAMETERS[method].safeParse(payload);
  if (parsed.success) return parsed.data as Parameters<M>;
  const issue = parsed.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    throw badRequest(`unknown parameter "${[path, ...issue.keys].filter(Boolean).join('.')}"`);
  }
  if (path === 'text' && issue?.code === 'invalid_type') throw badRequest('message text is empty');
  if (path === 'chat_id') throw badRequest('chat_id is empty');
  throw badRequest(`wrong parameter "${path}": ${issue?.message ?? 'invalid'}`);
}
