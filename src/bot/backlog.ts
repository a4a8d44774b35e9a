import { sql } from 'kysely';
import type { Database } from '../storage/index.ts';

/** How many rows wait, per queue: what an engineer looks at first when replies are late. */
export async function countBacklog(db: Database): Promise<Record<Backlog, number>> {
  // One count per state, because each state has its own partial index and the settled rows are by far the most.
  const count = async (table: 'inbox' | 'outbox', state: string) => {
    const row = await db
      .selectFrom(table)
      .select((builder) => builder.fn.countAll<number>().as('rows'))
      .where(sql<boolean>`state = ${sql.lit(state)}`)
      .executeTakeFirstOrThrow();
    return Number(row.rows);
  };
  return {
    inbox: await count('inbox', 'pending'),
    parked: await count('inbox', 'parked'),
    outbox: (await count('outbox', 'due')) + (await count('outbox', 'sending')),
    unsure: await count('outbox', 'unsure'),
    dead: await count('outbox', 'dead'),
  };
}

type Backlog = 'inbox' | 'parked' | 'outbox' | 'unsure' | 'dead';
