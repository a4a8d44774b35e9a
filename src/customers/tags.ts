import * as z from 'zod';
import type { CustomerId } from '../core/index.ts';
import type { Database, Tx } from '../storage/index.ts';
import { remark } from './marks.ts';

/** A tag as it is stored. Forgiving: spaces become dashes, capitals small letters, what else cannot be is left out. */
export const Tag = z.string().transform(normalTag).pipe(z.string().min(1, 'a tag has 1–64 letters or digits'));

/** A tag that a customer has, and who or what gave it: 'flow:home-style', 'rule', 'agent:anna', 'import'. */
export interface CustomerTag {
  tag: string;
  group: string | null;
  source: string;
  at: number;
}

/** Tags that belong together. In an exclusive group the newest tag replaces the others. */
export interface TagGroup {
  name: string;
  title: { 'zh-CN': string; en: string };
  exclusive: boolean;
  tags: readonly string[];
}

/**
 * Gives or takes a tag; `at` in milliseconds. The same again changes nothing and keeps the first source. False for a
 * text of which no tag is left.
 */
export async function setTag(
  tx: Tx,
  customer: CustomerId,
  text: string,
  on: boolean,
  source: string,
  at: number,
): Promise<boolean> {
  const tag = normalTag(text);
  if (tag === '') return false;
  if (!on) {
    await tx.deleteFrom('customer_tags').where('customer_id', '=', customer).where('tag', '=', tag).execute();
    await remark(tx, [customer]);
    return true;
  }
  await tx
    .deleteFrom('customer_tags')
    .where('customer_id', '=', customer)
    .where('tag', '<>', tag)
    .where('tag', 'in', (others) =>
      others
        .selectFrom('tag_definitions as own')
        .innerJoin('tag_groups', 'tag_groups.name', 'own.tag_group')
        .innerJoin('tag_definitions as other', 'other.tag_group', 'own.tag_group')
        .select('other.tag')
        .where('own.tag', '=', tag)
        .where('tag_groups.exclusive', '=', 1),
    )
    .execute();
  await tx
    .insertInto('customer_tags')
    .values({ customer_id: customer, tag, source, at })
    .onConflict((conflict) => conflict.columns(['customer_id', 'tag']).doNothing())
    .execute();
  await remark(tx, [customer]);
  return true;
}

/** In the order in which they were given. */
export async function tagsOf(db: Database | Tx, customer: CustomerId): Promise<CustomerTag[]> {
  return db
    .selectFrom('customer_tags')
    .leftJoin('tag_definitions', 'tag_definitions.tag', 'customer_tags.tag')
    .select(['customer_tags.tag', 'tag_definitions.tag_group as group', 'customer_tags.source', 'customer_tags.at'])
    .where('customer_id', '=', customer)
    .orderBy('customer_tags.at')
    .orderBy('customer_tags.tag')
    .execute();
}

/** Writes or replaces a group. A tag belongs to one group: it leaves the one that it was in. */
export async function defineTagGroup(tx: Tx, group: TagGroup): Promise<void> {
  const row = { title_zh: group.title['zh-CN'], title_en: group.title.en, exclusive: group.exclusive ? 1 : 0 };
  await tx
    .insertInto('tag_groups')
    .values({ name: group.name, ...row })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
    .execute();
  await tx.deleteFrom('tag_definitions').where('tag_group', '=', group.name).execute();
  for (const tag of group.tags) {
    await tx
      .insertInto('tag_definitions')
      .values({ tag: Tag.parse(tag), tag_group: group.name })
      .onConflict((conflict) => conflict.column('tag').doUpdateSet({ tag_group: group.name }))
      .execute();
  }
}

/** The groups by name, each with its tags. */
export async function tagGroups(db: Database | Tx): Promise<(Omit<TagGroup, 'tags'> & { tags: string[] })[]> {
  const groups = await db.selectFrom('tag_groups').selectAll().orderBy('name').execute();
  const tags = await db.selectFrom('tag_definitions').selectAll().orderBy('tag').execute();
  return groups.map(({ name, title_zh, title_en, exclusive }) => ({
    name,
    title: { 'zh-CN': title_zh, en: title_en },
    exclusive: exclusive === 1,
    tags: tags.filter(({ tag_group }) => tag_group === name).map(({ tag }) => tag),
  }));
}

/** Every tag in use with how many have it, most used first: for the segment builder. */
export async function tagCounts(db: Database, limit = 500): Promise<{ tag: string; customers: number }[]> {
  const rows = await db
    .selectFrom('customer_tags')
    .select((builder) => ['tag', builder.fn.countAll<number>().as('customers')])
    .groupBy('tag')
    .orderBy('customers', 'desc')
    .orderBy('tag')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ tag: row.tag, customers: Number(row.customers) }));
}

function normalTag(text: string): string {
  const dashed = text.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, '-');
  return [...dashed.replace(/[^\p{L}\p{M}\p{N}._:-]/gu, '')].slice(0, 64).join('');
}
