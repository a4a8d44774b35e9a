import type { CustomerId } from '../core/index.ts';
import type { Database, Tx } from '../storage/index.ts';
import { tagsOf } from './tags.ts';
import { tierOf } from './tiers.ts';

/** The words by which an article's `audience` may mean this customer: the tier and the tags. */
export async function audienceWords(db: Database | Tx, customer: CustomerId): Promise<string[]> {
  const [tier, tags] = await Promise.all([tierOf(db, customer), tagsOf(db, customer)]);
  return [...(tier === null ? [] : [tier.tier]), ...tags.map(({ tag }) => tag)];
}
