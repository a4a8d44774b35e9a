import type { Clock, ConversationId } from '../../core/index.ts';
import type { Database } from '../../storage/index.ts';

/** A channel gives up on a send before this; what a dead process was sending is settled by the next one. */
const LONGEST_MS = 25_000;
const POLL_MS = 20;

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

/**
 * Resolves when no bot message is on its way any more: whoever took over is answered only then, so that for them none
 * starts out afterwards. False when one hangs for longer than any channel lets it.
 */
export async function untilSendsSettled(db: Database, clock: Clock, conversation: ConversationId): Promise<boolean> {
  const giveUpAt = clock.now() + LONGEST_MS;
  while ((await sendsUnderWay(db, conversation)) > 0) {
    if (clock.now() >= giveUpAt) return false;
    await clock.sleep(POLL_MS);
  }
  return true;
}
