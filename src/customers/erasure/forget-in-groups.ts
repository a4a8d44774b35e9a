import { sql } from 'kysely';
import { IncomingMessage } from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import { ERASED_CONTENT } from './holdings.ts';
import { likeText, type Person } from './person.ts';

/**
 * What a person said in groups. Only the inbox still tells who said a line there, and it forgets after a week; older
 * lines of a group have no author any more and stay.
 */
export async function forgetInGroups(storage: Storage, person: Person): Promise<void> {
  if (person.conversation.length === 0) return;
  const addresses = await storage.db
    .selectFrom('conversations')
    .select(['channel', 'account', 'peer'])
    .where('id', 'in', person.conversation)
    .where('is_group', '=', 0)
    .execute();
  for (const { channel, account, peer } of addresses) {
    const lines = await storage.db
      .selectFrom('inbox')
      .select(['id', 'message_key', 'address_key', 'message'])
      .where('channel', '=', channel)
      .where('account', '=', account)
      .where('state', '<>', 'pending')
      .where(sql<boolean>`${sql.ref('message')} like ${`%"peer":${likeText(JSON.stringify(peer))}%`} escape '!'`)
      .execute();
    for (const line of lines) {
      if (IncomingMessage.parse(JSON.parse(line.message)).from.peer !== peer) continue;
      await storage.transact(async (tx) => {
        await tx
          .updateTable('messages')
          .set({ content: ERASED_CONTENT, message_key: 'erased' })
          .where('author', '=', 'customer')
          .where('message_key', '=', line.message_key)
          .where('conversation_id', 'in', (room) =>
            room.selectFrom('conversations').select('id').where('address_key', '=', line.address_key),
          )
          .execute();
        await tx.deleteFrom('inbox').where('id', '=', line.id).execute();
      });
    }
  }
}
