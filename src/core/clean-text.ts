/**
 * Makes a platform's text storable: lone surrogates become U+FFFD, control characters (NUL among them, which
 * PostgreSQL refuses) vanish, and it is cut to `max` UTF-16 units without cutting a surrogate pair.
 */
export function cleanText(text: string, max: number): string {
  const clean = text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is what this is for
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
  return cutText(clean, max);
}

/** The longest beginning of at most `max` UTF-16 units that does not end inside a surrogate pair. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}
