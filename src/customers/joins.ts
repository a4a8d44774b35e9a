import { sql } from 'kysely';
import { CustomerId } from '../core/index.ts';
import type { Database, Tables, Tx } from '../storage/index.ts';
import { setConsent } from './consents.ts';
import { isRoom } from './erasure/request-erasure.ts';
import { recount } from './figures.ts';
import { setVerifiedPhone } from './profile.ts';

/**
 * Where a customer's id stands. `key` names the row, beside the customer; `unique` are the columns that together with
 * the customer may be there only once (null: no such rule). What both have stays where it is.
 */
interface Place {
  table: keyof Tables;
  key: string | null;
  unique: readonly string[] | null;
  /** The rows of a conversation follow it when a join is undone. */
  talks: boolean;
}

/** A test compares this with the schema. */
export const PLACES: readonly Place[] = [
  { table: 'conversations', key: 'id', unique: null, talks: false },
  { table: 'orders', key: 'number', unique: null, talks: false },
  { table: 'order_requests', key: 'id', unique: null, talks: true },
  { table: 'order_grants', key: 'order_number', unique: ['order_number'], talks: false },
  { table: 'complaints', key: 'number', unique: null, talks: true },
  { table: 'cases', key: 'id', unique: null, talks: true },
  { table: 'compensations', key: 'id', unique: null, talks: true },
  { table: 'survey_invites', key: 'id', unique: ['survey', 'occasion'], talks: true },
  { table: 'survey_responses', key: 'run_id', unique: null, talks: true },
  { table: 'survey_declines', key: null, unique: [], talks: false },
  { table: 'care_ledger', key: 'id', unique: ['occasion'], talks: true },
  { table: 'delay_alerts', key: 'id', unique: ['order_number', 'cause'], talks: false },
  { table: 'customer_desk', key: null, unique: [], talks: false },
  { table: 'customer_tags', key: 'tag', unique: ['tag'], talks: false },
  { table: 'customer_consents', key: 'topic', unique: ['topic'], talks: false },
  { table: 'consent_events', key: 'id', unique: null, talks: false },
];

/** What the surviving identity takes over where it knows nothing itself. */
const FIELDS = ['name', 'locale', 'phone', 'birthday', 'birth_day', 'member_since', 'time_zone'] as const;

export interface Join {
  from: CustomerId;
  into: CustomerId;
  /** 'platform': one platform knows both by the same id. */
  reason: 'phone' | 'agent' | 'platform';
  /** 'agent:anna', 'telegram-contact', … */
  source: string;
  /** Milliseconds. */
  at: number;
}

export type JoinResult =
  | { kind: 'joined'; id: number; into: CustomerId }
  /** They are one already. */
  | { kind: 'same' }
  | { kind: 'refused'; reason: 'unknown' | 'group' | 'leaving' };

/** A turn that began before knows the other identity: it is stale now, and what it heard is judged anew. */
const doneAnew = { fence: sql<number>`fence + 1` };

/** Makes two identities one person: conversations, orders and everything else follow. Refusals of consent win. */
export async function joinCustomers(tx: Tx, join: Join): Promise<JoinResult> {
  const from = await rootOf(tx, join.from);
  const into = await rootOf(tx, join.into);
  if (from === null || into === null) return { kind: 'refused', reason: 'unknown' };
  if (from === into) return { kind: 'same' };
  if ((await isRoom(tx, CustomerId.parse(from))) || (await isRoom(tx, CustomerId.parse(into))))
    return { kind: 'refused', reason: 'group' };
  if (await isLeaving(tx, [from, into])) return { kind: 'refused', reason: 'leaving' };
  const { id } = await tx
    .insertInto('customer_joins')
    .values({ from_id: from, into_id: into, reason: join.reason, source: join.source, at: join.at, undone_at: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tx.updateTable('conversations').set(doneAnew).where('customer_id', '=', from).execute();
  await keepRefusals(tx, from, into, join.at);
  for (const place of PLACES) await move(tx, id, place, from, into);
  await takeOver(tx, id, from, into);
  await tx.updateTable('customers').set({ joined_into: into }).where('id', '=', from).execute();
  await recount(tx, [from, into]);
  return { kind: 'joined', id, into: CustomerId.parse(into) };
}

/**
 * Takes a join back: what was moved returns, and so does what has happened since in the conversations that return.
 * Consent that was refused stays refused. False when there is no such join, or it was undone before.
 */
export async function undoJoin(tx: Tx, id: number, at: number): Promise<boolean> {
  const undone = await tx
    .updateTable('customer_joins')
    .set({ undone_at: at })
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .returning(['from_id', 'into_id'])
    .executeTakeFirst();
  if (!undone) return false;
  const { from_id: from, into_id } = undone;
  await tx.updateTable('customers').set({ joined_into: null }).where('id', '=', from).execute();
  const holder = (await rootOf(tx, CustomerId.parse(into_id))) ?? into_id;
  await tx.updateTable('conversations').set(doneAnew).where('customer_id', '=', holder).execute();
  for (const place of PLACES) await moveBack(tx, id, place, from, holder);
  await giveBack(tx, id, from, holder);
  await recount(tx, [from, holder]);
  return true;
}

/**
 * A phone that was proved (by the platform or a code): kept, and whoever has proved the same phone before is the same
 * person. The older identity survives.
 */
export async function joinByPhone(
  tx: Tx,
  customer: CustomerId,
  phone: string,
  said: { source: string; at: number },
): Promise<JoinResult> {
  await setVerifiedPhone(tx, customer, phone, said.at);
  const same = await tx
    .selectFrom('customers')
    .select('id')
    .where('phone', '=', phone)
    .where('phone_verified_at', 'is not', null)
    .where('joined_into', 'is', null)
    .where('erased_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const oldest = same[0];
  if (!oldest || same.length < 2) return { kind: 'same' };
  let result: JoinResult = { kind: 'same' };
  for (const { id } of same.slice(1)) {
    const joined = await joinCustomers(tx, {
      from: CustomerId.parse(id),
      into: CustomerId.parse(oldest.id),
      reason: 'phone',
      ...said,
    });
    if (id === customer || result.kind === 'same') result = joined;
  }
  return result;
}

/** Joins that this customer took part in and that were not undone, newest first. */
export async function joinsOf(
  db: Database | Tx,
  customer: CustomerId,
): Promise<{ id: number; from: string; into: string; reason: Join['reason']; source: string; at: number }[]> {
  return db
    .selectFrom('customer_joins')
    .select(['id', 'from_id as from', 'into_id as into', 'reason', 'source', 'at'])
    .where((row) => row.or([row('from_id', '=', customer), row('into_id', '=', customer)]))
    .where('undone_at', 'is', null)
    .orderBy('id', 'desc')
    .execute();
}

/** Whom this identity lives on in; null for nobody that we know. */
export async function rootOf(db: Database | Tx, customer: CustomerId): Promise<string | null> {
  for (let id: string = customer; ; ) {
    const row = await db
      .selectFrom('customers')
      .select(['joined_into', 'erased_at'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row || row.erased_at !== null) return null;
    if (row.joined_into === null) return id;
    id = row.joined_into;
  }
}

async function isLeaving(tx: Tx, customers: readonly string[]): Promise<boolean> {
  const row = await tx
    .selectFrom('customer_erasures')
    .select('id')
    .where('customer_id', 'in', customers)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whoever said no as one of the two has said no as the one. */
async function keepRefusals(tx: Tx, from: string, into: string, at: number): Promise<void> {
  const refused = await tx
    .selectFrom('customer_consents as theirs')
    .innerJoin('customer_consents as ours', 'ours.topic', 'theirs.topic')
    .select('theirs.topic')
    .where('theirs.customer_id', '=', from)
    .where('theirs.granted', '=', 0)
    .where('ours.customer_id', '=', into)
    .where('ours.granted', '=', 1)
    .execute();
  for (const { topic } of refused) await setConsent(tx, CustomerId.parse(into), topic, false, { source: 'join', at });
}

async function move(tx: Tx, join: number, place: Place, from: string, into: string): Promise<void> {
  const table = sql.table(place.table);
  const key = place.key === null ? sql`''` : sql`cast(moving.${sql.ref(place.key)} as text)`;
  const isFree =
    place.unique === null
      ? sql`1 = 1`
      : sql`not exists (select 1 from ${table} as there where ${sql.join(
          [
            sql`there.customer_id = ${into}`,
            ...place.unique.map((column) => sql`there.${sql.ref(column)} = moving.${sql.ref(column)}`),
          ],
          sql` and `,
        )})`;
  await sql`insert into customer_join_moves (join_id, table_name, row_key)
    select ${sql.lit(join)}, ${sql.lit(place.table)}, ${key} from ${table} as moving where moving.customer_id = ${from} and ${isFree}`.execute(
    tx,
  );
  await sql`update ${table} set customer_id = ${into} where customer_id = ${from} and ${wasMoved(join, place)}`.execute(
    tx,
  );
}

async function moveBack(tx: Tx, join: number, place: Place, from: string, holder: string): Promise<void> {
  const table = sql.table(place.table);
  await sql`update ${table} set customer_id = ${from} where customer_id = ${holder} and ${wasMoved(join, place)}`.execute(
    tx,
  );
  if (place.talks)
    await sql`update ${table} set customer_id = ${from} where customer_id = ${holder} and conversation_id in
      (select row_key from customer_join_moves where join_id = ${join} and table_name = 'conversations')`.execute(tx);
}

function wasMoved(join: number, place: Place) {
  const moves = sql`select row_key from customer_join_moves where join_id = ${join} and table_name = ${place.table}`;
  return place.key === null ? sql`exists (${moves})` : sql`cast(${sql.ref(place.key)} as text) in (${moves})`;
}

async function takeOver(tx: Tx, join: number, from: string, into: string): Promise<void> {
  const people = await tx
    .selectFrom('customers')
    .select(['id', ...FIELDS])
    .where('id', 'in', [from, into])
    .execute();
  const theirs = people.find((each) => each.id === from);
  const ours = people.find((each) => each.id === into);
  if (!theirs || !ours) return;
  for (const field of FIELDS) {
    if (ours[field] !== null || theirs[field] === null) continue;
    await tx
      .updateTable('customers')
      .set({ [field]: theirs[field] })
      .where('id', '=', into)
      .execute();
    await tx
      .insertInto('customer_join_moves')
      .values({ join_id: join, table_name: 'customers', row_key: field })
      .execute();
  }
}

/** A field that was taken over goes again, unless it has been changed since. */
async function giveBack(tx: Tx, join: number, from: string, holder: string): Promise<void> {
  const theirs = await tx
    .selectFrom('customers')
    .select([...FIELDS])
    .where('id', '=', from)
    .executeTakeFirst();
  const taken = await tx
    .selectFrom('customer_join_moves')
    .select('row_key')
    .where('join_id', '=', join)
    .where('table_name', '=', 'customers')
    .execute();
  for (const field of FIELDS) {
    if (!theirs || !taken.some((each) => each.row_key === field)) continue;
    await tx
      .updateTable('customers')
      .set({ [field]: null })
      .where('id', '=', holder)
      .where(field, '=', theirs[field])
      .execute();
  }
}
