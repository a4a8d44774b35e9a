import * as z from 'zod';

/** Content that has not its usual form counts as absent: then the message is one that cannot be shown, and not none. */
const lenient = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);
const file = lenient(z.object({ media_id: z.string().min(1).max(1_024) }));

/** One message of kf/sync_msg, as far as it is read here. Events name account and customer inside of themselves. */
export const SyncMessage = z.object({
  msgid: z.string().min(1).max(128),
  open_kfid: z.string().default(''),
  external_userid: z.string().default(''),
  /** Seconds. */
  send_time: z.number().int(),
  /** 3: the customer, 4: the system, 5: a colleague in the WeCom client. */
  origin: z.number().int(),
  servicer_userid: z.string().max(128).optional(),
  msgtype: z.string().min(1).max(64),
  text: lenient(z.object({ content: z.string(), menu_id: lenient(z.string()) })),
  image: file,
  voice: file,
  video: file,
  file: file,
  location: lenient(
    z.object({
      latitude: z.number(),
      longitude: z.number(),
      name: z.string().default(''),
      address: z.string().default(''),
    }),
  ),
  link: lenient(z.object({ title: z.string().default(''), url: z.string().default('') })),
  event: z
    .object({
      event_type: z.string(),
      open_kfid: z.string().default(''),
      external_userid: z.string().default(''),
      welcome_code: z.string().max(512).optional(),
      fail_msgid: z.string().max(128).optional(),
      fail_type: z.number().int().optional(),
      change_type: z.number().int().optional(),
      old_servicer_userid: z.string().max(128).optional(),
      new_servicer_userid: z.string().max(128).optional(),
      servicer_userid: z.string().max(128).optional(),
      status: z.number().int().optional(),
    })
    .optional(),
});
export type SyncMessage = z.infer<typeof SyncMessage>;

export const SyncPage = z.object({
  next_cursor: z.string().max(1_024).default(''),
  has_more: z.number().int().default(0),
  msg_list: z.array(z.unknown()).default([]),
});
