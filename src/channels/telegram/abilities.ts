import type { ChannelAbilities } from '../../core/index.ts';
import type { TelegramSettings } from './settings.ts';

/** Bot API 10.1: text of 1-4096 and captions of 0-1024 UTF-16 units after parsing. */
export const MAX_TEXT = 4096;
export const MAX_CAPTION = 1024;
/** Bot API 10.1: what a bot may upload, and up to where a picture may be a photo. */
export const MAX_UPLOAD_BYTES = 50 * 1024 * 1024;
export const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
/** Telegram silently ignores the formatting entities beyond this many. */
export const MAX_ENTITIES = 100;

export function telegramAbilities({ limits }: Pick<TelegramSettings, 'limits'>): ChannelAbilities {
  return {
    choices: 'buttons',
    maxText: MAX_TEXT,
    /** `sendMessage` has no idempotency key. */
    idempotentSend: false,
    proactive: { kind: 'free' },
    limits,
  };
}
