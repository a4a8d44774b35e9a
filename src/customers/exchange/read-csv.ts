import { CsvError, parse } from 'csv-parse/sync';
import * as z from 'zod';
import { ConsentTopic, CustomerId, LOCALES, type Locale, localeOfTag, plainCell } from '../../core/index.ts';
import { Birthday } from '../birthday.ts';
import { phoneOf, TimeZone } from '../profile.ts';
import { Tag } from '../tags.ts';

/** One customer of a file. What the file leaves empty is left out here and stays as it is. */
export interface CustomerRow {
  line: number;
  id?: CustomerId | undefined;
  externalId?: string | undefined;
  name?: string | undefined;
  phone?: string | undefined;
  locale?: Locale | undefined;
  birthday?: string | undefined;
  memberSince?: string | undefined;
  timeZone?: string | undefined;
  tier?: string | undefined;
  tags: readonly string[];
  consents: readonly { topic: string; granted: boolean }[];
}

export interface RowProblem {
  line: number;
  message: string;
}

export interface CustomerRows {
  rows: readonly CustomerRow[];
  problems: readonly RowProblem[];
}

/** Columns that an export has for reading; an import passes over them. */
export const FIGURE_COLUMNS = ['orders', 'spent', 'last_order', 'last_active', 'known_since'] as const;
export const PROFILE_COLUMNS = [
  ...['id', 'external_id', 'name', 'phone', 'locale', 'birthday', 'member_since', 'time_zone', 'tier', 'tags'],
] as const;
/** `consent_care`: yes or no. */
const CONSENT_COLUMN = /^consent_(.+)$/;

/** 50 MB is some 500,000 customers; more comes in several files. */
export const LARGEST_CUSTOMERS_CSV_BYTES = 50_000_000;

const empty = (cell: unknown) => (cell === '' ? undefined : cell);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(empty, schema.optional());

const YES = /^(yes|y|true|1|是|同意|✓)$/i;
const NO = /^(no|n|false|0|否|不同意|拒绝)$/i;

const Row = z.object({
  id: optional(CustomerId),
  external_id: optional(z.string().max(128)),
  name: optional(z.string().max(256)),
  phone: optional(
    z
      .string()
      .transform((text) => phoneOf(text))
      .pipe(z.string({ error: 'expected a phone number such as 13800135678 or +44 20 7946 0958' })),
  ),
  locale: optional(
    z
      .string()
      .transform((text) => localeOfTag(text))
      .pipe(z.enum(LOCALES, { error: 'expected zh-CN or en' })),
  ),
  birthday: optional(Birthday),
  member_since: optional(z.iso.date('expected a date such as 2024-06-01')),
  time_zone: optional(TimeZone),
  tier: optional(z.string().max(64)),
  tags: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(/[;|；、]/)
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ''),
    )
    .pipe(z.array(Tag).max(100)),
});

/** The text of a file: UTF-8, or GB18030, in which spreadsheets in China save. */
export function csvText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/**
 * Reads customers from CSV (comma, semicolon or tab; with or without a byte order mark). A column that nobody knows
 * stops the whole file, because it may be a misspelt one; a row that cannot be read is reported and left out.
 */
export function readCustomersCsv(text: string): CustomerRows {
  let table: { record: string[]; info: { lines: number } }[];
  try {
    table = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof table;
  } catch (thrown) {
    const line = thrown instanceof CsvError && typeof thrown['lines'] === 'number' ? thrown['lines'] : 1;
    return { rows: [], problems: [{ line, message: thrown instanceof Error ? thrown.message : String(thrown) }] };
  }
  const [header, ...lines] = table;
  const columns = (header?.record ?? []).map((name) => name.trim().toLowerCase());
  const wrong = headerProblem(columns);
  if (wrong !== null) return { rows: [], problems: [{ line: 1, message: wrong }] };
  const rows: CustomerRow[] = [];
  const problems: RowProblem[] = [];
  const seen = new Map<string, number>();
  for (const { record, info } of lines) {
    const line = info.lines;
    const read = readRow(columns, record, line);
    const twice = 'message' in read ? null : twin(read, seen);
    if ('message' in read) problems.push(read);
    else if (twice !== null) problems.push({ line, message: twice });
    else rows.push(read);
  }
  return { rows, problems };
}

/** The one that the header uses: the others may stand inside of cells. */
function delimiterOf(text: string): string {
  const header = text.split('\n', 1)[0] ?? '';
  return [',', ';', '\t'].reduce((best, each) => (header.split(each).length > header.split(best).length ? each : best));
}

function headerProblem(columns: readonly string[]): string | null {
  const known = new Set<string>([...PROFILE_COLUMNS, ...FIGURE_COLUMNS]);
  const isConsent = (name: string) => ConsentTopic.safeParse(CONSENT_COLUMN.exec(name)?.[1]).success;
  const unknown = columns.filter((name) => !known.has(name) && !isConsent(name));
  if (unknown.length > 0)
    return `unknown column ${unknown.join(', ')}: the columns are ${PROFILE_COLUMNS.join(', ')} and consent_<topic>`;
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) return `the column ${twice} is there twice`;
  if (!['id', 'external_id', 'phone'].some((name) => columns.includes(name)))
    return 'one of the columns id, external_id or phone is needed, to know who is meant';
  return null;
}

function readRow(columns: readonly string[], record: readonly string[], line: number): CustomerRow | RowProblem {
  if (record.length > columns.length)
    return {
      line,
      message: `${record.length} cells but ${columns.length} columns: quote a cell that has a comma in it`,
    };
  const cells = Object.fromEntries(columns.map((name, index) => [name, plainCell(record[index] ?? '')]));
  const parsed = Row.safeParse(cells);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`);
    return { line, message: issues.join('; ') };
  }
  const { id, external_id, phone, member_since, time_zone, ...rest } = parsed.data;
  if (id === undefined && external_id === undefined && phone === undefined)
    return { line, message: 'id, external_id and phone are empty: nobody knows who is meant' };
  const consents: { topic: string; granted: boolean }[] = [];
  for (const [name, cell] of Object.entries(cells)) {
    const topic = CONSENT_COLUMN.exec(name)?.[1];
    if (topic === undefined || cell === '') continue;
    if (!YES.test(cell) && !NO.test(cell)) return { line, message: `${name}: expected yes or no` };
    consents.push({ topic, granted: YES.test(cell) });
  }
  return {
    ...rest,
    line,
    id,
    externalId: external_id,
    phone,
    memberSince: member_since,
    timeZone: time_zone,
    consents,
  };
}

/** Two rows about one person in one file: which of them should hold? */
function twin(row: CustomerRow, seen: Map<string, number>): string | null {
  const keys = [
    row.id && `id ${row.id}`,
    row.externalId && `external_id ${row.externalId}`,
    row.phone && `phone ${row.phone}`,
  ].filter((key) => typeof key === 'string');
  for (const key of keys) {
    const before = seen.get(key);
    if (before !== undefined) return `${key} is in line ${before} already`;
  }
  for (const key of keys) seen.set(key, row.line);
  return null;
}
