import type { Tx } from '../../storage/index.ts';
import type { OutboxRow } from './row.ts';

/**
 * A place for one send whose row a turn is about to write: the row is written as being sent, and the commit of the turn
 * is its claim. Exactly one of `leave` and `stay` ends it.
 */
export interface Boarding {
  /** Whose send it is: stands in the row. */
  readonly sender: string;
  /** In the turn's transaction: settles what came back before, because its place is the one that is taken. */
  makeRoom(tx: Tx): Promise<void>;
  /** After the commit: with the row, or with null when something stood before it in its queue; and whether more follows. */
  leave(row: OutboxRow | null, isFollowed: boolean): Promise<void>;
  /** The commit threw: with the row that was written before it, or null when there was none. */
  stay(written: OutboxRow | null): Promise<void>;
}
