import { Address, addressKey } from '../core/index.ts';
import type { Database, Tx } from '../storage/index.ts';
import { Tag } from './tags.ts';

/** A room of customers. `members` is what the platform says, which may be more than it lists. */
export interface Group {
  address: Address;
  title: string | null;
  members: number | null;
  tags: readonly string[];
  joinedAt: number;
  leftAt: number | null;
}

/** What a platform tells about a room; what it does not tell stays as it was. `at` in milliseconds. */
export async function noteGroup(
  tx: Tx,
  group: { address: Address; title?: string; members?: number },
  at: number,
): Promise<void> {
  const { channel, account, peer } = group.address;
  const told = {
    ...(group.title === undefined ? {} : { title: group.title }),
    ...(group.members === undefined ? {} : { member_count: group.members }),
    left_at: null,
  };
  await tx
    .insertInto('groups')
    .values({ address_key: addressKey(group.address), channel, account, peer, joined_at: at, ...told })
    .onConflict((conflict) => conflict.column('address_key').doUpdateSet(told))
    .execute();
}

/** The bot is no longer in it. */
export async function leaveGroup(tx: Tx, address: Address, at: number): Promise<void> {
  await tx.updateTable('groups').set({ left_at: at }).where('address_key', '=', addressKey(address)).execute();
}

/** The platform gave the room another address: what is known of it goes with it. */
export async function moveGroup(tx: Tx, from: Address, to: Address): Promise<void> {
  const before = addressKey(from);
  const after = addressKey(to);
  await tx.deleteFrom('groups').where('address_key', '=', after).execute();
  const { channel, account, peer } = to;
  await tx
    .updateTable('groups')
    .set({ address_key: after, channel, account, peer })
    .where('address_key', '=', before)
    .execute();
  // Messages from the new address may have come first: what both know is kept once.
  await tx
    .deleteFrom('group_tags')
    .where('group_key', '=', after)
    .where('tag', 'in', (known) => known.selectFrom('group_tags').select('tag').where('group_key', '=', before))
    .execute();
  await tx
    .deleteFrom('group_members')
    .where('group_key', '=', after)
    .where('address_key', 'in', (known) =>
      known.selectFrom('group_members').select('address_key').where('group_key', '=', before),
    )
    .execute();
  await tx.updateTable('group_tags').set({ group_key: after }).where('group_key', '=', before).execute();
  await tx.updateTable('group_members').set({ group_key: after }).where('group_key', '=', before).execute();
}

/** False for a text of which no tag is left. */
export async function setGroupTag(
  tx: Tx,
  group: Address,
  text: string,
  on: boolean,
  source: string,
  at: number,
): Promise<boolean> {
  const tag = Tag.safeParse(text);
  if (!tag.success) return false;
  const group_key = addressKey(group);
  if (!on) {
    await tx.deleteFrom('group_tags').where('group_key', '=', group_key).where('tag', '=', tag.data).execute();
    return true;
  }
  await tx
    .insertInto('group_tags')
    .values({ group_key, tag: tag.data, source, at })
    .onConflict((conflict) => conflict.columns(['group_key', 'tag']).doNothing())
    .execute();
  return true;
}

/** `present` false: gone. Never what somebody says, only what the platform tells. */
export async function noteMember(
  tx: Tx,
  group: Address,
  member: { address: Address; name?: string; present: boolean },
  at: number,
): Promise<void> {
  const group_key = addressKey(group);
  const address_key = addressKey(member.address);
  if (!member.present) {
    await tx
      .deleteFrom('group_members')
      .where('group_key', '=', group_key)
      .where('address_key', '=', address_key)
      .execute();
    return;
  }
  const name = member.name ?? null;
  await tx
    .insertInto('group_members')
    .values({ group_key, address_key, name, at })
    .onConflict((conflict) => conflict.columns(['group_key', 'address_key']).doUpdateSet({ name }))
    .execute();
}

/** Rooms that the bot is in, with any of the tags when some are given, by title. */
export async function groupsWith(db: Database | Tx, wanted: { tags?: readonly string[] } = {}): Promise<Group[]> {
  let query = db.selectFrom('groups').selectAll().where('left_at', 'is', null).orderBy('title').orderBy('address_key');
  if (wanted.tags && wanted.tags.length > 0)
    query = query.where('address_key', 'in', (tagged) =>
      tagged
        .selectFrom('group_tags')
        .select('group_key')
        .where('tag', 'in', [...(wanted.tags ?? [])]),
    );
  const rows = await query.execute();
  if (rows.length === 0) return [];
  const tags = await db
    .selectFrom('group_tags')
    .select(['group_key', 'tag'])
    .where(
      'group_key',
      'in',
      rows.map((row) => row.address_key),
    )
    .orderBy('tag')
    .execute();
  return rows.map((row) => ({
    address: Address.parse({ channel: row.channel, account: row.account, peer: row.peer }),
    title: row.title,
    members: row.member_count,
    tags: tags.filter((tag) => tag.group_key === row.address_key).map((tag) => tag.tag),
    joinedAt: row.joined_at,
    leftAt: row.left_at,
  }));
}

/** Addresses and names of the members that the platform told of. */
export async function membersOf(
  db: Database | Tx,
  group: Address,
): Promise<{ addressKey: string; name: string | null }[]> {
  return db
    .selectFrom('group_members')
    .select(['address_key as addressKey', 'name'])
    .where('group_key', '=', addressKey(group))
    .orderBy('at')
    .orderBy('address_key')
    .execute();
}
