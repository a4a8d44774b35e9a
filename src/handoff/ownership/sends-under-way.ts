import type { ConversationId } from '../../core/index.ts';
import type { Database } from '../../storage/index.ts';

/** How many bot messages of a conversation were claimed before its new owner came and are not settled yet. */
export async function sendsUnderWay(db: Database, conversation: ConversationId): Promise<number> {
  const row = await db
    .selectFrom('outbox')
    .select((builder) => builder.fn.countAll<number>().as('count'))
    .where('queue', '=', conversation)
    .where('state', '=', 'sending')
    .where('author', '=', 'bot')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
