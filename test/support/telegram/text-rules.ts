import { badRequest, type WireEntity } from './wire.ts';

/** Bot API: text 1-4096 and caption 0-1024 characters after parsing; Telegram counts UTF-16 code units. */
const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;
/** Telegram silently ignores entities beyond the hundredth. */
const MAX_ENTITIES = 100;

const LEAF = new Set(['code', 'pre']);
const STYLE = new Set(['bold', 'italic', 'underline', 'strikethrough', 'spoiler']);
const QUOTE = new Set(['blockquote', 'expandable_blockquote']);

/**
 * Refuses what Telegram refuses in a formatted text, and (more strictly than Telegram, which repairs or drops them)
 * entities that overlap without nesting or nest as the Bot API forbids. Returns the entities that Telegram would keep.
 */
export function checkFormatted(text: string, entities: readonly WireEntity[], kind: 'text' | 'caption'): WireEntity[] {
  if (!text.isWellFormed()) throw badRequest('strings must be encoded in UTF-8');
  const limit = kind === 'text' ? MAX_TEXT : MAX_CAPTION;
  if (text.length > limit) throw badRequest(kind === 'text' ? 'message is too long' : 'message caption is too long');
  if (kind === 'text' && text.trim() === '') throw badRequest('message text is empty');
  for (const entity of entities) checkBounds(text, entity);
  checkNesting(entities);
  return entities.slice(0, MAX_ENTITIES);
}

function checkBounds(text: string, { offset, length, type, url }: WireEntity): void {
  if (offset < 0 || offset > 1_000_000) throw badRequest(`receive an entity with incorrect offset ${offset}`);
  if (length <= 0 || length > 1_000_000) throw badRequest(`receive an entity with incorrect length ${length}`);
  const end = offset + length;
  if (offset >= text.length) {
    throw badRequest(`entity begins after the end of the text at UTF-16 offset ${offset}`);
  }
  if (end > text.length) {
    throw badRequest(
      `entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${end}`,
    );
  }
  if (insidePair(text, offset)) {
    throw badRequest(`entity begins in a middle of a UTF-16 symbol at byte offset ${offset}`);
  }
  if (insidePair(text, end)) {
    throw badRequest(`entity beginning at UTF-16 offset ${offset} ends in a middle of a UTF-16 symbol`);
  }
  if (type === 'text_link' && !isLinkable(url)) throw badRequest('wrong HTTP URL specified in an entity');
}

function checkNesting(entities: readonly WireEntity[]): void {
  const sorted = entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);
  const open: WireEntity[] = [];
  for (const inner of sorted) {
    let outer = open.at(-1);
    while (outer !== undefined && outer.offset + outer.length <= inner.offset) {
      open.pop();
      outer = open.at(-1);
    }
    if (outer !== undefined && inner.offset + inner.length > outer.offset + outer.length) {
      throw badRequest(`entities overlap without nesting: ${outer.type} and ${inner.type} at ${inner.offset}`);
    }
    for (const around of open) {
      if (!mayNest(around, inner)) {
        throw badRequest(`entity ${inner.type} at UTF-16 offset ${inner.offset} cannot be inside ${around.type}`);
      }
    }
    open.push(inner);
  }
}

function mayNest(outer: WireEntity, inner: WireEntity): boolean {
  const equal = outer.offset === inner.offset && outer.length === inner.length;
  if (LEAF.has(outer.type)) return equal && QUOTE.has(inner.type);
  if (QUOTE.has(outer.type)) return !QUOTE.has(inner.type);
  if (LEAF.has(inner.type)) return false;
  if (STYLE.has(outer.type)) return inner.type !== outer.type;
  return STYLE.has(inner.type) || (equal && QUOTE.has(inner.type));
}

function insidePair(text: string, offset: number): boolean {
  if (offset <= 0 || offset >= text.length) return false;
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

function isLinkable(url: string | undefined): boolean {
  return url !== undefined && /^(https?|tg|ton|mailto|tel):/i.test(url) && URL.canParse(url);
}
