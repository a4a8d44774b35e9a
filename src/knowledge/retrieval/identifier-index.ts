import type { IndexEntry } from './entry.ts';
import { identifiersOf } from './identifiers.ts';
import { normalise } from './normalise.ts';
import type { Stretch } from './patch.ts';

export interface IdentifierData {
  /** The entries that name an identifier, anywhere in them. */
  naming: ReadonlyMap<string, readonly number[]>;
  /** The models and error codes that the questions of an entry name. Entries without any are left out. */
  about: ReadonlyMap<number, readonly string[]>;
}

/** Which entries name which exact identifiers. */
export interface IdentifierIndex {
  /** Entries that name at least one of the identifiers, with how many. Identifiers of a large part of the base are left out. */
  naming(identifiers: readonly string[]): Map<number, number>;
  /** The questions of the entry name models or error codes, but none of those that were asked for. */
  isAboutAnother(entry: number, asked: readonly string[]): boolean;
}

/** An identifier in more entries than this tells no more than a word does. */
const MOST_ENTRIES = 40;

export function buildIdentifierIndex(entries: readonly IndexEntry[]): IdentifierData {
  const naming = new Map<string, number[]>();
  const about = new Map<number, string[]>();
  entries.forEach((entry, number) => {
    const asked = new Set([entry.question, ...entry.alternatives, entry.title].flatMap(identifiersIn));
    const named = new Set([...asked, ...[...entry.tags, entry.answer].flatMap(identifiersIn)]);
    for (const identifier of named) {
      const known = naming.get(identifier);
      if (known === undefined) naming.set(identifier, [number]);
      else if (known.length <= MOST_ENTRIES) known.push(number);
    }
    const models = [...asked].filter(isModel);
    if (models.length > 0) about.set(number, models);
  });
  return { naming, about };
}

/** The identifiers of the entries that stay, renumbered, with those of others behind them. */
export function joinIdentifiers(
  before: IdentifierData,
  kept: readonly Stretch[],
  added: IdentifierData,
): IdentifierData {
  const numbers = new Map<number, number>();
  for (const { from, to } of kept) for (let entry = from; entry < to; entry += 1) numbers.set(entry, numbers.size);
  const behind = numbers.size;
  const naming = new Map<string, number[]>();
  for (const [identifier, entries] of before.naming) {
    naming.set(
      identifier,
      entries.flatMap((entry) => numbers.get(entry) ?? []),
    );
  }
  for (const [identifier, entries] of added.naming) {
    naming.set(identifier, [...(naming.get(identifier) ?? []), ...entries.map((entry) => behind + entry)]);
  }
  const about = new Map<number, readonly string[]>();
  for (const [entry, models] of before.about) {
    const number = numbers.get(entry);
    if (number !== undefined) about.set(number, models);
  }
  for (const [entry, models] of added.about) about.set(behind + entry, models);
  return { naming, about };
}

export function openIdentifierIndex({ naming, about }: IdentifierData): IdentifierIndex {
  return {
    naming(identifiers) {
      const counts = new Map<number, number>();
      for (const identifier of identifiers) {
        const known = naming.get(identifier) ?? [];
        if (known.length > MOST_ENTRIES) continue;
        for (const entry of known) counts.set(entry, (counts.get(entry) ?? 0) + 1);
      }
      return counts;
    },
    isAboutAnother(entry, asked) {
      const own = about.get(entry) ?? [];
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
