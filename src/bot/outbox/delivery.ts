import { noteOutcome } from '../../care/index.ts';
import type { MessagesTable, Tx } from '../../storage/index.ts';
import { PRIORITY } from './policy.ts';
import type { OutboxRow } from './row.ts';

/**
 * Moves the delivery state of the transcript row that a send belongs to, and the conversation's revision with it. What
 * we said first is settled in its ledger too. Call it after the outbox row has its new state.
 */
export async function markDelivery(
  tx: Tx,
  row: Pick<OutboxRow, 'id' | 'priority' | 'send_key' | 'message_id' | 'conversation_id'>,
  delivery: MessagesTable['delivery'],
): Promise<void> {
  if (row.priority >= PRIORITY.alert) await followInLedger(tx, row);
  if (row.message_id === null || row.conversation_id === null) return;
  const { revision } = await tx
    .updateTable('conversations')
    .set((builder) => ({ revision: builder('revision', '+', 1) }))
    .where('id', '=', row.conversation_id)
    .returning('revision')
    .executeTakeFirstOrThrow();
  await tx.updateTable('messages').set({ delivery, revision }).where('id', '=', row.message_id).execute();
}

async function followInLedger(tx: Tx, { id, send_key }: Pick<OutboxRow, 'id' | 'send_key'>): Promise<void> {
  const now = await tx
    .selectFrom('outbox')
    .select(['state', 'detail', 'settled_at', 'due_at'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (now) await noteOutcome(tx, send_key, now, now.settled_at ?? now.due_at);
}
