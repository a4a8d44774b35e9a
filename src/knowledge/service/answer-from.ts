import type { EntryId } from '../../core/index.ts';
import type { Answer, Question, Route, Source } from '../answer.ts';
import type { Entry } from '../articles/article.ts';
import type { Retrieval } from '../retrieval/retriever.ts';
import { portable } from './portable.ts';
import { routeOf, sourceOfRoute } from './routes.ts';
import { isVisible, type Shelf, sourceOfEntry } from './shelf.ts';

const MOST_NEAREST = 3;

type Result = { kind: 'entry'; entry: Entry } | { kind: 'route'; route: Route };

interface Seen {
  results: readonly Result[];
  /** False when the best result may not be shown (any more); of the next one the index promised nothing. */
  best: boolean;
}

/** The ranking as this customer may see it: in their language where that exists, each result once. */
export function visibleResults(
  shelf: Shelf,
  routes: readonly Route[],
  { ranked }: Retrieval,
  question: Question,
  day: string,
): Seen {
  const seen = new Map<string, Result>();
  let best = false;
  for (const [position, { id }] of ranked.entries()) {
    const result = visibleResult(shelf, routes, id, question, day);
    if (result === null) continue;
    if (position === 0) best = true;
    seen.set(result.kind === 'route' ? result.route.name : result.entry.id, result);
  }
  return { results: [...seen.values()], best };
}

function visibleResult(
  shelf: Shelf,
  routes: readonly Route[],
  id: EntryId,
  question: Question,
  day: string,
): Result | null {
  const route = routeOf(id, routes, question.locale);
  if (route !== null) return { kind: 'route', route };
  const audience = question.audience ?? [];
  const found = shelf.byId.get(id);
  if (found === undefined || !isVisible(found, day, audience)) return null;
  const translated = shelf.inLocale(found, question.locale);
  return { kind: 'entry', entry: translated !== null && isVisible(translated, day, audience) ? translated : found };
}

export function answerFrom(seen: Seen, { decision, confidence }: Retrieval, assetBase: string | null): Answer {
  const nearest: Source[] = seen.results
    .slice(0, MOST_NEAREST)
    .map((result) => (result.kind === 'route' ? sourceOfRoute(result.route) : sourceOfEntry(result.entry)));
  const first = seen.results[0];
  if (first === undefined) return { kind: 'none', nearest, confidence: 0 };
  switch (decision) {
    case 'answer':
      if (!seen.best) return { kind: 'clarify', nearest, confidence: 0 };
      return first.kind === 'route'
        ? { kind: 'route', route: first.route.name, nearest, confidence }
        : answerWith(first.entry, confidence, assetBase);
    case 'clarify':
      return { kind: 'clarify', nearest, confidence };
    case 'none':
      return { kind: 'none', nearest, confidence };
    default:
      return decision satisfies never;
  }
}

export function answerWith(
  entry: Entry,
  confidence: number,
  assetBase: string | null,
): Extract<Answer, { kind: 'answer' }> {
  return {
    kind: 'answer',
    entry: entry.id,
    markdown: portable(entry, assetBase),
    sources: [sourceOfEntry(entry)],
    confidence,
    locale: entry.locale,
  };
}
