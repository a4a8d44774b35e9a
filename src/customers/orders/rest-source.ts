import { JSONPathEnvironment, type JSONValue } from 'json-p3';
import * as z from 'zod';
import { CustomerId, errorText } from '../../core/index.ts';
import { createJsonFetcher } from './fetch-json.ts';
import { momentOf } from './import-csv.ts';
import { normalOrderNumber, Order, OrderProblem, OrderStage } from './order.ts';
import type { FoundOrder, OrderSource, OrdersFound } from './order-source.ts';

const Path = z.string().regex(/^\$/, 'a JSONPath that begins with $, such as $.order.number');

/** How a shop's own order API is asked and read. A file or a setting, parsed once. */
export const RestOrderConfig = z.strictObject({
  number_url: z.url().describe('{number} stands for the order number'),
  customer_url: z
    .url()
    .optional()
    .describe('{customer} stands for our customer id; left out: orders are found by number only'),
  headers: z.record(z.string(), z.string()).default({}).describe('Sent with every request, such as authorization'),
  orders: Path.default('$').describe('Where the order or the orders are in an answer'),
  fields: z.strictObject({
    number: Path,
    stage: Path,
    title: Path.optional(),
    phone: Path.optional(),
    customer: Path.optional(),
    placed_at: Path.optional(),
    promised_at: Path.optional(),
    eta: Path.optional(),
    origin: Path.optional(),
    destination: Path.optional(),
    carrier: Path.optional(),
    tracking: Path.optional(),
    problem: Path.optional(),
    events: Path.optional().describe('The list of events'),
    event_at: Path.default('$.time'),
    event_text: Path.default('$.context'),
  }),
  stages: z.record(z.string(), OrderStage).default({}).describe('Their word for a stage: ours'),
  problems: z.record(z.string(), OrderProblem).default({}),
  timeout_ms: z.int().min(100).max(30_000).default(3_000),
  attempts: z.int().min(1).max(5).default(2),
});
export type RestOrderConfig = z.infer<typeof RestOrderConfig>;

/** An order, with its history, is some kilobytes. */
const LARGEST_ANSWER_BYTES = 10_000_000;
const MOST_ORDERS = 50;

/** A shop's order API over HTTP; in a private network only when its host is among `allowedHosts`. What does not fit the schema, or is not what was asked for, is not taken. */
export function restOrderSource(
  config: RestOrderConfig,
  timeZone: string,
  allowedHosts: readonly string[],
): OrderSource {
  const { attempts, timeout_ms: timeoutMs } = config;
  const fetcher = createJsonFetcher({ attempts, timeoutMs, maxBytes: LARGEST_ANSWER_BYTES, allowedHosts });
  const paths = new JSONPathEnvironment();
  const read = (path: string | undefined, value: JSONValue): JSONValue | null =>
    path === undefined ? null : (paths.query(path, value).values()[0] ?? null);

  function foundOrder(raw: JSONValue): FoundOrder {
    const { fields } = config;
    const text = (path: string | undefined) => {
      const value = read(path, raw);
      return value === null || value === '' || typeof value === 'object' ? null : String(value);
    };
    const stage = text(fields.stage) ?? '';
    const problem = text(fields.problem);
    const list = read(fields.events, raw);
    const events = (Array.isArray(list) ? list : []).slice(-500).flatMap((each: JSONValue) => {
      const at = momentFrom(read(fields.event_at, each), timeZone);
      const words = read(fields.event_text, each);
      return at === null || typeof words !== 'string' ? [] : [{ at, text: words.slice(0, 1_000) }];
    });
    const order = Order.safeParse({
      number: text(fields.number),
      title: text(fields.title)?.slice(0, 200) ?? '',
      stage: config.stages[stage] ?? stage,
      phone: text(fields.phone),
      placedAt: momentFrom(read(fields.placed_at, raw), timeZone),
      eta: text(fields.eta)?.slice(0, 10) ?? null,
      promisedAt: momentFrom(read(fields.promised_at, raw), timeZone),
      origin: text(fields.origin),
      destination: text(fields.destination),
      carrier: text(fields.carrier),
      tracking: text(fields.tracking),
      problem: problem === null ? null : (config.problems[problem] ?? OrderProblem.safeParse(problem).data ?? null),
      events: events.sort((a, b) => a.at - b.at),
    });
    if (!order.success) throw new Error(`an order of theirs cannot be read: ${z.prettifyError(order.error)}`);
    const customer = CustomerId.safeParse(text(fields.customer));
    return { order: order.data, customer: customer.success ? customer.data : null };
  }

  return {
    async find(query, signal): Promise<OrdersFound> {
      if (query.kind === 'customer' && config.customer_url === undefined) return { kind: 'orders', orders: [] };
      const url =
        query.kind === 'number'
          ? fill(config.number_url, 'number', query.number)
          : fill(config.customer_url ?? '', 'customer', query.customer);
      try {
        const body = await fetcher.fetchJson({ url, headers: config.headers }, signal);
        if (body === undefined) return { kind: 'orders', orders: [] };
        const nodes = paths.query(config.orders, body as JSONValue).values() as JSONValue[];
        const raw = nodes.flatMap((node) => (Array.isArray(node) ? node : [node])).filter((node) => node !== null);
        const faults: unknown[] = [];
        const orders = raw.slice(0, MOST_ORDERS).flatMap((each) => {
          try {
            return [foundOrder(each)];
          } catch (thrown) {
            faults.push(thrown);
            return [];
          }
        });
        // One that cannot be read hides none of the others; alone it is not "no order".
        if (orders.length === 0 && faults.length > 0) throw faults[0];
        // A system that answers with another order than the one asked for is not believed.
        const asked = orders.filter(({ order, customer }) =>
          query.kind === 'number' ? order.number === normalOrderNumber(query.number) : customer === query.customer,
        );
        return { kind: 'orders', orders: asked };
      } catch (thrown) {
        return { kind: 'unavailable', cause: errorText(thrown) };
      }
    },
  };
}

function fill(template: string, name: string, value: string): string {
  return template
    .replaceAll(`{${name}}`, encodeURIComponent(value))
    .replaceAll(`%7B${name}%7D`, encodeURIComponent(value));
}

/** Seconds, milliseconds, ISO, or "2026-11-21 10:00:00" in the shop's zone; null for anything else. */
function momentFrom(value: JSONValue | null, timeZone: string): number | null {
  if (typeof value === 'number') return Math.round(value < 100_000_000_000 ? value * 1_000 : value);
  if (typeof value !== 'string') return null;
  const moment = momentOf(value.trim().replace(/^(\d{4})[/.](\d\d)[/.](\d\d)/, '$1-$2-$3'), timeZone);
  return moment === null || Number.isNaN(moment) ? null : moment;
}
