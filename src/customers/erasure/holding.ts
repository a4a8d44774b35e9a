import type { Selectable } from 'kysely';
import type { Tables } from '../../storage/index.ts';

/** What a column is compared with to find a person's rows; `mention`: it contains an id or an address of theirs. */
export type Mark = 'customer' | 'conversation' | 'address' | 'complaint' | 'mention';

interface Finder {
  column: string;
  is: Mark;
}

/**
 * What becomes of a column: it stays (a number, a code, a time), gets a value that says nothing, or a random one where
 * it must stay unique. `repoint`: the customer's id, replaced by that of the anonymous row that is left of them.
 */
export type Fate =
  | { kind: 'keep' }
  | { kind: 'set'; value: string | number | null }
  | { kind: 'random' }
  /** The time of the erasure where there is none yet. */
  | { kind: 'stamp' }
  | { kind: 'repoint' };

/** One table that holds something about people. A row is theirs when any of the finders finds it. */
export interface Holding {
  table: keyof Tables;
  find: readonly Finder[];
  /** A column that is unique alone; large tables are worked through by it in slices. */
  key: string | null;
  /** Rows that belong to what comes after: they are left alone. */
  except: { column: string; value: string } | null;
  /** Null: the rows are deleted. */
  columns: Readonly<Record<string, Fate>> | null;
  /** Internal marks that say nothing to a person; left out of what they are shown. */
  technical: boolean;
}

export const keep: Fate = { kind: 'keep' };
export const random: Fate = { kind: 'random' };
export const stamp: Fate = { kind: 'stamp' };
export const repoint: Fate = { kind: 'repoint' };
export const nothing: Fate = { kind: 'set', value: null };
export const empty: Fate = { kind: 'set', value: '' };
export const set = (value: string | number): Fate => ({ kind: 'set', value });

type Column<T extends keyof Tables> = keyof Selectable<Tables[T]> & string;

/** Rows that go as a whole. */
export function removed<T extends keyof Tables>(
  table: T,
  find: Partial<Record<Column<T>, Mark>>,
  options: { key?: Column<T>; technical?: boolean; except?: { column: Column<T>; value: string } } = {},
): Holding {
  const { key = null, technical = false, except = null } = options;
  return { table, find: findersOf(find), key, except, columns: null, technical };
}

/** Rows that stay without the person. Every column has to be named, so that a new one cannot be forgotten. */
export function blanked<T extends keyof Tables>(
  table: T,
  find: Partial<Record<Column<T>, Mark>>,
  columns: Record<Column<T>, Fate>,
  options: { key: Column<T>; technical?: boolean },
): Holding {
  const { key, technical = false } = options;
  return { table, find: findersOf(find), key, except: null, columns, technical };
}

function findersOf(find: Partial<Record<string, Mark>>): Finder[] {
  return Object.entries(find).flatMap(([column, is]) => (is === undefined ? [] : [{ column, is }]));
}
