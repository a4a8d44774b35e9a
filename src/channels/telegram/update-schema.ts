import * as z from 'zod';

/**
 * The fields of Bot API 10.1 that are read, and no others. Optional content that is malformed counts as absent, so
 * that one odd field does not cost the whole message.
 */
const lenient = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

const user = z.object({
  id: z.int(),
  is_bot: z.boolean().catch(false),
  first_name: lenient(z.string()),
  last_name: lenient(z.string()),
  language_code: lenient(z.string()),
});
export type UpdateUser = z.infer<typeof user>;

const chat = z.object({
  id: z.int(),
  type: z.enum(['private', 'group', 'supergroup', 'channel']),
  title: lenient(z.string()),
});

const file = z.object({
  file_id: z.string().min(1),
  file_name: lenient(z.string()),
  mime_type: lenient(z.string()),
  file_size: lenient(z.int().nonnegative()),
});
export type UpdateFile = z.infer<typeof file>;

const place = z.object({
  latitude: z.number(),
  longitude: z.number(),
  live_period: lenient(z.number()),
});

const keyboard = z.object({
  inline_keyboard: z.array(z.array(z.object({ text: z.string(), callback_data: lenient(z.string()) }))),
});

/** Content that a person can send and that Warmline does not read; everything else without content is a service message. */
export const UNREAD_CONTENT = [
  'poll',
  'dice',
  'game',
  'story',
  'checklist',
  'rich_message',
  'live_photo',
  'paid_media',
  'invoice',
  'giveaway',
  'passport_data',
  'users_shared',
  'chat_shared',
  'web_app_data',
  'gift',
  'unique_gift',
] as const;
const unread = Object.fromEntries(UNREAD_CONTENT.map((name) => [name, z.unknown().optional()])) as Record<
  (typeof UNREAD_CONTENT)[number],
  z.ZodOptional<z.ZodUnknown>
>;

export const UpdateMessage = z.object({
  ...unread,
  message_id: z.int(),
  date: z.int(),
  edit_date: lenient(z.int()),
  chat,
  from: lenient(user),
  sender_chat: lenient(chat),
  message_thread_id: lenient(z.int().positive()),
  is_topic_message: lenient(z.boolean()),
  is_automatic_forward: lenient(z.boolean()),
  text: lenient(z.string()),
  caption: lenient(z.string()),
  reply_to_message: lenient(
    z.object({
      from: lenient(z.object({ id: z.int() })),
      text: lenient(z.string()),
      caption: lenient(z.string()),
    }),
  ),
  /** The part of it that was picked. */
  quote: lenient(z.object({ text: z.string() })),
  photo: lenient(z.array(file).min(1)),
  document: lenient(file),
  animation: lenient(file),
  voice: lenient(file),
  audio: lenient(file),
  video: lenient(file),
  video_note: lenient(file),
  sticker: lenient(file.extend({ emoji: lenient(z.string()) })),
  location: lenient(place),
  venue: lenient(z.object({ location: place, title: z.string(), address: z.string() })),
  contact: lenient(
    z.object({
      phone_number: z.string(),
      first_name: z.string(),
      last_name: lenient(z.string()),
      user_id: lenient(z.int()),
    }),
  ),
  new_chat_members: lenient(z.array(user)),
  left_chat_member: lenient(user),
  migrate_to_chat_id: lenient(z.int()),
  migrate_from_chat_id: lenient(z.int()),
  reply_markup: lenient(keyboard),
});
export type UpdateMessage = z.infer<typeof UpdateMessage>;

export const CallbackQuery = z.object({
  id: z.string(),
  from: user,
  message: lenient(
    z.object({
      chat,
      message_thread_id: lenient(z.int().positive()),
      is_topic_message: lenient(z.boolean()),
      reply_markup: lenient(keyboard),
    }),
  ),
  data: lenient(z.string()),
});
export type CallbackQuery = z.infer<typeof CallbackQuery>;

export const MyChatMember = z.object({
  chat,
  from: user,
  date: z.int(),
  old_chat_member: z.object({ status: z.string(), is_member: lenient(z.boolean()) }),
  new_chat_member: z.object({ status: z.string(), is_member: lenient(z.boolean()) }),
});
export type MyChatMember = z.infer<typeof MyChatMember>;

/** The envelope; each kind is parsed by its own schema when it is there. */
export const Update = z.object({
  update_id: z.int(),
  message: z.unknown().optional(),
  edited_message: z.unknown().optional(),
  callback_query: z.unknown().optional(),
  my_chat_member: z.unknown().optional(),
});

/** The kinds that Telegram is asked for. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;
