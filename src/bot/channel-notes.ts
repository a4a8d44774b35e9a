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
      const rows = await own()
        .select('name')
        .where('name', '>=', prefix)
        .where('name', '<', `${prefix}\uffff`)
        .orderBy('name')
        .execute();
      return rows.map(({ name }) => name).filter((name) => name.startsWith(prefix));
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
