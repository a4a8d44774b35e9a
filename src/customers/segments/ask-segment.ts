import { sql } from 'kysely';
import { CustomerId } from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import { compileSegment, isSomebody, type SegmentMoment } from './compile.ts';
import type { Segment } from './segment.ts';

/** Customers that are looked at in one query of a stream; some tens of milliseconds, and flat memory. */
const PAGE = 5_000;

/**
 * How many customers are meant, exactly. One query; SQLite scans, because without statistics it would take an index that
 * half of the customers are in. Whoever is new is counted from the next `refreshFigures` on. Tags and consents are as of now, figures and channels as of the last `refreshFigures`.
 */
export async function countSegment(storage: Storage, segment: Segment, moment: SegmentMoment): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from customers ${sql.raw(storage.dialect === 'sqlite' ? 'not indexed' : '')}
    where ${isSomebody(storage.dialect)} and ${compileSegment(segment, moment, storage.dialect)}`.execute(storage.db);
  return Number(rows[0]?.count ?? 0);
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
