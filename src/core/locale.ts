import * as z from 'zod';

/** The languages the bot itself speaks. Articles may exist in either or both. */
export const LOCALES = ['zh-CN', 'en'] as const;
export const Locale = z.enum(LOCALES);
export type Locale = z.infer<typeof Locale>;

/** Maps a BCP 47 tag of a platform or browser ("zh-Hant-TW", "en_GB") to one of ours, or null if it is neither. */
export function localeOfTag(tag: string | undefined): Locale | null {
  const language = tag?.toLowerCase().split(/[-_]/)[0];
  if (language === 'zh') return 'zh-CN';
  if (language === 'en') return 'en';
  return null;
}
