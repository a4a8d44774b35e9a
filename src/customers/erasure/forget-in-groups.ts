import { sql } from 'kysely';
import * as z from 'zod';
import { Address, addressKey } from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import { ERASED_CONTENT } from './holdings.ts';
import { likeText, type Person } from './person.ts';

/** Inbox rows that are looked through in one query. */
const PAGE = 5_000;

interface Line {
  id: number;
  key: string;
  room: string;
}

/**
 * What a person said in groups. Only the inbox still tells who said a line there, and it forgets after a week; older
 * lines of a group have no author any more and stay.
 */
export async function forgetInGroups(storage: Storage, person: Person): Promise<void> {
  const own = new Set(person.address);
  const peers = await peersOf(storage, person);
  if (peers.length === 0) return;
  for (let after = 0; ; ) {
    const page = await storage.db
      .selectFrom('inbox')
      .select('id')
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    const last = page.at(-1);
    if (!last) return;
    const lines = await linesBetween(storage, after, last.id, peers, own);
    for (const line of lines) await forget(storage, line);
    after = last.id;
  }
}

async function peersOf(storage: Storage, person: Person): Promise<string[]> {
  if (person.conversation.length === 0) return [];
  const rows = await storage.db
    .selectFrom('conversations')
    .select('peer')
    .where('id', 'in', person.conversation)
    .where('is_group', '=', 0)
    .execute();
  return rows.map((row) => row.peer);
}

/** What these addresses said in rooms. The text search narrows; the parsed message decides. */
async function linesBetween(
  storage: Storage,
  after: number,
  last: number,
  peers: readonly string[],
  own: ReadonlySet<string>,
): Promise<Line[]> {
  const rows = await storage.db
    .selectFrom('inbox')
    .select(['id', 'message_key', 'address_key', 'message'])
    .where('id', '>', after)
    .where('id', '<=', last)
    .where('state', '<>', 'pending')
    .where((row) =>
      row.or(
        peers.map(
          (peer) => sql<boolean>`${sql.ref('message')} like ${`%"peer":${likeText(JSON.stringify(peer))}%`} escape '!'`,
        ),
      ),
    )
    .execute();
  return rows
    .filter((row) => own.has(senderOf(row.message) ?? '') && !own.has(row.address_key))
    .map((row) => ({ id: row.id, key: row.message_key, room: row.address_key }));
}

/** Of what another version wrote only this is read: a row that cannot be understood must not keep anybody from being forgotten. */
const Sent = z.object({ from: Address });

function senderOf(message: string): string | null {
  const { success, data } = Sent.safeParse(JSON.parse(message));
  return success ? addressKey(data.from) : null;
}

function forget(storage: Storage, { id, key, room }: Line): Promise<void> {
  return storage.transact(async (tx) => {
    await tx
      .updateTable('messages')
      .set({ content: ERASED_CONTENT, message_key: 'erased' })
      .where('author', '=', 'customer')
      .where('message_key', '=', key)
      .where('conversation_id', 'in', (talk) =>
        talk.selectFrom('conversations').select('id').where('address_key', '=', room),
      )
      .execute();
    await tx.deleteFrom('inbox').where('id', '=', id).execute();
  });
}
