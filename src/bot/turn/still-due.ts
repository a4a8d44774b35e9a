import type { IncomingMessage } from '../../core/index.ts';
import type { Database } from '../../storage/index.ts';

/** Leaves out what was taken back since it fell due: an invitation that was declined, news that were told. */
export async function stillDue(
  db: Database,
  messages: readonly IncomingMessage[],
): Promise<readonly IncomingMessage[]> {
  const wanted = await Promise.all(messages.map((message) => isStillDue(db, message)));
  return messages.filter((_, index) => wanted[index]);
}

async function isStillDue(db: Database, { content }: IncomingMessage): Promise<boolean> {
  if (content.kind !== 'due') return true;
  switch (content.what.kind) {
    case 'timer':
      return true; // the flow itself knows its timers by their keys
    case 'survey': {
      const { invite } = content.what;
      const query = db.selectFrom('survey_invites').select('id').where('id', '=', invite).where('state', '=', 'due');
      return (await query.executeTakeFirst()) !== undefined;
    }
    case 'complaint-news': {
      const { event } = content.what;
      const query = db.selectFrom('complaint_events').select('id').where('id', '=', event).where('told', '=', 0);
      return (await query.executeTakeFirst()) !== undefined;
    }
    case 'order-news': {
      const { request } = content.what;
      const query = db.selectFrom('order_requests').select('id').where('id', '=', request).where('told_at', 'is', null);
      return (await query.executeTakeFirst()) !== undefined;
    }
    default:
      return content.what satisfies never;
  }
}
