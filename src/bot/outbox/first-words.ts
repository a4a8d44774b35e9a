import { uuidv7 } from 'uuidv7';
import { type FirstWords, type OutboxGate, partKey, type SayFirst } from '../../care/index.ts';
import type { Channel } from '../../core/index.ts';
import type { Tx } from '../../storage/index.ts';
import { placeOfTalk } from '../handoff/append.ts';
import { markDelivery } from './delivery.ts';
import { PRIORITY } from './policy.ts';
import { prepareReply } from './prepare-reply.ts';
import { enqueue, type OutboxRow } from './row.ts';

/**
 * How alerts and care are said. Their queue is not the talk's: an answer never waits behind what must wait for the
 * morning. The line is in the transcript from the claim on, because a page shows what is there.
 */
export function createSayFirst(channels: readonly Channel[]): SayFirst {
  return async (tx, words) => {
    const place = await placeOfTalk(tx, words.conversation);
    if (place === null) return;
    const replies = words.replies.flatMap((reply) => prepareReply(channels, place.address, reply));
    await enqueue(
      tx,
      replies.map((reply, index) => ({
        to: place.address,
        isGroup: place.isGroup,
        conversation: words.conversation,
        messageId: null,
        queue: `${words.kind}:${words.key}`,
        author: 'system' as const,
        priority: priorityOf(words),
        epoch: place.epoch,
        key: partKey(words.key, index),
        reply,
        dueAt: words.now,
        expiresAt: words.expiresAt,
      })),
      words.now,
    );
  };
}

/** Alerts and care: nobody waits for them, and the gate has a word in each. */
export function isFirstWord(row: Pick<OutboxRow, 'priority'>): boolean {
  return row.priority >= PRIORITY.alert;
}

/**
 * Asks the gate about those of the rows that we say first, in the claim's transaction, and returns the ids that may be
 * claimed. What has to wait gets its time, what must not go is withdrawn with the reason.
 */
export async function passGate(tx: Tx, gate: OutboxGate, ids: readonly number[], now: number): Promise<number[]> {
  const rows = await tx
    .selectFrom('outbox')
    .selectAll()
    .where('id', 'in', ids)
    .where('state', '=', 'due')
    .where('priority', '>=', PRIORITY.alert)
    .orderBy('id')
    .execute();
  if (rows.length === 0) return [...ids];
  const answers = await gate.ask(
    tx,
    rows.map((row) => row.send_key),
    now,
  );
  const back = new Set<number>();
  for (const row of rows) {
    const leave = answers.get(row.send_key) ?? { kind: 'drop', reason: 'unknown' };
    switch (leave.kind) {
      case 'go':
        await intoTranscript(tx, row, now);
        break;
      case 'hold':
        back.add(row.id);
        await tx
          .updateTable('outbox')
          .set({ due_at: leave.until, detail: leave.reason })
          .where('id', '=', row.id)
          .execute();
        break;
      case 'drop': {
        back.add(row.id);
        const withdrawn = { state: 'withdrawn', settled_at: now, detail: leave.reason } as const;
        await tx.updateTable('outbox').set(withdrawn).where('id', '=', row.id).execute();
        await markDelivery(tx, row, 'withdrawn');
        break;
      }
      default:
        leave satisfies never;
    }
  }
  return ids.filter((id) => !back.has(id));
}

function priorityOf({ kind }: Pick<FirstWords, 'kind'>): number {
  return kind === 'alert' ? PRIORITY.alert : PRIORITY.care;
}

/** What is about to be sent becomes a line of the talk; a second try has its line already. It is no activity of theirs. */
async function intoTranscript(tx: Tx, row: OutboxRow, now: number): Promise<void> {
  if (row.message_id !== null || row.conversation_id === null) return;
  const { revision } = await tx
    .updateTable('conversations')
    .set((builder) => ({ revision: builder('revision', '+', 1) }))
    .where('id', '=', row.conversation_id)
    .returning('revision')
    .executeTakeFirstOrThrow();
  const id = uuidv7();
  await tx
    .insertInto('messages')
    .values({
      id,
      conversation_id: row.conversation_id,
      position: revision,
      revision,
      author: 'bot',
      agent_id: null,
      message_key: row.send_key,
      content: row.reply,
      delivery: 'pending',
      at: now,
    })
    .execute();
  await tx.updateTable('outbox').set({ message_id: id }).where('id', '=', row.id).execute();
}
