import { stringify } from 'csv-stringify/sync';
import { type CustomerId, safeCell } from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import { streamSegment } from '../segments/ask-segment.ts';
import type { SegmentMoment } from '../segments/compile.ts';
import type { Segment } from '../segments/segment.ts';
import { FIGURE_COLUMNS, PROFILE_COLUMNS } from './read-csv.ts';

/** Ids in one query, below the parameter limits of both databases. */
const SLICE = 1_000;

/**
 * Customers as CSV in parts, with flat memory; begins with a byte order mark, so that spreadsheets read the Chinese. No
 * cell is run as a formula. `readCustomersCsv` takes the file back.
 */
export async function* exportCustomers(
  storage: Storage,
  segment: Segment,
  moment: SegmentMoment,
): AsyncGenerator<string> {
  const topics = await storage.db.selectFrom('customer_consents').select('topic').distinct().orderBy('topic').execute();
  const consents = topics.map((row) => row.topic);
  yield stringify([[...PROFILE_COLUMNS, ...consents.map((topic) => `consent_${topic}`), ...FIGURE_COLUMNS]], {
    bom: true,
  });
  for await (const part of streamSegment(storage, segment, moment))
    for (let start = 0; start < part.length; start += SLICE)
      yield stringify(await linesOf(storage, part.slice(start, start + SLICE), consents, moment.timeZone));
}

async function linesOf(
  storage: Storage,
  ids: readonly CustomerId[],
  topics: readonly string[],
  timeZone: string,
): Promise<string[][]> {
  const people = await storage.db.selectFrom('customers').selectAll().where('id', 'in', ids).orderBy('id').execute();
  const tags = groupBy(
    await storage.db.selectFrom('customer_tags').selectAll().where('customer_id', 'in', ids).orderBy('tag').execute(),
  );
  const consents = groupBy(
    await storage.db.selectFrom('customer_consents').selectAll().where('customer_id', 'in', ids).execute(),
  );
  const day = (at: number | null) =>
    at === null ? '' : Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
  return people.map((person) => {
    const said = consents.get(person.id) ?? [];
    const consentOf = (topic: string) => {
      const row = said.find((each) => each.topic === topic);
      return row === undefined ? '' : row.granted === 1 ? 'yes' : 'no';
    };
    return [
      person.id,
      person.external_id ?? '',
      person.name ?? '',
      person.phone ?? '',
      person.locale ?? '',
      person.birthday ?? '',
      person.member_since ?? '',
      person.time_zone ?? '',
      person.tier ?? '',
      (tags.get(person.id) ?? []).map((row) => row.tag).join(';'),
      ...topics.map(consentOf),
      String(person.order_count),
      (person.spent / 100).toFixed(2),
      day(person.last_order_at),
      day(person.last_active_at),
      day(person.created_at),
    ].map(safeCell);
  });
}

function groupBy<T extends { customer_id: string }>(rows: readonly T[]): Map<string, T[]> {
  const grouped = new Map<string, T[]>();
  for (const row of rows) {
    const list = grouped.get(row.customer_id);
    if (list) list.push(row);
    else grouped.set(row.customer_id, [row]);
  }
  return grouped;
}
