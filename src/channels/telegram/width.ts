/** What a reader sees as one character. */
export const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** ASCII and plain Chinese, one character each: no need of the segmenter, which is ten times as slow. */
const ONE_UNIT_EACH = /^[\x20-\x7e\u3000-\u3029\u4e00-\u9fff\uff01-\uff60]*$/;
const EMOJI = /\p{RGI_Emoji}/gv;

/** Columns that a text takes on a screen: two for Chinese, Japanese, Korean, full-width and emoji, else one. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  const plain = text.replace(EMOJI, '　');
  if (ONE_UNIT_EACH.test(plain)) return plain.length + plain.replace(/[\x20-\x7e]/g, '').length;
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    width += isWide(segment) ? 2 : 1;
  }
  return width;
}

/** The text in at most `columns`, with "…" where something is missing. Never cuts a character. */
export function shorten(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  let width = 1;
  for (const { segment } of GRAPHEMES.segment(text)) {
    width += isWide(segment) ? 2 : 1;
    if (width > columns) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

function isWide(grapheme: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\u3000-\u303f\uff00-\uff60]/u.test(
    grapheme,
  );
}
