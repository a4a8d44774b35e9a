import type { IndexEntry } from './entry.ts';

/** Numbers from `from` up to `to`. */
export interface Stretch {
  from: number;
  to: number;
}

/** What an edit does to an index: these of its entries stay, in their order, and these come behind them. */
export interface Patch {
  kept: readonly Stretch[];
  added: readonly IndexEntry[];
}
