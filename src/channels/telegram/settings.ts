import * as z from 'zod';
import { type AccountId, AccountId as AccountIdSchema, WarmlineError } from '../../core/index.ts';

const rate = z.strictObject({ count: z.int().positive(), perMs: z.int().positive() });

/** What the channel needs to know. The environment variables that carry it are named in `VARIABLES`. */
export const TelegramSettings = z
  .strictObject({
    /** From @BotFather: the bot's numeric id, a colon, a secret. */
    token: z
      .string()
      .regex(/^\d{3,20}:[A-Za-z0-9_-]{20,}$/, 'expected the token from @BotFather, such as 123456789:AA…'),
    apiRoot: z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/+$/, ''))
      .default('https://api.telegram.org'),
    mode: z.enum(['polling', 'webhook']).default('polling'),
    /** Where Telegram reaches this server, without the path; needed for a webhook. */
    publicUrl: z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
    /** Comes back in a header of every webhook call (Bot API: 1-256 characters A-Z, a-z, 0-9, _ and -). */
    webhookSecret: z.string().optional(),
    /** How long one send may take before it is `unsure`. */
    sendTimeoutMs: z.int().min(100).max(300_000).default(15_000),
    /** How long Telegram holds a poll open. */
    pollTimeoutSeconds: z.int().min(0).max(50).default(30),
    /** Telegram publishes about 30 messages/s in all, 1/s to a chat with short bursts, 20/min to a group. */
    limits: z.strictObject({ global: rate, chat: rate, group: rate }).default({
      global: { count: 30, perMs: 1_000 },
      chat: { count: 3, perMs: 3_000 },
      group: { count: 20, perMs: 60_000 },
    }),
    /** The menu beside the input field; not touched when absent. */
    commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^[a-z0-9_]{1,32}$/),
          description: z.strictObject({ 'zh-CN': z.string().min(1).max(256), en: z.string().min(1).max(256) }),
        }),
      )
      .max(100)
      .default([]),
  })
  .superRefine((settings, context) => {
    if (settings.mode !== 'webhook') return;
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(settings.webhookSecret ?? '')) {
      const message = 'set it to 1-256 letters, digits, _ or -, so that nobody else can post updates';
      context.addIssue({ code: 'custom', path: ['webhookSecret'], message });
    }
    if (settings.publicUrl === undefined) {
      const message = 'a webhook needs the public address of this server, such as https://bot.example.com';
      context.addIssue({ code: 'custom', path: ['publicUrl'], message });
    }
  });
export type TelegramSettings = z.infer<typeof TelegramSettings>;
export type TelegramSettingsInput = z.input<typeof TelegramSettings>;

const VARIABLES: Record<string, string> = {
  token: 'TELEGRAM_BOT_TOKEN',
  apiRoot: 'TELEGRAM_API_ROOT',
  mode: 'TELEGRAM_MODE',
  publicUrl: 'PUBLIC_URL',
  webhookSecret: 'TELEGRAM_WEBHOOK_SECRET',
};

/** Throws CHANNEL_MISCONFIGURED with every wrong setting, named by its variable; values are never repeated. */
export function readTelegramSettings(input: TelegramSettingsInput): TelegramSettings {
  const parsed = TelegramSettings.safeParse(input);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0] ?? 'settings');
    return `${VARIABLES[name] ?? `telegram ${path.join('.')}`}: ${message}`;
  });
  throw new WarmlineError('CHANNEL_MISCONFIGURED', `Telegram cannot start. ${lines.join('; ')}`);
}

/** The bot's numeric id, known from the token before any network. */
export function accountOf(token: string): AccountId {
  return AccountIdSchema.parse(token.slice(0, token.indexOf(':')));
}
