import { type RawBuilder, sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { CustomerId, eachInTurn } from '../../core/index.ts';
import type { Storage, Tx } from '../../storage/index.ts';
import { compact } from './compact.ts';
import { forgetInGroups } from './forget-in-groups.ts';
import type { Fate, Holding } from './holding.ts';
import { HOLDINGS } from './holdings.ts';
import { type Person, personOf, rowsOf } from './person.ts';

/** Rows per transaction: some milliseconds each, so that conversations go on meanwhile. */
const SLICE = 500;

export interface ErasureReport {
  /** People of whom nothing can be found any more. */
  erased: number;
  /** Of whom, besides, no byte is left in the database file. */
  done: number;
}

/**
 * Forgets everybody whose time has come. Works in slices and from the beginning again after a crash: what is gone is
 * not found a second time. Run it every few minutes, by one process or by several.
 */
export async function runErasures(storage: Storage, now: number): Promise<ErasureReport> {
  const due = await storage.db
    .selectFrom('customer_erasures')
    .select(['id', 'customer_id'])
    .where('state', '=', 'requested')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .execute();
  let done = 0;
  await eachInTurn(
    [
      ...due.map((request) => () => erase(storage, request, now)),
      async () => {
        done = await compact(storage, now);
      },
    ],
    (step) => step(),
  );
  return { erased: due.length, done };
}

async function erase(
  storage: Storage,
  { id, customer_id }: { id: number; customer_id: string | null },
  now: number,
): Promise<void> {
  if (customer_id === null) return;
  const person = await personOf(storage.db, CustomerId.parse(customer_id));
  await forgetInGroups(storage, person);
  await storage.transact((tx) => dropTwinThumbs(tx, person));
  for (const holding of HOLDINGS) await eraseHolding(storage, holding, person, now);
  await storage.transact((tx) => leaveNobody(tx, storage, id, person, now));
}

async function eraseHolding(storage: Storage, holding: Holding, person: Person, now: number): Promise<void> {
  const theirs = rowsOf(holding, person);
  if (theirs === null) return;
  const table = sql.table(holding.table);
  if (holding.key === null) {
    await storage.transact((tx) => sql`delete from ${table} where ${theirs}`.execute(tx));
    return;
  }
  const key = sql.ref(holding.key);
  for (let after: string | number | null = null; ; ) {
    const beyond: RawBuilder<unknown> = after === null ? sql`1 = 1` : sql`${key} > ${after}`;
    const { rows } = await sql<{
      key: string | number;
    }>`select ${key} as key from ${table} where ${theirs} and ${beyond} order by ${key} limit ${SLICE}`.execute(
      storage.db,
    );
    const last = rows.at(-1);
    if (!last) return;
    const keys = sql.join(rows.map((row) => row.key));
    await storage.transact((tx) =>
      holding.columns === null
        ? sql`delete from ${table} where ${key} in (${keys})`.execute(tx)
        : sql`update ${table} set ${changes(storage, holding.columns, now)} where ${key} in (${keys})`.execute(tx),
    );
    after = last.key;
  }
}

/** What came since its slices were done, in one go: only rows that an index finds and that still hold something. */
async function eraseRest(tx: Tx, storage: Storage, holding: Holding, person: Person, now: number): Promise<void> {
  const theirs = rowsOf(holding, person);
  if (theirs === null || holding.find.some(({ is }) => is === 'mention')) return;
  const table = sql.table(holding.table);
  if (holding.key === null || holding.columns === null) {
    await sql`delete from ${table} where ${theirs}`.execute(tx);
    return;
  }
  const words = Object.entries(holding.columns).flatMap(([column, fate]) =>
    fate.kind === 'set' && fate.value !== null ? [sql`${sql.ref(column)} is distinct from ${fate.value}`] : [],
  );
  const holdsWords = words.length === 0 ? sql`1 = 1` : sql`(${sql.join(words, sql` or `)})`;
  const set = changes(storage, holding.columns, now);
  await sql`update ${table} set ${set} where ${theirs} and ${holdsWords}`.execute(tx);
}

/** The customer's id changes last of all: until then it is how the rows are found. */
function changes(storage: Storage, columns: Readonly<Record<string, Fate>>, now: number): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  for (const [column, fate] of Object.entries(columns)) {
    const name = sql.ref(column);
    switch (fate.kind) {
      case 'keep':
      case 'repoint':
        break;
      case 'set':
        if (!(fate.value === null && column === 'customer_id')) parts.push(sql`${name} = ${fate.value}`);
        break;
      case 'random':
        parts.push(sql`${name} = ${randomText(storage)}`);
        break;
      case 'stamp':
        parts.push(sql`${name} = coalesce(${name}, ${now})`);
        break;
      default:
        fate satisfies never;
    }
  }
  return sql.join(parts);
}

function randomText(storage: Storage): RawBuilder<string> {
  return storage.dialect === 'sqlite'
    ? sql`lower(hex(randomblob(16)))`
    : sql`replace(gen_random_uuid()::text, '-', '')`;
}

/** Without their questions, several thumbs of one person on one answer are the same row. */
async function dropTwinThumbs(tx: Tx, person: Person): Promise<void> {
  if (person.conversation.length === 0) return;
  await tx
    .deleteFrom('answer_feedback')
    .where('conversation_id', 'in', person.conversation)
    .where('id', 'not in', (first) =>
      first
        .selectFrom('answer_feedback')
        .select((row) => row.fn.min('id').as('id'))
        .where('conversation_id', 'in', person.conversation)
        .groupBy(['conversation_id', 'entry_id']),
    )
    .execute();
}

/**
 * What numbers remain hang on a new row that is nobody. Raising the epoch makes a turn that is under way begin again:
 * it then meets a stranger.
 */
async function leaveNobody(tx: Tx, storage: Storage, request: number, person: Person, now: number): Promise<void> {
  const fulfilled = await tx
    .updateTable('customer_erasures')
    .set({ customer_id: null, state: 'erased', erased_at: now })
    .where('id', '=', request)
    .where('state', '=', 'requested')
    .executeTakeFirst();
  if (fulfilled.numUpdatedRows === 0n) return;
  await tx.deleteFrom('customer_erasures').where('customer_id', 'in', person.customer).execute();
  // A turn that is about to commit is waited for; what was said since the first slice goes now.
  await tx
    .updateTable('conversations')
    .set((row) => ({ epoch: row.ref('epoch') }))
    .where('customer_id', 'in', person.customer)
    .execute();
  for (const holding of HOLDINGS) await eraseRest(tx, storage, holding, person, now);
  const nobody = uuidv7();
  await tx
    .insertInto('customers')
    .values({ id: nobody, name: null, locale: null, created_at: now, erased_at: now })
    .execute();
  for (const holding of HOLDINGS) {
    const fate = holding.columns?.['customer_id'];
    if (!fate || fate.kind === 'keep') continue;
    const id = fate.kind === 'repoint' ? nobody : null;
    await sql`update ${sql.table(holding.table)} set customer_id = ${id} where customer_id in (${sql.join(person.customer)})`.execute(
      tx,
    );
  }
  await tx
    .updateTable('conversations')
    .set((row) => ({
      customer_id: nobody,
      peer: 'erased',
      address_key: sql<string>`'erased/' || ${randomText(storage)}`,
      owner_kind: 'bot',
      owner_case: null,
      owner_agent: null,
      epoch: row('epoch', '+', 1),
      memory: '{}',
    }))
    .where('customer_id', 'in', person.customer)
    .execute();
  const joins = tx
    .selectFrom('customer_joins')
    .select('id')
    .where((row) => row.or([row('from_id', 'in', person.customer), row('into_id', 'in', person.customer)]));
  await tx.deleteFrom('customer_join_moves').where('join_id', 'in', joins).execute();
  await tx
    .deleteFrom('customer_joins')
    .where((row) => row.or([row('from_id', 'in', person.customer), row('into_id', 'in', person.customer)]))
    .execute();
  await tx.deleteFrom('customers').where('id', 'in', person.customer).execute();
}
