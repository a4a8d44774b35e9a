import { type RawBuilder, sql } from 'kysely';
import { CustomerId } from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import { compileSegment, isSomebody, type SegmentMoment } from './compile.ts';
import type { Segment } from './segment.ts';

/** Customers that are looked at in one query of a stream: a few milliseconds, and flat memory. */
const PAGE = 2_000;
/** The same for a count, which keeps nothing. */
const COUNTED_AT_ONCE = 10_000;

/**
 * How many customers are meant, exactly. Whoever is new is counted from the next `refreshFigures` on. Tags and consents
 * are as of now, figures and channels as of the last `refreshFigures`.
 */
export async function countSegment(storage: Storage, segment: Segment, moment: SegmentMoment): Promise<number> {
  const isMeant = sql<boolean>`${isSomebody(storage.dialect)} and ${compileSegment(segment, moment, storage.dialect)}`;
  if (storage.dialect === 'sqlite') return countInParts(storage, isMeant);
  const { rows } = await sql<{ count: number }>`select count(*) as count from customers where ${isMeant}`.execute(
    storage.db,
  );
  return Number(rows[0]?.count ?? 0);
}

/**
 * SQLite answers in this thread, and a million rows would keep everybody waiting who asks something: it reads a part at
 * a time. It scans, because without statistics it would take an index that half of the customers are in.
 */
async function countInParts({ db }: Storage, isMeant: RawBuilder<boolean>): Promise<number> {
  const { rows: ends } = await sql<{ last: number | null }>`select max(rowid) as last from customers`.execute(db);
  const last = ends[0]?.last ?? 0;
  let count = 0;
  for (let from = 0; from < last; from += COUNTED_AT_ONCE) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from customers not indexed
      where customers.rowid > ${from} and customers.rowid <= ${from + COUNTED_AT_ONCE} and ${isMeant}`.execute(db);
    count += rows[0]?.count ?? 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return count;
}

/** Whether this customer is meant: asked again right before something is sent. */
export async function isInSegment(
  storage: Storage,
  segment: Segment,
  customer: CustomerId,
  moment: SegmentMoment,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from customers where id = ${customer} and ${isSomebody(storage.dialect)}
    and ${compileSegment(segment, moment, storage.dialect)}`.execute(storage.db);
  return rows.length > 0;
}

/** Those of these customers who are meant; at most a few hundred at once. */
export async function amongSegment(
  storage: Storage,
  segment: Segment,
  customers: readonly string[],
  moment: SegmentMoment,
): Promise<Set<string>> {
  if (customers.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select id from customers where id in (${sql.join([...customers])}) and ${isSomebody(storage.dialect)}
    and ${compileSegment(segment, moment, storage.dialect)}`.execute(storage.db);
  return new Set(rows.map((row) => row.id));
}

/** Everybody there is, rooms and people who are gone left out. */
export function countPeople(storage: Storage): Promise<number> {
  return countSegment(storage, { everybody: true }, { now: 0, timeZone: 'UTC' });
}

/**
 * Everybody who is meant, in order of id, a part at a time. Each part looks at the next few thousand customers, whatever
 * the condition: no plan of the database can make it slow, and nothing is held open in between. Whoever joins
 * meanwhile with a later id is included. `after` continues a stream that was interrupted.
 */
export async function* streamSegment(
  storage: Storage,
  segment: Segment,
  moment: SegmentMoment,
  after = '',
): AsyncGenerator<readonly CustomerId[]> {
  for (let from = after; ; ) {
    const last = await endOfPage(storage, from);
    const upTo = last === null ? sql`1 = 1` : sql`id <= ${last}`;
    // The limit keeps the database from taking the page apart and starting with some other index.
    const { rows } = await sql<{ id: string }>`
      select customers.id from (select * from customers where id > ${from} and ${upTo} order by id limit ${PAGE}) as customers
      where ${isSomebody(storage.dialect)} and ${compileSegment(segment, moment, storage.dialect)} order by customers.id`.execute(
      storage.db,
    );
    if (rows.length > 0) yield rows.map((row) => CustomerId.parse(row.id));
    if (last === null) return;
    from = last;
  }
}

/** The last id of the next page; null when fewer are left. */
async function endOfPage(storage: Storage, from: string): Promise<string | null> {
  const row = await storage.db
    .selectFrom('customers')
    .select('id')
    .where('id', '>', from)
    .orderBy('id')
    .offset(PAGE - 1)
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}
