import type { CustomerId } from '../core/index.ts';
import type { Database, Storage, Tx } from '../storage/index.ts';

/** What a rule looks at. Money in fen or cents, time in whole days. */
export interface TierFigures {
  orders: number;
  spent: number;
  /** Days since the last order; null: never ordered. */
  idleDays: number | null;
  /** Days since we have known them. */
  knownDays: number;
}

/** One row of the table: every bound that is given must hold. `idleDays*` never holds for somebody who never ordered. */
export interface TierRule {
  tier: string;
  minOrders?: number;
  minSpent?: number;
  minIdleDays?: number;
  maxIdleDays?: number;
  maxKnownDays?: number;
}

/** Rows from top to bottom, the first that holds is the tier; none: no tier. */
export interface TierScheme {
  name: string;
  rules: readonly TierRule[];
  /** Tiers whose complaints and cases go first. */
  top: readonly string[];
}

/** Where a customer stands in their life with the shop. 90 days without an order is the usual mark of dormancy in retail. */
export const LIFECYCLE_SCHEME: TierScheme = {
  name: 'lifecycle',
  rules: [
    { tier: 'dormant', minOrders: 1, minIdleDays: 90 },
    { tier: 'core', minOrders: 3, minSpent: 300_000 },
    { tier: 'potential', minOrders: 2 },
    { tier: 'new', maxKnownDays: 30 },
    { tier: 'potential', minOrders: 1 },
  ],
  top: ['core'],
};

/** By what was spent, as the shipped membership article tells customers: ¥3,000 and ¥10,000; platinum is ¥30,000. */
export const MEMBERSHIP_SCHEME: TierScheme = {
  name: 'membership',
  rules: [
    { tier: 'platinum', minSpent: 3_000_000 },
    { tier: 'gold', minSpent: 1_000_000 },
    { tier: 'silver', minSpent: 300_000 },
  ],
  top: ['platinum', 'gold'],
};

/** Tiers that go first, whichever scheme is in use; 'vip' is what agents give by hand. */
const TOP_TIERS: readonly string[] = [...LIFECYCLE_SCHEME.top, ...MEMBERSHIP_SCHEME.top, 'vip'];

export function tierByRules(scheme: TierScheme, figures: TierFigures): string | null {
  return scheme.rules.find((rule) => holds(rule, figures))?.tier ?? null;
}

/** Null: none. `source`: 'rule', 'agent:…' or 'import'. */
export async function tierOf(
  db: Database | Tx,
  customer: CustomerId,
): Promise<{ tier: string; source: string; at: number } | null> {
  const row = await db
    .selectFrom('customers')
    .select(['tier', 'tier_source', 'tier_at'])
    .where('id', '=', customer)
    .executeTakeFirst();
  return row?.tier ? { tier: row.tier, source: row.tier_source ?? 'rule', at: row.tier_at ?? 0 } : null;
}

export async function isTopTier(db: Database | Tx, customer: CustomerId): Promise<boolean> {
  const found = await tierOf(db, customer);
  return found !== null && TOP_TIERS.includes(found.tier);
}

/** Set by a person or an import: rules leave it alone until it is given back to them with null. */
export async function setTier(
  tx: Tx,
  customer: CustomerId,
  tier: string | null,
  source: string,
  at: number,
): Promise<void> {
  await tx
    .updateTable('customers')
    .set(tier === null ? { tier: null, tier_source: null, tier_at: at } : { tier, tier_source: source, tier_at: at })
    .where('id', '=', customer)
    .execute();
}

/** Rows per transaction: some 50 ms of work. */
const SLICE = 5_000;
const DAY_MS = 86_400_000;

/**
 * Brings the tiers that rules give up to date, in slices; returns how many changed. Days pass without an event, so
 * this looks at everybody: once a day is enough.
 */
export async function refreshTiers(storage: Storage, scheme: TierScheme, now: number): Promise<number> {
  let changed = 0;
  for (let after = ''; ; ) {
    const rows = await storage.db
      .selectFrom('customers')
      .select(['id', 'tier', 'tier_source', 'order_count', 'spent', 'last_order_at', 'created_at'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(SLICE)
      .execute();
    const last = rows.at(-1);
    if (!last) return changed;
    after = last.id;
    const moves = new Map<string | null, string[]>();
    for (const row of rows) {
      if (row.tier_source !== null && row.tier_source !== 'rule') continue;
      const tier = tierByRules(scheme, {
        orders: row.order_count,
        spent: row.spent,
        idleDays: row.last_order_at === null ? null : Math.floor((now - row.last_order_at) / DAY_MS),
        knownDays: Math.floor((now - row.created_at) / DAY_MS),
      });
      if (tier !== row.tier) moves.set(tier, [...(moves.get(tier) ?? []), row.id]);
    }
    for (const [tier, ids] of moves) changed += await storage.transact((tx) => moveTo(tx, tier, ids, now));
  }
}

/** Asks again who set the tier: an agent may have done so since the slice was read. */
async function moveTo(tx: Tx, tier: string | null, ids: readonly string[], now: number): Promise<number> {
  const moved = await tx
    .updateTable('customers')
    .set({ tier, tier_source: tier === null ? null : 'rule', tier_at: now })
    .where('id', 'in', ids)
    .where((row) => row.or([row('tier_source', 'is', null), row('tier_source', '=', 'rule')]))
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  return Number(moved.numUpdatedRows);
}

function holds(rule: TierRule, { orders, spent, idleDays, knownDays }: TierFigures): boolean {
  if (rule.minOrders !== undefined && orders < rule.minOrders) return false;
  if (rule.minSpent !== undefined && spent < rule.minSpent) return false;
  if (rule.minIdleDays !== undefined && (idleDays === null || idleDays < rule.minIdleDays)) return false;
  if (rule.maxIdleDays !== undefined && (idleDays === null || idleDays > rule.maxIdleDays)) return false;
  return rule.maxKnownDays === undefined || knownDays <= rule.maxKnownDays;
}
