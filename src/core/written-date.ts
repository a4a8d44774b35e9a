import type { Locale } from './locale.ts';

/**
 * A moment in words, such as "11月29日星期日" or "Sunday, November 29". By Intl: what Temporal writes for the same parts in
 * Chinese is "11/29星期日".
 */
export function writtenDate(at: number, locale: Locale, timeZone: string, parts: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...parts, timeZone }).format(at);
}
