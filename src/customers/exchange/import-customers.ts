import { uuidv7 } from 'uuidv7';
import { CustomerId } from '../../core/index.ts';
import type { Storage, Tx } from '../../storage/index.ts';
import { setConsent } from '../consents.ts';
import type { RowProblem } from '../csv-table.ts';
import { rootOf } from '../joins.ts';
import { remark } from '../marks.ts';
import { setProfile } from '../profile.ts';
import { setTag } from '../tags.ts';
import { setTier, tierOf } from '../tiers.ts';
import type { CustomerRow } from './read-csv.ts';

export interface ImportReport {
  created: number;
  updated: number;
  problems: readonly RowProblem[];
}

/** Rows per transaction. */
const SLICE = 200;

/**
 * Writes what was read. Whoever is known by id, by the shop's own number or by a verified phone is updated, everybody
 * else is new; the same file again changes nothing but the times. The file vouches for its phones. `source` says whose
 * import it was, `at` is in milliseconds.
 */
export async function importCustomers(
  storage: Storage,
  rows: readonly CustomerRow[],
  said: { source: string; at: number },
): Promise<ImportReport> {
  let created = 0;
  let updated = 0;
  const problems: RowProblem[] = [];
  for (let start = 0; start < rows.length; start += SLICE) {
    const slice = rows.slice(start, start + SLICE);
    const outcomes = await storage.transact(async (tx) => {
      const done: ('created' | 'updated' | RowProblem)[] = [];
      for (const row of slice) done.push(await write(tx, row, said));
      return done;
    });
    for (const outcome of outcomes) {
      if (outcome === 'created') created += 1;
      else if (outcome === 'updated') updated += 1;
      else problems.push(outcome);
    }
  }
  return { created, updated, problems };
}

async function write(
  tx: Tx,
  row: CustomerRow,
  { source, at }: { source: string; at: number },
): Promise<'created' | 'updated' | RowProblem> {
  const found = await whoIs(tx, row);
  if (found.kind === 'problem') return { line: row.line, message: found.message };
  const customer = found.kind === 'known' ? found.customer : CustomerId.parse(uuidv7());
  if (found.kind === 'new')
    await tx.insertInto('customers').values({ id: customer, name: null, locale: null, created_at: at }).execute();
  await setProfile(tx, customer, {
    name: row.name,
    // An identity that was joined into this one may hold the number already.
    externalId: (await isTaken(tx, row.externalId)) ? undefined : row.externalId,
    birthday: row.birthday,
    memberSince: row.memberSince,
    timeZone: row.timeZone,
    locale: row.locale,
  });
  if (row.phone !== undefined)
    await tx
      .updateTable('customers')
      .set({ phone: row.phone, phone_verified_at: at })
      .where('id', '=', customer)
      .execute();
  if (row.tier !== undefined && (await tierOf(tx, customer))?.tier !== row.tier)
    await setTier(tx, customer, row.tier, source, at);
  for (const tag of row.tags) await setTag(tx, customer, tag, true, source, at);
  for (const { topic, granted } of row.consents) {
    const holds = await tx
      .selectFrom('customer_consents')
      .select('granted')
      .where('customer_id', '=', customer)
      .where('topic', '=', topic)
      .executeTakeFirst();
    if (holds?.granted !== (granted ? 1 : 0)) await setConsent(tx, customer, topic, granted, { source, at });
  }
  await remark(tx, [customer]);
  return found.kind === 'new' ? 'created' : 'updated';
}

async function isTaken(tx: Tx, externalId: string | undefined): Promise<boolean> {
  if (externalId === undefined) return false;
  const row = await tx.selectFrom('customers').select('id').where('external_id', '=', externalId).executeTakeFirst();
  return row !== undefined;
}

type Who = { kind: 'known'; customer: CustomerId } | { kind: 'new' } | { kind: 'problem'; message: string };

/** All that the row names must be one person. */
async function whoIs(tx: Tx, row: CustomerRow): Promise<Who> {
  const named: { by: string; id: string }[] = [];
  if (row.id !== undefined) {
    const root = await rootOf(tx, row.id);
    if (root === null) return { kind: 'problem', message: `id: there is no customer ${row.id}` };
    named.push({ by: 'id', id: root });
  }
  for (const [by, column, value] of [
    ['external_id', 'external_id', row.externalId],
    ['phone', 'phone', row.phone],
  ] as const) {
    if (value === undefined) continue;
    const found = await tx
      .selectFrom('customers')
      .select('id')
      .where(column, '=', value)
      .where((each) =>
        column === 'phone' ? each('phone_verified_at', 'is not', null) : each('external_id', 'is not', null),
      )
      .orderBy('created_at')
      .executeTakeFirst();
    const root = found ? await rootOf(tx, CustomerId.parse(found.id)) : null;
    if (root !== null) named.push({ by, id: root });
  }
  const [first] = named;
  if (!first) return { kind: 'new' };
  const other = named.find((each) => each.id !== first.id);
  if (other)
    return {
      kind: 'problem',
      message: `${first.by} and ${other.by} are two different customers: join them first, or correct the row`,
    };
  return { kind: 'known', customer: CustomerId.parse(first.id) };
}
