/** UTF-8 bytes, which is how WeCom counts. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

const GRAPHEMES = new Intl.Segmenter('zh', { granularity: 'grapheme' });
const ENDS = [/\n/g, /[。！？…!?](?=[^。！？…!?])|\.(?=\s)/g, /[，；：、,;]/g, /\s/g];

/**
 * Cuts a text into pieces of at most `most` bytes, never inside a character: after a line, else a sentence, else a clause,
 * else a word, as late as possible but not in the first half. At most `pieces`; the last one then ends in "…".
 */
export function splitBytes(text: string, most: number, pieces: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest !== '' && parts.length < pieces) {
    if (bytesOf(rest) <= most) return [...parts, rest];
    const isLast = parts.length === pieces - 1;
    const fitting = beginning(rest, isLast ? most - bytesOf('…') : most);
    const cut = bestCut(fitting);
    const part = rest.slice(0, cut).trimEnd();
    parts.push(isLast ? `${part}…` : part);
    rest = rest.slice(cut).trimStart();
  }
  return parts;
}

/** The longest beginning of whole characters that fits; a single character that is longer is cut by code points. */
function beginning(text: string, most: number): string {
  // No character is shorter than a byte, so what lies behind can never belong to it.
  const window = text.slice(0, most);
  let bytes = 0;
  let end = 0;
  for (const { segment, index } of GRAPHEMES.segment(window)) {
    bytes += bytesOf(segment);
    if (bytes > most) break;
    end = index + segment.length;
  }
  if (end > 0) return window.slice(0, end);
  let whole = '';
  for (const point of window) {
    if (bytesOf(whole + point) > most) break;
    whole += point;
  }
  return whole;
}

function bestCut(fitting: string): number {
  for (const end of ENDS) {
    const last = [...fitting.matchAll(end)].at(-1);
    const cut = last === undefined ? 0 : last.index + last[0].length;
    if (cut >= fitting.length / 2) return cut;
  }
  return fitting.length;
}
