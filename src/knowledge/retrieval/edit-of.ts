import type { IndexEntry } from './entry.ts';
import type { Patch } from './patch.ts';

/** What a base took over from itself stands for it no longer when more than this share of its entries is new or gone. */
const MOST_NEW = 0.2;
const ALWAYS_FEW = 5;

/**
 * What leads from some entries to others: those that are word for word the same stay where they are, the others stand
 * behind them. `entries` are the wanted ones in that order. Null when too many are new or gone.
 */
export function editOf(
  before: readonly IndexEntry[],
  wanted: readonly IndexEntry[],
): { patch: Patch; entries: readonly IndexEntry[] } | null {
  const left = new Map(wanted.map((entry) => [entry.id, entry]));
  const entries: IndexEntry[] = [];
  const kept: { from: number; to: number }[] = [];
  before.forEach((entry, number) => {
    const now = left.get(entry.id);
    if (now === undefined || !isSame(entry, now)) return;
    left.delete(entry.id);
    entries.push(now);
    const last = kept.at(-1);
    if (last?.to === number) last.to = number + 1;
    else kept.push({ from: number, to: number + 1 });
  });
  const added = [...left.values()];
  const gone = before.length - entries.length;
  if (Math.max(added.length, gone) > Math.max(ALWAYS_FEW, MOST_NEW * before.length)) return null;
  entries.push(...added);
  return { patch: { kept, added }, entries };
}

function isSame(a: IndexEntry, b: IndexEntry): boolean {
  return (
    a.question === b.question &&
    a.answer === b.answer &&
    a.title === b.title &&
    a.locale === b.locale &&
    areSame(a.alternatives, b.alternatives) &&
    areSame(a.tags, b.tags)
  );
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}
