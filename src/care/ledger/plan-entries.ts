import { type RawBuilder, sql } from 'kysely';
import { type Dialect, prepared, type Tx } from '../../storage/index.ts';
import type { NewEntry } from './entry.ts';

/**
 * Writes entries and returns the ids of those that are new, in no particular order. Who has the occasion already is left
 * as they are: planning again after a crash adds only who is missing. A few hundred per call, whatever they are of.
 */
export async function planEntries(
  tx: Tx,
  dialect: Dialect,
  entries: readonly NewEntry[],
  now: number,
): Promise<number[]> {
  const ids: number[] = [];
  for (const alike of Map.groupBy(entries, whatIsAlike).values()) {
    const [{ occasion, source, batch, kind, topic, expiresAt }] = alike as [NewEntry, ...NewEntry[]];
    const rows = JSON.stringify(alike.map((entry) => ownColumns(entry, now)));
    const written = await INSERT[dialect](tx, { occasion, source, batch, kind, topic, expiresAt, now, rows });
    for (const row of written.rows) ids.push(row.id);
  }
  return ids;
}

/** Entries of one plan differ in the person alone: what they share is given to the database once. */
function whatIsAlike({ occasion, source, batch, kind, topic, expiresAt }: NewEntry): string {
  return JSON.stringify([occasion, source, batch, kind, topic, expiresAt]);
}

function ownColumns({ customer, conversation, variant, via, status, dueAt }: NewEntry, now: number) {
  const why = status?.kind === 'refused' ? status.why : null;
  const settledAt = status === undefined ? null : now;
  return [customer, conversation, variant, via, status?.kind ?? 'planned', why, dueAt, settledAt];
}

interface Lot extends Pick<NewEntry, 'occasion' | 'source' | 'batch' | 'kind' | 'topic' | 'expiresAt'> {
  now: number;
  /** The columns of each person, as JSON: one value to hand over, where a list of rows would be thousands. */
  rows: string;
}

const insertOf = (list: (rows: string) => RawBuilder<unknown>) =>
  prepared((db, { rows, now, ...lot }: Lot) => {
    const query = sql<{ id: number }>`
      insert into care_ledger (occasion, source, batch, kind, topic, expires_at, planned_at,
        customer_id, conversation_id, variant, via, status, why, due_at, settled_at)
      select ${lot.occasion}, ${lot.source}, ${lot.batch}, ${lot.kind}, ${lot.topic},
        cast(${lot.expiresAt} as bigint), cast(${now} as bigint),
        value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
        cast(value ->> 6 as bigint), cast(value ->> 7 as bigint)
      from ${list(rows)} where true on conflict (occasion, customer_id) do nothing returning id`;
    return { compile: () => query.compile(db) };
  });

const INSERT: Readonly<Record<Dialect, ReturnType<typeof insertOf>>> = {
  sqlite: insertOf((rows) => sql`json_each(${rows}) as each`),
  postgres: insertOf((rows) => sql`json_array_elements(cast(${rows} as json)) as each(value)`),
};
