import type { Storage } from '../../storage/index.ts';
import { createTransitModel, type TransitModel, type TransitRules } from './transit-model.ts';

/** Newest samples that a process reads at its start; older ones are forgotten by the table as well. */
const MOST_SAMPLES = 200_000;
const PAGE = 10_000;

/** The shop's history of transit in this process, brought up to date from the table that all processes write. */
export interface TransitMemory {
  readonly model: TransitModel;
  /** Reads what is new; cheap when nothing is. */
  refresh(): Promise<void>;
  /** Deletes what is older than what is read. */
  forget(): Promise<void>;
}

export function createTransitMemory(storage: Storage, rules: TransitRules): TransitMemory {
  const model = createTransitModel(rules);
  let last: number | null = null;

  async function oldestOfUse(): Promise<number> {
    const row = await storage.db
      .selectFrom('transit_samples')
      .select((each) => each.fn.max('id').as('id'))
      .executeTakeFirst();
    return Number(row?.id ?? 0) - MOST_SAMPLES;
  }

  return {
    model,
    async refresh() {
      let after: number = last ?? (await oldestOfUse());
      for (;;) {
        const rows = await storage.db
          .selectFrom('transit_samples')
          .selectAll()
          .where('id', '>', after)
          .orderBy('id')
          .limit(PAGE)
          .execute();
        for (const row of rows) {
          const { carrier, route, step, dwell_ms: dwellMs, remaining_ms: remainingMs } = row;
          model.add({ carrier, route, step, dwellMs, remainingMs, arrivedAt: row.at });
        }
        after = rows.at(-1)?.id ?? after;
        last = after;
        if (rows.length < PAGE) return;
      }
    },
    async forget() {
      const oldest = await oldestOfUse();
      if (oldest <= 0) return;
      await storage.transact((tx) => tx.deleteFrom('transit_samples').where('id', '<=', oldest).execute());
    },
  };
}
