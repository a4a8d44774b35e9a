import * as z from 'zod';
import { type Address, CustomerId } from '../../core/index.ts';
import { setTag, Tag } from '../tags.ts';
import { mergeTags } from './merge-tags.ts';
import type { CorpParts } from './sync-contacts.ts';

const PAGE = 200;
const Ids = z.array(z.string());

/** The corp's tags under our names for them. Of two with the same name, the first one is given to customers. */
interface TagBook {
  nameOf: ReadonlyMap<string, string>;
  idOf: ReadonlyMap<string, string>;
}

async function openBook({ directory }: CorpParts): Promise<TagBook> {
  const nameOf = new Map<string, string>();
  const idOf = new Map<string, string>();
  for (const { id, name } of await directory.tags()) {
    const tag = Tag.safeParse(name);
    if (!tag.success) continue;
    nameOf.set(id, tag.data);
    if (!idOf.has(tag.data)) idOf.set(tag.data, id);
  }
  return { nameOf, idOf };
}

/**
 * Brings the tags of all contacts in step, those that the corp knows: what either side gave or took since the last time
 * holds on both. It stops at the first change that the platform does not take, and the next time goes on from there.
 */
export async function syncTags(parts: CorpParts, now: number): Promise<void> {
  const book = await openBook(parts);
  for (let after = ''; ; ) {
    const rows = await parts.storage.db
      .selectFrom('corp_contacts')
      .innerJoin('conversations', 'conversations.address_key', 'corp_contacts.address_key')
      .select(['corp_contacts.address_key', 'conversations.customer_id', 'conversations.peer'])
      .where('corp_contacts.address_key', '>', after)
      .distinct()
      .orderBy('corp_contacts.address_key')
      .limit(PAGE)
      .execute();
    for (const row of rows) await syncOne(parts, book, { ...row, peer: row.peer as Address['peer'] }, now);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.address_key;
  }
}

async function syncOne(
  { storage, directory }: CorpParts,
  { nameOf, idOf }: TagBook,
  contact: { address_key: string; customer_id: string; peer: string },
  now: number,
): Promise<void> {
  const pairs = (
    await storage.db.selectFrom('corp_contacts').selectAll().where('address_key', '=', contact.address_key).execute()
  ).map((row) => ({ ...row, there: idsOf(row.tags_there), agreed: idsOf(row.tags_agreed) }));
  const own = await storage.db
    .selectFrom('customer_tags')
    .select('tag')
    .where('customer_id', '=', contact.customer_id)
    .execute();
  const named = (ids: readonly string[]) => new Set(ids.flatMap((id) => nameOf.get(id) ?? []));
  const merge = mergeTags({
    agreed: named(pairs.flatMap(({ agreed }) => agreed)),
    there: named(pairs.flatMap(({ there }) => there)),
    here: new Set(own.map(({ tag }) => tag).filter((tag) => idOf.has(tag))),
  });
  const customer = CustomerId.parse(contact.customer_id);
  if (merge.giveHere.length + merge.takeHere.length > 0)
    await storage.transact(async (tx) => {
      for (const tag of merge.giveHere) await setTag(tx, customer, tag, true, 'wecom', now);
      for (const tag of merge.takeHere) await setTag(tx, customer, tag, false, 'wecom', now);
    });
  for (const pair of pairs) {
    const add = merge.giveThere.flatMap((tag) => idOf.get(tag) ?? []).filter((id) => !pair.there.includes(id));
    const remove = pair.there.filter((id) => merge.takeThere.includes(nameOf.get(id) ?? ''));
    if (add.length + remove.length > 0)
      await directory.mark({ employee: pair.employee, customer: contact.peer }, { add, remove });
    const both = JSON.stringify([...pair.there.filter((id) => !remove.includes(id)), ...add].sort());
    if (both === pair.tags_agreed && both === pair.tags_there) continue;
    await storage.transact((tx) =>
      tx
        .updateTable('corp_contacts')
        .set({ tags_there: both, tags_agreed: both })
        .where('address_key', '=', pair.address_key)
        .where('employee', '=', pair.employee)
        // What the platform has told meanwhile is looked at the next time.
        .where('tags_there', '=', pair.tags_there)
        .execute(),
    );
  }
}

function idsOf(json: string): string[] {
  return Ids.parse(JSON.parse(json));
}
