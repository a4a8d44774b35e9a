import * as z from 'zod';
import { type ValuesOf, variable, webAddress, wholeNumber } from './variable.ts';

/** What Telegram takes as `secret_token`. */
const SECRET = /^[\w-]{1,256}$/;

/** Telegram. */
export const TELEGRAM = {
  TELEGRAM_BOT_TOKEN: variable(
    z
      .string()
      .regex(/^\d+:[\w-]{30,}$/, 'must look like 123456:ABC… as @BotFather gave it')
      .optional(),
    'Switches Telegram on.',
    { secret: true },
  ),
  TELEGRAM_MODE: variable(
    z.enum(['polling', 'webhook']).default('polling'),
    'polling needs no public address; webhook needs PUBLIC_URL and TELEGRAM_WEBHOOK_SECRET.',
  ),
  TELEGRAM_WEBHOOK_SECRET: variable(
    z.string().regex(SECRET, 'takes 1 to 256 letters, digits, _ or -').optional(),
    '1 to 256 letters, digits, _ or -.',
    { secret: true },
  ),
  TELEGRAM_API_ROOT: variable(
    webAddress.default('https://api.telegram.org'),
    'Another Bot API server, such as one of your own.',
  ),
  TELEGRAM_STAFF_GROUP: variable(
    z
      .string()
      .regex(/^-100\d{6,13}$/, 'must be the id of a supergroup with topics, such as -1001234567890')
      .optional(),
    'The supergroup with topics in which your staff meets customers; the bot has to be its administrator.',
  ),
  TELEGRAM_LIMIT_GLOBAL: variable(wholeNumber.min(1).default(30), 'Messages per second in all chats together.'),
  TELEGRAM_LIMIT_CHAT: variable(wholeNumber.min(1).default(3), 'Messages per 3 seconds to one chat.'),
  TELEGRAM_LIMIT_GROUP: variable(wholeNumber.min(1).default(20), 'Messages per minute to one group.'),
} as const;

/** What a webhook needs, one sentence each. */
export function* telegramContradictions(values: ValuesOf<typeof TELEGRAM> & { PUBLIC_URL?: string | undefined }) {
  if (!values.TELEGRAM_BOT_TOKEN || values.TELEGRAM_MODE !== 'webhook') return;
  if (!values.PUBLIC_URL) yield 'PUBLIC_URL (not set): TELEGRAM_MODE=webhook needs the https address of this server';
  if (!values.TELEGRAM_WEBHOOK_SECRET)
    yield 'TELEGRAM_WEBHOOK_SECRET (not set): set it to 1–256 letters, digits, _ or -; a webhook without it could be called by anybody';
}
