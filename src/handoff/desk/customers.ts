import type { CustomerId } from '../../core/index.ts';
import { setTag, setTier, tagsOf, tierOf } from '../../customers/index.ts';
import type { Database, Tx } from '../../storage/index.ts';
import type { Tier } from '../cases/case.ts';

/** What the desk shows and uses of a customer. */
export interface DeskCustomer {
  tier: Tier;
  tags: string[];
  /** By agreement (VIP). */
  ownAgent: string | null;
  /** Who helped them first keeps them (首问负责制). */
  firstAgent: string | null;
}

/** The shop may name its tiers as it likes; the desk knows four grades of attention. */
const GRADE: Readonly<Record<string, Tier>> = {
  vip: 'vip',
  platinum: 'vip',
  core: 'gold',
  gold: 'gold',
  silver: 'silver',
};

export function gradeOf(tier: string | null): Tier {
  return GRADE[tier ?? ''] ?? 'standard';
}

export async function deskCustomer(db: Database | Tx, customer: string): Promise<DeskCustomer> {
  const id = customer as CustomerId;
  const tier = await tierOf(db, id);
  const tags = await tagsOf(db, id);
  const agents = await agentsOf(db, customer);
  return { tier: gradeOf(tier?.tier ?? null), tags: tags.map(({ tag }) => tag), ...agents };
}

/** `by`: the agent's id. Tags are replaced as a whole, each written down with who set it. */
export async function setDeskCustomer(
  tx: Tx,
  customer: string,
  change: Partial<DeskCustomer>,
  by: string,
  now: number,
): Promise<DeskCustomer> {
  const id = customer as CustomerId;
  const source = `agent:${by}`;
  if (change.tier !== undefined) await setTier(tx, id, change.tier === 'standard' ? null : change.tier, source, now);
  if (change.tags !== undefined) {
    const before = (await tagsOf(tx, id)).map(({ tag }) => tag);
    for (const tag of before) if (!change.tags.includes(tag)) await setTag(tx, id, tag, false, source, now);
    for (const tag of change.tags) if (!before.includes(tag)) await setTag(tx, id, tag, true, source, now);
  }
  if (change.ownAgent !== undefined || change.firstAgent !== undefined) {
    const agents = { ...(await agentsOf(tx, customer)), ...change };
    const row = { own_agent: agents.ownAgent, first_agent: agents.firstAgent };
    await tx
      .insertInto('customer_desk')
      .values({ customer_id: customer, ...row })
      .onConflict((conflict) => conflict.column('customer_id').doUpdateSet(row))
      .execute();
  }
  return deskCustomer(tx, customer);
}

async function agentsOf(db: Database | Tx, customer: string): Promise<Pick<DeskCustomer, 'ownAgent' | 'firstAgent'>> {
  const row = await db.selectFrom('customer_desk').selectAll().where('customer_id', '=', customer).executeTakeFirst();
  return { ownAgent: row?.own_agent ?? null, firstAgent: row?.first_agent ?? null };
}
