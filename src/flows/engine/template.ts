import type { Locale } from '../../core/index.ts';
import { applyFilter, escaped, FILTERS, type FilterContext, MAKES_MARKDOWN } from './filters.ts';
import type { Json } from './slots/heard.ts';
import type { LocalWords } from './words.ts';

/** What a template may name: slots and results of calls, by a path such as "found.order.eta". */
export type Scope = Readonly<Record<string, Json>>;

type Part = { kind: 'words'; text: string } | { kind: 'place'; path: readonly string[]; filters: readonly Filter[] };
interface Filter {
  name: string;
  argument: string;
}

/** One line of a template. A line whose place is empty is left out, so optional facts need no branch. */
interface Line {
  parts: readonly Part[];
  places: number;
}

export type Template = readonly Line[];
export type LocalTemplate = Readonly<Record<Locale, Template>>;

const PLACE = /\{([a-z][\w.]*)((?:\|[a-z]+(?::[\w.-]+)?)*)\}/giu;

/** Compiles "Order {order}: {found.eta|date}". Braces that hold no place stay as they are. */
export function compileTemplate(text: string): Template {
  return text.replace(/\n$/, '').split('\n').map(compileLine);
}

export function compileLocal(words: LocalWords): LocalTemplate {
  return { 'zh-CN': compileTemplate(words['zh-CN']), en: compileTemplate(words.en) };
}

export function renderTemplate(template: Template, scope: Scope, context: FilterContext): string {
  const lines: string[] = [];
  for (const line of template) {
    let rendered = '';
    let empty = false;
    for (const part of line.parts) {
      if (part.kind === 'words') {
        rendered += part.text;
        continue;
      }
      const value = placeText(part, scope, context);
      if (value === '') empty = true;
      rendered += value;
    }
    if (!empty || line.places === 0) lines.push(rendered);
  }
  // Two blanks make a line break: in Markdown a bare one is a space.
  return lines.join(context.markdown ? '  \n' : '\n').trim();
}

/** A template of one bare place gives the value itself, so that lists and booleans pass through to a port. */
export function templateValue(template: Template, scope: Scope, context: FilterContext): Json {
  const only = template.length === 1 ? template[0] : undefined;
  const place = only?.parts.length === 1 ? only.parts[0] : undefined;
  if (place?.kind === 'place' && place.filters.length === 0) return lookUp(scope, place.path) ?? null;
  return renderTemplate(template, scope, context);
}

/** Follows a path into slots and results; undefined where it leads nowhere. */
export function lookUp(scope: Scope, path: readonly string[]): Json | undefined {
  let value: Json | undefined = scope as Json;
  for (const key of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = Object.hasOwn(value, key) ? (value as Readonly<Record<string, Json>>)[key] : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

/** The first names of a template's places. */
export function namesOf(template: Template): string[] {
  return placesOf(template).map((place) => place.name);
}

/** For the linter: the first names and the filters that a template uses. */
export function placesOf(template: Template): { name: string; filters: readonly Filter[] }[] {
  return template.flatMap((line) =>
    line.parts.flatMap((part) => (part.kind === 'place' ? [{ name: part.path[0] ?? '', filters: part.filters }] : [])),
  );
}

function compileLine(text: string): Line {
  const parts: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(PLACE)) {
    if (match.index > at) parts.push({ kind: 'words', text: text.slice(at, match.index) });
    const filters = (match[2] ?? '').split('|').filter(Boolean).map(readFilter);
    parts.push({ kind: 'place', path: (match[1] ?? '').split('.'), filters });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ kind: 'words', text: text.slice(at) });
  return { parts, places: parts.filter((part) => part.kind === 'place').length };
}

function readFilter(text: string): Filter {
  const [name = '', argument = ''] = text.split(':');
  return { name, argument };
}

function placeText(part: Extract<Part, { kind: 'place' }>, scope: Scope, context: FilterContext): string {
  let value: Json = lookUp(scope, part.path) ?? null;
  for (const filter of part.filters) value = applyFilter(filter.name, filter.argument, value, context);
  if (context.markdown && !part.filters.some((filter) => MAKES_MARKDOWN.has(filter.name))) value = escaped(value);
  if (value === null || value === false) return '';
  if (Array.isArray(value)) return value.map(String).join(context.locale === 'en' ? ', ' : '、');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function isFilter(name: string): boolean {
  return Object.hasOwn(FILTERS, name);
}
