import type { MessagesTable, Tx } from '../../storage/index.ts';
import type { OutboxRow } from './row.ts';

/** Moves the delivery state of the transcript row that a send belongs to, and the conversation's revision with it. */
export async function markDelivery(
  tx: Tx,
  row: Pick<OutboxRow, 'message_id' | 'conversation_id'>,
  delivery: MessagesTable['delivery'],
): Promise<void> {
  if (row.message_id === null || row.conversation_id === null) return;
  const { revision } = await tx
    .updateTable('conversations')
    .set((builder) => ({ revision: builder('revision', '+', 1) }))
    .where('id', '=', row.conversation_id)
    .returning('revision')
    .executeTakeFirstOrThrow();
  await tx.updateTable('messages').set({ delivery, revision }).where('id', '=', row.message_id).execute();
}
