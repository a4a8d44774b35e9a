import type { EntryId, Locale } from '../../core/index.ts';
import type { Source } from '../answer.ts';
import type { Entry } from '../articles/article.ts';
import type { LibrarySnapshot } from '../library/library.ts';

/** The entries of one snapshot, by id and by translation. */
export interface Shelf {
  snapshot: LibrarySnapshot;
  byId: ReadonlyMap<EntryId, Entry>;
  /** The same entry in the wanted language, if there is one; the entry itself when it is in that language. */
  inLocale(entry: Entry, locale: Locale): Entry | null;
}

export function shelve(snapshot: LibrarySnapshot): Shelf {
  const byId = new Map(snapshot.entries.map((entry) => [entry.id, entry]));
  const byTranslation = new Map<string, Entry>();
  for (const entry of snapshot.entries) {
    const key = translationKey(entry);
    if (key !== null) byTranslation.set(`${entry.locale} ${key}`, entry);
  }
  return {
    snapshot,
    byId,
    inLocale(entry, locale) {
      if (entry.locale === locale) return entry;
      const key = translationKey(entry);
      return key === null ? null : (byTranslation.get(`${locale} ${key}`) ?? null);
    },
  };
}

/**
 * What an entry shares with its translation: the path without the language's folder, and the name `{#…}`. Null for
 * an entry without a name, which has no translation that could be known.
 */
export function translationKey(entry: Pick<Entry, 'path' | 'locale' | 'anchor'>): string | null {
  if (entry.anchor === null) return null;
  const folders = entry.path
    .split('/')
    .filter((part) => part.toLowerCase() !== entry.locale.toLowerCase() && part !== 'zh');
  return `${folders.join('/')}#${entry.anchor}`;
}

/** Whether an entry may be shown on this day (of the shop's zone) to a customer with these words. */
export function isVisible(entry: Entry, day: string, audience: readonly string[]): boolean {
  if (entry.validFrom !== null && day < entry.validFrom) return false;
  if (entry.validUntil !== null && day > entry.validUntil) return false;
  return entry.audience.length === 0 || entry.audience.some((word) => audience.includes(word));
}

export function sourceOfEntry(entry: Entry): Source {
  return { entry: entry.id, article: entry.article, question: entry.question, path: entry.path, locale: entry.locale };
}
