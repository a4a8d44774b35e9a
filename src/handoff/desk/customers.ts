import type { Database, Tx } from '../../storage/index.ts';
import { type Tier, TierSchema, textsOf } from '../cases/case.ts';

/** What the desk knows of a customer besides their name. */
export interface DeskCustomer {
  tier: Tier;
  tags: string[];
  /** By agreement (VIP). */
  ownAgent: string | null;
  /** Who helped them first keeps them (首问负责制). */
  firstAgent: string | null;
}

export async function deskCustomer(db: Database | Tx, customer: string): Promise<DeskCustomer> {
  const row = await db.selectFrom('customer_desk').selectAll().where('customer_id', '=', customer).executeTakeFirst();
  if (!row) return { tier: 'standard', tags: [], ownAgent: null, firstAgent: null };
  return {
    tier: TierSchema.parse(row.tier),
    tags: textsOf(row.tags),
    ownAgent: row.own_agent,
    firstAgent: row.first_agent,
  };
}

export async function setDeskCustomer(tx: Tx, customer: string, change: Partial<DeskCustomer>): Promise<DeskCustomer> {
  const next = { ...(await deskCustomer(tx, customer)), ...change };
  const row = {
    tier: next.tier,
    tags: JSON.stringify(next.tags),
    own_agent: next.ownAgent,
    first_agent: next.firstAgent,
  };
  await tx
    .insertInto('customer_desk')
    .values({ customer_id: customer, ...row })
    .onConflict((conflict) => conflict.column('customer_id').doUpdateSet(row))
    .execute();
  return next;
}
