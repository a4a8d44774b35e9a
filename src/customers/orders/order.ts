import * as z from 'zod';

/** Where an order stands. The first five are the ordinary way; the last two end it otherwise. */
const ORDER_STAGES = ['unpaid', 'preparing', 'shipped', 'delivering', 'delivered', 'cancelled', 'returned'] as const;
export const OrderStage = z.enum(ORDER_STAGES);
export type OrderStage = z.infer<typeof OrderStage>;

/** What can go wrong on the way. Each has its words and what happens next in the flow's file. */
export const OrderProblem = z.enum([
  'delayed',
  'weather',
  'address',
  'unreachable',
  'damaged',
  'lost',
  'stock',
  'customs',
  'refused',
]);
export type OrderProblem = z.infer<typeof OrderProblem>;

/** Something that happened to an order, as the carrier or the warehouse tells it. `at` in milliseconds. */
export const OrderEvent = z.object({ at: z.number().int(), text: z.string().max(1_000) });
export type OrderEvent = z.infer<typeof OrderEvent>;

const OrderNumber = z
  .string()
  .transform((text) => normalOrderNumber(text))
  .pipe(z.string().min(1).max(64));

/** One order as every source gives it. */
export const Order = z.object({
  number: OrderNumber,
  title: z.string().max(200).default(''),
  stage: OrderStage,
  /** Digits of the phone on the order, the last four at least; null: it cannot be verified by phone. */
  phone: z.string().max(40).nullable().default(null),
  placedAt: z.number().int().nullable().default(null),
  /** The day on which it is to arrive, "2026-11-25". */
  eta: z.iso.date().nullable().default(null),
  /** Until when it was promised, in milliseconds; stays when the estimate moves. */
  promisedAt: z.number().int().nullable().default(null),
  /** The warehouse that it leaves from, and the region that it goes to: together its route. */
  origin: z.string().max(64).nullable().default(null),
  destination: z.string().max(64).nullable().default(null),
  carrier: z.string().max(64).nullable().default(null),
  tracking: z.string().max(64).nullable().default(null),
  problem: OrderProblem.nullable().default(null),
  /** Oldest first. */
  events: z.array(OrderEvent).max(500).default([]),
});
export type Order = z.infer<typeof Order>;

/** Upper case, without spaces and dashes: what customers type and what systems keep meet here. */
export function normalOrderNumber(text: string): string {
  return text.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '');
}

/** The warehouse has it still, so the address can be changed. */
export function canChangeAddress(order: Order): boolean {
  return order.stage === 'unpaid' || order.stage === 'preparing';
}

/** Nothing has left the house yet. */
export function canCancel(order: Order): boolean {
  return order.stage === 'unpaid' || order.stage === 'preparing';
}

export function isOver(order: Order): boolean {
  return order.stage === 'delivered' || order.stage === 'cancelled' || order.stage === 'returned';
}

/** The last four digits of a phone in any form; null when it has fewer. */
export function lastFour(phone: string | null): string | null {
  const digits = (phone ?? '').replace(/\D/g, '');
  return digits.length >= 4 ? digits.slice(-4) : null;
}
