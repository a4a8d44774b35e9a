/**
 * What antd's style engine calls to put its rules into the page, with constructed style sheets in the place of
 * `<style>` elements: those need no exception in the content security policy. All rules lie in the layer `antd`, so
 * that our own style sheets win whatever their order. Replaces `@rc-component/util/es/Dom/dynamicCSS` (vite.config.ts).
 */
interface StyleOptions {
  prepend?: boolean | 'queue';
  priority?: number;
  mark?: string;
}

interface Adopted {
  key: string;
  /** Lower ones lie before higher ones; equal ones in the order of their arrival. */
  rank: number;
  sheet: CSSStyleSheet;
  handle: HTMLStyleElement;
}

/** State of the document, and so of its module, as in the module that this one replaces. */
const adopted: Adopted[] = [];

/**
 * Puts the rules in, or changes those of the same key. The element given back is only a handle for marks.
 *
 * @public
 */
export function updateCSS(css: string, key: string, options: StyleOptions = {}): HTMLStyleElement {
  const marked = `${options.mark ?? ''}|${key}`;
  let entry = adopted.find((one) => one.key === marked);
  if (entry === undefined) {
    entry = {
      key: marked,
      rank: rankOf(options),
      sheet: new CSSStyleSheet(),
      handle: document.createElement('style'),
    };
    const rank = entry.rank;
    const place = adopted.findIndex((one) => one.rank > rank);
    adopted.splice(place === -1 ? adopted.length : place, 0, entry);
    adoptAll();
  }
  entry.sheet.replaceSync(css.startsWith('@layer') ? css : `@layer antd{${css}}`);
  return entry.handle;
}

/** @public */
export function injectCSS(css: string, options: StyleOptions = {}): HTMLStyleElement {
  return updateCSS(css, `#${adopted.length}`, options);
}

/** @public */
export function removeCSS(key: string, options: StyleOptions = {}): void {
  const place = adopted.findIndex((one) => one.key === `${options.mark ?? ''}|${key}`);
  if (place === -1) return;
  adopted.splice(place, 1);
  adoptAll();
}

/** @public */
export function clearContainerCache(): void {}

/** Prepended ones first, by priority; then the others. */
function rankOf({ prepend, priority = 0 }: StyleOptions): number {
  if (prepend === undefined || prepend === false) return Number.POSITIVE_INFINITY;
  return prepend === 'queue' ? priority : Number.NEGATIVE_INFINITY;
}

function adoptAll(): void {
  document.adoptedStyleSheets = adopted.map((one) => one.sheet);
}
