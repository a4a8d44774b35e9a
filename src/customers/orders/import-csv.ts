import * as z from 'zod';
import { CustomerId } from '../../core/index.ts';
import { type RowProblem, readCsvTable } from '../csv-table.ts';
import { Order, OrderProblem, OrderStage } from './order.ts';
import type { BookedOrder } from './order-book.ts';

/** What was taken from a file, and which lines were not and why. Nothing is guessed. */
export interface CsvOrders {
  orders: readonly BookedOrder[];
  problems: readonly RowProblem[];
}

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((cell) => (cell === '' ? undefined : cell), schema.optional());
const moment = (timeZone: string) =>
  optional(
    z
      .string()
      .transform((text) => momentOf(text, timeZone))
      .refine((at) => !Number.isNaN(at), 'expected a date or time such as 2026-01-02 or 2026-01-02T10:00'),
  );

/** Column names of the file. `placed_at` takes an ISO date or time; `customer` is one of our customer ids. */
const rowOf = (timeZone: string) =>
  z.object({
    number: z.string().min(1, 'the order number is missing'),
    title: z.string().optional(),
    stage: z.enum(OrderStage.options, `expected one of ${OrderStage.options.join(', ')}`),
    phone: optional(z.string()),
    placed_at: moment(timeZone),
    eta: optional(z.iso.date('expected a date such as 2026-01-05')),
    promised_at: moment(timeZone),
    origin: optional(z.string()),
    destination: optional(z.string()),
    carrier: optional(z.string()),
    tracking: optional(z.string()),
    problem: optional(z.enum(OrderProblem.options, `expected one of ${OrderProblem.options.join(', ')}, or nothing`)),
    latest_at: moment(timeZone),
    latest: optional(z.string()),
    customer: optional(CustomerId),
  });

const COLUMNS = Object.keys(rowOf('UTC').shape);

/** 50 MB of orders is a mistake, or belongs into the API in pieces. */
export const LARGEST_CSV_BYTES = 50_000_000;

/**
 * Reads orders from CSV (comma, semicolon or tab; with or without a byte order mark). Columns are those of `rowOf`; one
 * that nobody knows stops the whole file, and a row that cannot be read is reported and left out.
 */
export function readOrdersCsv(text: string, timeZone: string): CsvOrders {
  const table = readCsvTable(text, headerProblem);
  const Row = rowOf(timeZone);
  const orders: BookedOrder[] = [];
  const problems = [...table.problems];
  for (const { line, cells } of table.rows) {
    const row = Row.safeParse(cells);
    const order = row.success ? orderOf(row.data) : row;
    if (order.success && row.success) {
      const { customer } = row.data;
      orders.push({ order: order.data, ...(customer ? { customer } : {}) });
    } else if (order.error) {
      const issues = order.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
      problems.push({ line, message: issues.join('; ') });
    }
  }
  return { orders, problems: problems.sort((a, b) => a.line - b.line) };
}

function headerProblem(columns: readonly string[]): string | null {
  const unknown = columns.filter((name) => !COLUMNS.includes(name));
  if (unknown.length > 0) return `unknown column ${unknown.join(', ')}: the columns are ${COLUMNS.join(', ')}`;
  const missing = ['number', 'stage'].filter((name) => !columns.includes(name));
  return missing.length > 0 ? `the column ${missing.join(' and ')} is needed` : null;
}

function orderOf(row: z.infer<ReturnType<typeof rowOf>>) {
  const latestAt = row.latest_at ?? null;
  return Order.safeParse({
    number: row.number,
    title: row.title ?? '',
    stage: row.stage,
    phone: row.phone ?? null,
    placedAt: row.placed_at ?? null,
    eta: row.eta ?? null,
    promisedAt: row.promised_at ?? null,
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
