import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { watchBookings } from '../care/index.ts';
import type { Config } from '../config.ts';
import { ConversationId, CustomerId, WarmlineError } from '../core/index.ts';
import {
  type Booking,
  createKuaidi100,
  createOrderDesk,
  createOrderFeed,
  loadSampleOrders,
  type OrderDesk,
  type OrderFeed,
  type OrderSource,
  orderBookSource,
  RestOrderConfig,
  restOrderSource,
  trackedSource,
} from '../customers/index.ts';
import { type FlowLibrary, planInvite } from '../flows/index.ts';
import type { Storage, Tx } from '../storage/index.ts';
import { systemClock } from '../system.ts';

/** The order system that the configuration names, with live tracking where it is set up. */
export function createConfiguredOrderDesk(
  config: Config,
  storage: Storage,
  onFault: (cause: string) => void,
): OrderDesk {
  return createOrderDesk(storage, configuredOrderSource(config, storage, onFault));
}

export function configuredOrderSource(config: Config, storage: Storage, onFault: (cause: string) => void): OrderSource {
  const source = config.ORDERS_REST_CONFIG
    ? restOrderSource(readRestConfig(config.ORDERS_REST_CONFIG), config.TIME_ZONE, config.OUTGOING_ALLOWED_HOSTS)
    : orderBookSource(storage.db);
  return withTracking(config, source, onFault);
}

/** For `warmline doctor`: where orders come from; throws CONFIG_INVALID when that file cannot be used. */
export function checkOrderSource({ ORDERS_REST_CONFIG: file }: Config): string {
  if (!file) return 'the built-in order book';
  return `asked at ${new URL(readRestConfig(file).number_url).host}`;
}

/** The door for orders into the built-in book. An order that arrived plans the surveys that are about that. */
export function createShopOrderFeed(config: Config, storage: Storage, library: FlowLibrary): OrderFeed {
  return createOrderFeed(storage, systemClock, async (tx, bookings, now) => {
    await watchBookings(tx, bookings, now, config.TIME_ZONE);
    for (const booking of bookings) {
      if (booking.order.stage !== 'delivered' || booking.before === null || booking.before === 'delivered') continue;
      for (const party of await askersAbout(tx, booking)) {
        for (const flow of library.flows()) {
          if (flow.definition.survey?.occasion !== 'delivered') continue;
          await planInvite(tx, flow, { ...party, occasion: `order:${booking.order.number}`, now });
        }
      }
    }
  });
}

/** Whose order it is, or who proved that it is theirs, each with the conversation that they wrote in last. */
async function askersAbout(tx: Tx, { order, customer }: Booking) {
  const grants = await tx
    .selectFrom('order_grants')
    .select('customer_id')
    .where('order_number', '=', order.number)
    .execute();
  const customers = new Set([...(customer === null ? [] : [customer]), ...grants.map((row) => row.customer_id)]);
  const parties: { customer: CustomerId; conversation: ConversationId }[] = [];
  for (const id of customers) {
    const row = await tx
      .selectFrom('conversations')
      .select('id')
      .where('customer_id', '=', id)
      .where('is_group', '=', 0)
      .orderBy('last_message_at', 'desc')
      .executeTakeFirst();
    if (row) parties.push({ customer: CustomerId.parse(id), conversation: ConversationId.parse(row.id) });
  }
  return parties;
}

/**
 * The sample shop's orders, for a newcomer: only where the knowledge base brings them (`samples/orders.csv`), no order
 * system is configured, and the order book is empty. See docs/adr/0046-sample-orders.md.
 */
export async function provideSampleOrders(config: Config, storage: Storage): Promise<number> {
  const file = join(config.KNOWLEDGE_DIR, 'samples', 'orders.csv');
  const isFed = [config.ORDERS_REST_CONFIG, config.ORDERS_API_TOKEN, config.ORDERS_WEBHOOK_SECRET].some(Boolean);
  if (isFed || !existsSync(file)) return 0;
  return loadSampleOrders(storage, readFileSync(file, 'utf8'), config.TIME_ZONE, systemClock);
}

function withTracking(config: Config, source: OrderSource, onFault: (cause: string) => void): OrderSource {
  const { KUAIDI100_CUSTOMER: customer, KUAIDI100_KEY: key, KUAIDI100_URL: baseUrl } = config;
  if (customer === undefined || key === undefined) return source;
  return trackedSource(
    source,
    createKuaidi100({
      baseUrl,
      customer,
      key,
      carriers: carrierTable(config.KUAIDI100_CARRIERS),
      allowedHosts: config.OUTGOING_ALLOWED_HOSTS,
    }),
    onFault,
  );
}

function readRestConfig(file: string): RestOrderConfig {
  try {
    return RestOrderConfig.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const detail = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new WarmlineError('CONFIG_INVALID', `ORDERS_REST_CONFIG: ${file} cannot be used.\n${detail}`);
  }
}

/** Orders asked about in one go, and how old the news about an order on its way may become. */
const POLLED_AT_ONCE = 20;
const POLL_AFTER_MS = 30 * 60_000;
/** Orders that are not in the book: those whom somebody asked about lately. */
const PROVED_MS = 2 * 86_400_000;
const PROVED_AT_ONCE = 5;

/**
 * Asks the shop's order system, and the carrier, about orders on their way of which nothing was heard for half an hour,
 * the stalest first; what they say goes through the feed like everything else. Nothing to ask: nothing happens.
 */
export async function pollOrders(
  config: Config,
  storage: Storage,
  feed: OrderFeed,
  signal: AbortSignal,
  now: number,
): Promise<number> {
  if (config.ORDERS_REST_CONFIG === undefined && config.KUAIDI100_KEY === undefined) return 0;
  const source = configuredOrderSource(config, storage, () => {});
  const stale = await storage.db
    .selectFrom('delay_watch')
    .innerJoin('orders', 'orders.number', 'delay_watch.order_number')
    .select('orders.number')
    .where('orders.updated_at', '<', now - POLL_AFTER_MS)
    .where('orders.stage', 'in', ['preparing', 'shipped', 'delivering'])
    .orderBy('orders.updated_at')
    .limit(POLLED_AT_ONCE)
    .execute();
  // What somebody proved to be theirs and only the order system knows is watched from then on too.
  const proved = await storage.db
    .selectFrom('order_grants')
    .leftJoin('orders', 'orders.number', 'order_grants.order_number')
    .select('order_grants.order_number as number')
    .where('orders.number', 'is', null)
    .where('order_grants.at', '>', now - PROVED_MS)
    .orderBy('order_grants.at', 'desc')
    .limit(PROVED_AT_ONCE)
    .execute();
  let polled = 0;
  for (const { number } of [...stale, ...proved]) {
    if (signal.aborted) break;
    const found = await source.find({ kind: 'number', number }, signal);
    if (found.kind === 'unavailable') break; // the breaker is open or will be: the next round tries again
    polled += found.orders.length;
    // Who owns the order is known from the book; a system that names nobody takes nobody away.
    await feed.take(found.orders.map(({ order, customer }) => ({ order, ...(customer === null ? {} : { customer }) })));
    await storage.transact((tx) =>
      tx.updateTable('orders').set({ updated_at: now }).where('number', '=', number).execute(),
    );
  }
  return polled;
}

/** "家具专线=jiajuzhuanxian, …" as the configuration holds it. */
function carrierTable(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=');
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}
