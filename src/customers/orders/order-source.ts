import type { CustomerId } from '../../core/index.ts';
import type { Order } from './order.ts';

/** What a source is asked for: one number, or all orders of a customer whom it knows. */
export type OrderQuery = { kind: 'number'; number: string } | { kind: 'customer'; customer: CustomerId };

/**
 * An order system. It is not trusted: what it gives is checked against the question, and the desk decides who may see
 * it. `unavailable` is an expected answer: it hung, failed, or sent what nobody can read.
 */
export interface OrderSource {
  find(query: OrderQuery, signal: AbortSignal): Promise<OrdersFound>;
}

export type OrdersFound = { kind: 'orders'; orders: readonly FoundOrder[] } | { kind: 'unavailable'; cause: string };

/** `customer`: whose it is, when the source knows one of our customers by it; null when only the phone can tell. */
export interface FoundOrder {
  order: Order;
  customer: CustomerId | null;
}
