import { sql } from 'kysely';
import type { AccountId, ChannelId, ChannelNote, ChannelNotes } from '../core/index.ts';
import type { Storage, Tx } from '../storage/index.ts';

/** In the order given: of two notes with the same name the later one stays. */
export async function writeNotes(tx: Tx, notes: readonly ChannelNote[], now: number): Promise<void> {
  for (const { channel, account, name, value } of notes) {
    await tx
      .insertInto('channel_notes')
      .values({ channel, account, name, value, at: now })
      .onConflict((conflict) => conflict.columns(['channel', 'account', 'name']).doUpdateSet({ value, at: now }))
      .execute();
  }
}

/** What one account of a channel has noted. */
export function createChannelNotes(storage: Storage, channel: ChannelId, account: AccountId): ChannelNotes {
  const own = () =>
    storage.db.selectFrom('channel_notes').where('channel', '=', channel).where('account', '=', account);
  return {
    async read(name) {
      const row = await own().select('value').where('name', '=', name).executeTakeFirst();
      return row?.value ?? null;
    },
    async names(prefix) {
      // Not a range: what lies between two texts depends on the collation of the database.
      const begins = sql<boolean>`substr(name, 1, ${prefix.length}) = ${prefix}`;
      const rows = await own().select('name').where(begins).orderBy('name').execute();
      return rows.map(({ name }) => name);
    },
    take: (name) =>
      storage.transact(async (tx) => {
        const row = await tx
          .deleteFrom('channel_notes')
          .where('channel', '=', channel)
          .where('account', '=', account)
          .where('name', '=', name)
          .returning('value')
          .executeTakeFirst();
        return row?.value ?? null;
      }),
  };
}
