/** The built-in order book. */
export interface OrdersTable {
  number: string;
  customer_id: string | null;
  title: string;
  stage: string;
  phone: string | null;
  placed_at: number | null;
  eta: string | null;
  carrier: string | null;
  tracking: string | null;
  problem: string | null;
  /** `OrderEvent[]` as JSON, oldest first. */
  events: string;
  updated_at: number;
  /** When it was so by the clock of the system that told it; older news change nothing. */
  source_at: number | null;
  /** The moment until which it was promised; stays when the estimate moves. */
  promised_at: number | null;
  /** The warehouse that it leaves from, and the region that it goes to. */
  origin: string | null;
  destination: string | null;
  /** 1: its customer was forgotten; the order system's contacts are not written back. */
  forgotten: number;
  /** 1: came with the sample shop, and goes when the first real order comes. */
  sample: number;
}

/** Events of the order webhook that were taken, by the sender's id. */
export interface OrderFeedEventsTable {
  id: string;
  at: number;
}

/** A customer who proved to own an order by its phone; from then on the address is enough. */
export interface OrderGrantsTable {
  customer_id: string;
  order_number: string;
  at: number;
}

/** Failed proofs, for the lock. Rows older than the lock's window are swept. */
export interface OrderMissesTable {
  id: string;
  /** `addressKey` of who tried. */
  identity: string;
  order_number: string;
  at: number;
}

/** What customers want done with an order; people or the order system deal with it. */
export interface OrderRequestsTable {
  /** The call's key: the same wish twice is one row. */
  id: string;
  order_number: string;
  customer_id: string;
  kind: 'urge' | 'address' | 'cancel';
  detail: string;
  state: 'open' | 'done' | 'refused';
  created_at: number;
  /** Where it was said, and where the customer hears what became of it. */
  conversation_id: string | null;
  settled_at: number | null;
  settled_by: string | null;
  /** What the customer is told beside the outcome. */
  reply: string | null;
  /** When other systems were told of the wish, and the customer of its end. */
  announced_at: number | null;
  told_at: number | null;
}
