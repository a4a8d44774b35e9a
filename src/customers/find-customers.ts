import { sql } from 'kysely';
import { CustomerId } from '../core/index.ts';
import type { Storage } from '../storage/index.ts';
import { phoneOf } from './profile.ts';
import { compileSegment, isSomebody, type SegmentMoment } from './segments/compile.ts';
import type { Segment } from './segments/segment.ts';

/** A customer as a list shows them. */
export interface FoundCustomer {
  id: CustomerId;
  name: string | null;
  tier: string | null;
  tags: readonly string[];
  orders: number;
  /** In fen or cents. */
  spent: number;
  lastActiveAt: number | null;
  createdAt: number;
}

/** Those who fit a text (part of the name, a phone, a number of the shop's or of ours) and a segment, newest id first. */
export async function findCustomers(
  storage: Storage,
  wish: { text: string; segment: Segment; before?: string; limit: number },
  moment: SegmentMoment,
): Promise<FoundCustomer[]> {
  const { text, segment, before, limit } = wish;
  const older = before === undefined ? sql`1 = 1` : sql`customers.id < ${before}`;
  const { rows } = await sql<{
    id: string;
    name: string | null;
    tier: string | null;
    order_count: number;
    spent: number;
    last_active_at: number | null;
    created_at: number;
  }>`select id, name, tier, order_count, spent, last_active_at, created_at from customers
    where ${isSomebody(storage.dialect)} and ${compileSegment(segment, moment, storage.dialect)}
    and ${older} and ${named(text)} order by id desc limit ${limit}`.execute(storage.db);
  const ids = rows.map(({ id }) => id);
  const tags = Map.groupBy(
    ids.length === 0
      ? []
      : await storage.db
          .selectFrom('customer_tags')
          .selectAll()
          .where('customer_id', 'in', ids)
          .orderBy('at')
          .execute(),
    (row) => row.customer_id,
  );
  return rows.map((row) => ({
    id: CustomerId.parse(row.id),
    name: row.name,
    tier: row.tier,
    tags: (tags.get(row.id) ?? []).map(({ tag }) => tag),
    orders: Number(row.order_count),
    spent: Number(row.spent),
    lastActiveAt: row.last_active_at === null ? null : Number(row.last_active_at),
    createdAt: Number(row.created_at),
  }));
}

/** Numbers are meant whole, names in part. */
function named(text: string) {
  if (text === '') return sql`1 = 1`;
  const part = `%${text.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return sql`(lower(customers.name) like ${part} escape '\\' or customers.id = ${text}
    or customers.external_id = ${text} or customers.phone = ${phoneOf(text) ?? text})`;
}
