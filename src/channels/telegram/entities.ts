import type { MessageEntity } from 'grammy/types';

export interface Formatted {
  text: string;
  /** Offsets and lengths in UTF-16 code units; properly nested, as the Bot API wants them. */
  entities: MessageEntity[];
}

/** From the outside in. The Bot API nests styles freely, but nothing into code and no link into a link. */
const ORDER = ['blockquote', 'text_link', 'bold', 'italic', 'strikethrough', 'code', 'pre'];

/**
 * Rebuilds entities so that they obey the Bot API: trimmed text, none empty, none crossing, none around or inside of
 * code but a quote. Styles that cross another entity are cut at its edge, which looks the same.
 */
export function nestEntities(untrimmed: string, raw: readonly MessageEntity[]): Formatted {
  const text = untrimmed.trim();
  const shift = untrimmed.length - untrimmed.trimStart().length;
  const spans = raw
    .map((entity) => ({
      entity,
      start: Math.max(0, entity.offset - shift),
      end: Math.min(text.length, entity.offset - shift + entity.length),
      rank: ORDER.indexOf(entity.type),
    }))
    .filter(({ start, end, rank }) => end > start && rank !== -1);
  if (spans.length === 0) return { text, entities: [] };

  const edges = [...new Set(spans.flatMap(({ start, end }) => [start, end]))].toSorted((a, b) => a - b);
  const open: { key: string; entity: MessageEntity; start: number }[] = [];
  const entities: MessageEntity[] = [];
  const closeDownTo = (depth: number, at: number) => {
    for (const { entity, start } of open.splice(depth).toReversed()) {
      entities.push({ ...entity, offset: start, length: at - start });
    }
  };
  const ordered = spans.toSorted((a, b) => a.start - b.start);
  let candidate = 0;
  let active: typeof spans = [];
  for (const at of edges) {
    active = active.filter(({ end }) => end > at);
    for (let next = ordered[candidate]; next !== undefined && next.start === at; next = ordered[candidate]) {
      active.push(next);
      candidate += 1;
    }
    const wanted = layersOf(active);
    const same = wanted.findIndex((layer, depth) => layer.key !== open[depth]?.key);
    const kept = same === -1 ? wanted.length : same;
    closeDownTo(kept, at);
    for (const layer of wanted.slice(kept)) open.push({ ...layer, start: at });
  }
  return { text, entities: entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length) };
}

/** What applies to one stretch of text, outermost first, one of each kind. */
function layersOf(
  active: readonly { entity: MessageEntity; start: number; rank: number }[],
): { key: string; entity: MessageEntity }[] {
  const code = active.find(({ entity }) => entity.type === 'code' || entity.type === 'pre');
  const layers: { key: string; entity: MessageEntity }[] = [];
  let lastRank = -1;
  for (const { entity, start, rank } of active.toSorted((a, b) => a.rank - b.rank || a.start - b.start)) {
    if (rank === lastRank) continue;
    if (code !== undefined && entity !== code.entity && entity.type !== 'blockquote') continue;
    lastRank = rank;
    // Two quotes or two code blocks that touch are two; a style or a link that goes on is one.
    const separate = entity.type === 'blockquote' || entity.type === 'code' || entity.type === 'pre';
    const key = [entity.type, entity.type === 'text_link' ? entity.url : '', separate ? start : ''].join(' ');
    layers.push({ key, entity });
  }
  return layers;
}
