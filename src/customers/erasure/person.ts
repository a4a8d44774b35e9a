import { type RawBuilder, sql } from 'kysely';
import type { CustomerId } from '../../core/index.ts';
import type { Database, Tx } from '../../storage/index.ts';
import type { Holding, Mark } from './holding.ts';

/** By what a person's rows are found, over all the identities that were joined into one. */
export type Person = Readonly<Record<Mark, readonly string[]>>;

export async function personOf(db: Database | Tx, customer: CustomerId): Promise<Person> {
  const customers = await identitiesOf(db, customer);
  const conversations = await db
    .selectFrom('conversations')
    .select(['id', 'address_key'])
    .where('customer_id', 'in', customers)
    .execute();
  const talks = conversations.map((each) => each.id);
  const topics =
    talks.length === 0
      ? []
      : await db
          .selectFrom('staff_topics')
          .select('topic_key')
          .where('conversation_id', 'in', talks)
          .where('topic_key', '<>', '')
          .execute();
  const complaints = await db.selectFrom('complaints').select('number').where('customer_id', 'in', customers).execute();
  const address = [...conversations.map((each) => each.address_key), ...topics.map((each) => each.topic_key)];
  return {
    customer: customers,
    conversation: talks,
    address,
    complaint: complaints.map((each) => each.number),
    mention: [...customers, ...talks, ...address],
  };
}

/** This customer, whom they live on in, and all that were joined into that one. */
async function identitiesOf(db: Database | Tx, customer: CustomerId): Promise<string[]> {
  const found = new Set<string>([customer]);
  for (let fresh: string[] = [customer]; fresh.length > 0; ) {
    const rows = await db
      .selectFrom('customers')
      .select(['id', 'joined_into'])
      .where((row) => row.or([row('id', 'in', fresh), row('joined_into', 'in', fresh)]))
      .execute();
    fresh = rows.flatMap((row) => [row.id, ...(row.joined_into === null ? [] : [row.joined_into])]);
    fresh = fresh.filter((id) => !found.has(id));
    for (const id of fresh) found.add(id);
  }
  return [...found];
}

/** The condition that finds this person's rows; null: there can be none. */
export function rowsOf(holding: Holding, person: Person): RawBuilder<boolean> | null {
  const looks = holding.find.flatMap(({ column, is }) => {
    const values = person[is];
    if (values.length === 0) return [];
    const name = sql.ref(column);
    if (is !== 'mention') return [sql`${name} in (${sql.join(values)})`];
    return values.map((value) => sql`${name} like ${`%${likeText(value)}%`} escape '!'`);
  });
  if (looks.length === 0) return null;
  const found = sql.join(looks, sql` or `);
  const { except } = holding;
  return except === null
    ? sql<boolean>`(${found})`
    : sql<boolean>`(${found}) and ${sql.ref(except.column)} <> ${except.value}`;
}

/** Taken literally by `like … escape '!'`. */
export function likeText(text: string): string {
  return text.replace(/[!%_]/g, '!$&');
}
