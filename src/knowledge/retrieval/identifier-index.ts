import type { IndexEntry } from './entry.ts';
import { identifiersOf } from './identifiers.ts';
import { normalise } from './normalise.ts';

/** Which entries name which exact identifiers, anywhere in them. */
export interface IdentifierIndex {
  /** Entries that name at least one of the identifiers, with how many. Identifiers of a large part of the base are left out. */
  naming(identifiers: readonly string[]): Map<number, number>;
  /** The questions of the entry name models or error codes, but none of those that were asked for. */
  isAboutAnother(entry: number, asked: readonly string[]): boolean;
}

/** An identifier in more entries than this tells no more than a word does. */
const MOST_ENTRIES = 40;

export function createIdentifierIndex(entries: readonly IndexEntry[]): IdentifierIndex {
  const naming = new Map<string, Set<number>>();
  const about = entries.map((entry, number) => {
    const asked = new Set([entry.question, ...entry.alternatives, entry.title].flatMap(identifiersIn));
    const named = [...asked, ...[...entry.tags, entry.answer].flatMap(identifiersIn)];
    for (const identifier of named) {
      const known = naming.get(identifier) ?? new Set();
      naming.set(identifier, known.add(number));
    }
    return asked;
  });
  return {
    naming(identifiers) {
      const counts = new Map<number, number>();
      for (const identifier of identifiers) {
        const known = naming.get(identifier);
        if (!known || known.size > MOST_ENTRIES) continue;
        for (const entry of known) counts.set(entry, (counts.get(entry) ?? 0) + 1);
      }
      return counts;
    },
    isAboutAnother(entry, asked) {
      const own = [...(about[entry] ?? [])].filter(isModel);
      const wanted = asked.filter(isModel);
      return own.length > 0 && wanted.length > 0 && !wanted.some((identifier) => own.includes(identifier));
    },
  };
}

function identifiersIn(text: string): string[] {
  return /\d/.test(text) ? identifiersOf(normalise(text)) : [];
}

/** Letters and digits together name a model or an error; digits alone may be anybody's order or postal code. */
function isModel(identifier: string): boolean {
  return /[a-z]/.test(identifier);
}
