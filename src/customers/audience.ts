import type { CustomerId } from '../core/index.ts';
import { combined, type Database, prepared } from '../storage/index.ts';

/** Reads the words by which an article's `audience` may mean a customer: the tier and the tags. */
export function createAudienceReader(db: Database): (customer: CustomerId) => Promise<readonly string[]> {
  const read = combined(async (customers) => {
    const { rows } = await findWords(db, { customers });
    return Map.groupBy(rows, ({ id }) => id);
  });
  return async (customer) => {
    const rows = (await read(customer)) ?? [];
    return [rows[0]?.tier, ...rows.map(({ tag }) => tag)].filter((word) => word !== null && word !== undefined);
  };
}

const findWords = prepared((db, { customers }: { customers: readonly string[] }) =>
  db
    .selectFrom('customers')
    .leftJoin('customer_tags', 'customer_tags.customer_id', 'customers.id')
    .select(['customers.id', 'customers.tier', 'customer_tags.tag'])
    .where('customers.id', 'in', customers)
    .orderBy('customer_tags.at')
    .orderBy('customer_tags.tag'),
);
