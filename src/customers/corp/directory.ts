/** The people and rooms that employees of a corp look after (WeCom's 客户联系), as their platform tells. */
export interface CorpDirectory {
  /** Every pair of an employee and a customer, a page at a time. */
  pairs(): AsyncIterable<readonly CorpPair[]>;
  /** Null: nobody looks after them any more. */
  contact(
    customer: string,
  ): Promise<{ name: string | null; pairs: readonly Omit<CorpPair, 'customer' | 'name'>[] } | null>;
  rooms(): Promise<readonly string[]>;
  /** Null: the room is not there any more. */
  room(id: string): Promise<CorpRoom | null>;
  /** The corp's tags. */
  tags(): Promise<readonly { id: string; name: string }[]>;
  /** Gives and takes tags of one pair. */
  mark(
    pair: { employee: string; customer: string },
    change: { add: readonly string[]; remove: readonly string[] },
  ): Promise<void>;
}

export interface CorpPair {
  customer: string;
  name: string | null;
  employee: string;
  /** Tag ids. */
  tags: readonly string[];
}

export interface CorpRoom {
  title: string;
  /** Employees and customers together. */
  members: number;
  customers: readonly { id: string; name: string | null }[];
}
