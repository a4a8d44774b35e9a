import { CsvError, parse } from 'csv-parse/sync';
import * as z from 'zod';
import { CustomerId } from '../../core/index.ts';
import { Order, OrderProblem, OrderStage } from './order.ts';
import type { BookedOrder } from './order-book.ts';

/** What was taken from a file, and which lines were not and why. Nothing is guessed. */
export interface CsvOrders {
  orders: readonly BookedOrder[];
  problems: readonly { line: number; message: string }[];
}

const Empty = z.literal('').transform(() => null);
const optional = <T extends z.ZodType>(schema: T) => z.union([Empty, schema]).optional();

/** Column names of the file. `placed_at` takes an ISO date or time; `customer` is one of our customer ids. */
const Row = z.object({
  number: z.string().min(1, 'the order number is missing'),
  title: z.string().optional(),
  stage: OrderStage,
  phone: optional(z.string()),
  placed_at: optional(z.string()),
  eta: optional(z.iso.date()),
  promised_at: optional(z.string()),
  origin: optional(z.string()),
  destination: optional(z.string()),
  carrier: optional(z.string()),
  tracking: optional(z.string()),
  problem: optional(OrderProblem),
  latest_at: optional(z.string()),
  latest: optional(z.string()),
  customer: optional(CustomerId),
});

/** 50 MB of orders is a mistake, or belongs into the API in pieces. */
export const LARGEST_CSV_BYTES = 50_000_000;

/** Reads orders from CSV (comma, semicolon or tab; with or without a byte order mark). Columns are those of `Row`. */
export function readOrdersCsv(text: string, timeZone: string): CsvOrders {
  let records: { record: Record<string, string>; info: { lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count_less: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof records;
  } catch (thrown) {
    const line = thrown instanceof CsvError && typeof thrown['lines'] === 'number' ? thrown['lines'] : 1;
    return { orders: [], problems: [{ line, message: thrown instanceof Error ? thrown.message : String(thrown) }] };
  }
  const orders: BookedOrder[] = [];
  const problems: { line: number; message: string }[] = [];
  for (const { record, info } of records) {
    const row = Row.safeParse(record);
    const order = row.success ? orderOf(row.data, timeZone) : row;
    if (order.success && row.success) {
      const { customer } = row.data;
      orders.push({ order: order.data, ...(customer ? { customer } : {}) });
    } else if (order.error) {
      const issues = order.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
      problems.push({ line: info.lines, message: issues.join('; ') });
    }
  }
  return { orders, problems };
}

/** The one that the header uses most: a title may well hold one of the others. */
function delimiterOf(text: string): string {
  const header = /^.*/.exec(text)?.[0] ?? '';
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: header.split(sign).length }));
  return counted.reduce((best, each) => (each.count > best.count ? each : best)).sign;
}

function orderOf(row: z.infer<typeof Row>, timeZone: string) {
  const latestAt = momentOf(row.latest_at ?? null, timeZone);
  return Order.safeParse({
    number: row.number,
    title: row.title ?? '',
    stage: row.stage,
    phone: row.phone ?? null,
    placedAt: momentOf(row.placed_at ?? null, timeZone),
    eta: row.eta ?? null,
    promisedAt: momentOf(row.promised_at ?? null, timeZone),
    origin: row.origin ?? null,
    destination: row.destination ?? null,
    carrier: row.carrier ?? null,
    tracking: row.tracking ?? null,
    problem: row.problem ?? null,
    events: row.latest && latestAt !== null ? [{ at: latestAt, text: row.latest }] : [],
  });
}

/** Milliseconds of an ISO instant, or of a local date or time in the shop's zone; NaN, which the schema refuses, for other words. */
export function momentOf(text: string | null, timeZone: string): number | null {
  if (text === null) return null;
  const readers = [
    () => Temporal.Instant.from(text).epochMilliseconds,
    () => Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds,
  ];
  for (const read of readers) {
    try {
      return read();
    } catch {
      // The next form is tried.
    }
  }
  return Number.NaN;
}
