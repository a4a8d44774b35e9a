import { sql } from 'kysely';
import type { Database, Tx } from '../../storage/index.ts';
import type { LedgerRow } from './entry.ts';

/** How many entries of a source came to what, and why. */
export interface LedgerCount {
  status: LedgerRow['status'];
  why: string | null;
  variant: string | null;
  count: number;
  delivered: number;
  read: number;
  replied: number;
  optedOut: number;
  complained: number;
}

/** The ledger of one campaign, rule or kind of alert in figures: every report is a sum of these. */
export async function countLedger(db: Database | Tx, source: string): Promise<LedgerCount[]> {
  const marked = (column: string) => sql<number>`count(${sql.ref(column)})`;
  const rows = await db
    .selectFrom('care_ledger')
    .select(['status', 'why', 'variant', sql<number>`count(*)`.as('count')])
    .select([
      marked('delivered_at').as('delivered'),
      marked('read_at').as('read'),
      marked('replied_at').as('replied'),
      marked('opted_out_at').as('optedOut'),
      marked('complained_at').as('complained'),
    ])
    .where('source', '=', source)
    .groupBy(['status', 'why', 'variant'])
    .orderBy('status')
    .orderBy('why')
    .orderBy('variant')
    .execute();
  return rows.map((row) => ({
    ...row,
    count: Number(row.count),
    delivered: Number(row.delivered),
    read: Number(row.read),
    replied: Number(row.replied),
    optedOut: Number(row.optedOut),
    complained: Number(row.complained),
  }));
}
