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
  const orders = await db.selectFrom('orders').select('number').where('customer_id', 'in', customers).execute();
  return {
    customer: customers,
    conversation: talks,
    address: [...conversations.map((each) => each.address_key), ...topics.map((each) => each.topic_key)],
    complaint: complaints.map((each) => each.number),
    order: orders.map((each) => each.number),
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

/** The finders of a holding that can find something for this person, with what they look for. */
export function looksOf(holding: Holding, person: Person): { column: string; values: readonly string[] }[] {
  return holding.find
    .map(({ column, is }) => ({ column, values: person[is] }))
    .filter((look) => look.values.length > 0);
}
