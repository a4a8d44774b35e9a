import { sql } from 'kysely';
import type { Tx } from '../../storage/index.ts';
import type { DelayFile } from './delay-file.ts';

export interface Remedy {
  name: string;
  cost: number;
}

/**
 * The first remedy of the table that this tier gets for a delay of so many days and whose budget of the month still has
 * it; null: none. `zone`: whose calendar the month is of. Call it in the transaction that writes the alert.
 */
export async function chooseRemedy(
  tx: Tx,
  file: Pick<DelayFile, 'remedies'>,
  wish: { tier: string | null; days: number; zone: string; lock: boolean },
  now: number,
): Promise<Remedy | null> {
  const { tier, days, zone } = wish;
  const fitting = file.remedies.filter((each) => tier !== null && each.tiers.includes(tier) && days >= each.from_days);
  if (fitting.length === 0) return null;
  if (wish.lock) await lockBudgets(tx);
  const since = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(zone)
    .with({ day: 1 })
    .startOfDay().epochMilliseconds;
  for (const { name, cost, budget_per_month } of fitting) {
    const spent = await tx
      .selectFrom('delay_alerts')
      .select(sql<number>`coalesce(sum(remedy_cost), 0)`.as('sum'))
      .where('remedy', '=', name)
      .where('created_at', '>=', since)
      .executeTakeFirstOrThrow();
    if (Number(spent.sum) + cost <= budget_per_month) return { name, cost };
  }
  return null;
}

/** PostgreSQL: two sweeps that both see the last voucher would give it twice. */
async function lockBudgets(tx: Tx): Promise<void> {
  await tx
    .insertInto('settings')
    .values({ name: 'delay-budgets', value: '' })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: '' }))
    .execute();
}
