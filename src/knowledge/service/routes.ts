import { EntryId, type Locale } from '../../core/index.ts';
import type { Route, Source } from '../answer.ts';
import type { IndexEntry } from '../retrieval/entry.ts';

const PREFIX = 'route:';

/** A route as an entry of the index: its phrases are ways to ask, its title is what a clarification shows. */
export function indexEntryOf(route: Route): IndexEntry {
  const [question = route.title, ...alternatives] = route.phrases;
  return {
    id: EntryId.parse(idOf(route)),
    locale: route.locale,
    question,
    alternatives,
    title: route.title,
    tags: [],
    answer: '',
  };
}

function idOf({ locale, name }: Route): string {
  return `${PREFIX}${locale}:${name}`;
}

/** The route behind an index entry in the wanted language where it exists in it; null for an article's entry. */
export function routeOf(id: EntryId, routes: readonly Route[], locale: Locale): Route | null {
  if (!id.startsWith(PREFIX)) return null;
  const found = routes.find((route) => idOf(route) === id);
  if (!found) return null;
  return routes.find((route) => route.name === found.name && route.locale === locale) ?? found;
}

export function sourceOfRoute(route: Route): Source {
  const entry = EntryId.parse(idOf(route));
  return { entry, article: '', question: route.title, path: '', locale: route.locale, route: route.name };
}

/**
 * Whether a sentence is, word for word, one of a route's. Where an article names it as another way to ask, too, the
 * route has it: "我要投诉" starts a complaint, and the article keeps "怎么投诉".
 */
export function claimedBy(routes: readonly Route[]): (sentence: string) => boolean {
  const claimed = new Set(routes.flatMap((route) => route.phrases.map(bare)));
  return (sentence) => claimed.has(bare(sentence));
}

function bare(sentence: string): string {
  return sentence
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]+/gu, '');
}
