import { type RawBuilder, sql } from 'kysely';
import type { Dialect, Tx } from '../storage/index.ts';

/**
 * What a segment asks of other tables stands in the customer's row as well, as one text such as
 * `|p|t:style-nordic|c:care+|a:telegram|r|`: p for a person, tags, consents with what was said, channels, r for reachable.
 * A segment is then one scan of one table, whatever it says. The tables are the truth; this follows them. Rooms,
 * identities that live on in others and people who were forgotten have no p: they are in no segment.
 */
export const mark = {
  person: '|p|',
  tag: (tag: string) => `|t:${tag}|`,
  granted: (topic: string) => `|c:${topic}+|`,
  refused: (topic: string) => `|c:${topic}-|`,
  channel: (channel: string) => `|a:${channel}|`,
  reachable: '|r|',
};

/** Writes the marks of these customers anew; in the transaction that changed what they follow from. */
export async function remark(tx: Tx, customers: readonly string[]): Promise<void> {
  if (customers.length === 0) return;
  await tx.updateTable('customers').set({ marks: marksNow() }).where('id', 'in', customers).execute();
}

/** The marks of the row of `customers` that is at hand, from the tables. */
export function marksNow(): RawBuilder<string> {
  return sql<string>`coalesce((select '|' || string_agg(each.mark, '|') || '|' from (
    select 'p' as mark where customers.joined_into is null and customers.erased_at is null
      and not exists (select 1 from conversations where customer_id = customers.id and is_group = 1)
    union all
    select 't:' || tag from customer_tags where customer_id = customers.id
    union all
    select 'c:' || topic || case when granted = 1 then '+' else '-' end from customer_consents where customer_id = customers.id
    union
    select 'a:' || channel from conversations where customer_id = customers.id and is_group = 0
    union
    select 'r' from conversations where customer_id = customers.id and is_group = 0 and unreachable_since is null
  ) as each), '')`;
}

export function hasMark(dialect: Dialect, text: string): RawBuilder<boolean> {
  const find = sql.raw(dialect === 'sqlite' ? 'instr' : 'strpos');
  return sql<boolean>`${find}(customers.marks, ${text}) > 0`;
}
