import { IncomingMessage } from '../core/index.ts';
import type { Database, Storage } from '../storage/index.ts';

/** A message whose turn failed three times. Its sender was told so; the message itself is kept. */
export interface ParkedMessage {
  id: number;
  channel: string;
  /** When it was accepted, in milliseconds since 1970. */
  receivedAt: number;
  attempts: number;
  error: string | null;
  /** What was said, or the kind of content where it was no text. */
  summary: string;
}

/** Newest first. */
export async function listParked(db: Database, limit: number): Promise<ParkedMessage[]> {
  const rows = await db
    .selectFrom('inbox')
    .select(['id', 'channel', 'received_at', 'attempts', 'error', 'message'])
    .where('state', '=', 'parked')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ received_at, message, ...row }) => ({
    ...row,
    receivedAt: received_at,
    summary: summaryOf(message),
  }));
}

/** Gives it another turn, in front of what its sender wrote later and was not answered yet. False when it is not parked. */
export function retryParked(storage: Storage, id: number): Promise<boolean> {
  return leaveParking(storage, id, { state: 'pending', attempts: 0, error: null, settled_at: null });
}

/** A person has dealt with it. It stays in the transcript. False when it is not parked. */
export function discardParked(storage: Storage, id: number, now: number): Promise<boolean> {
  return leaveParking(storage, id, { state: 'done', settled_at: now });
}

function leaveParking(
  storage: Storage,
  id: number,
  change: { state: 'pending' | 'done'; attempts?: number; error?: null; settled_at: number | null },
): Promise<boolean> {
  return storage.transact(async (tx) => {
    const changed = await tx
      .updateTable('inbox')
      .set(change)
      .where('id', '=', id)
      .where('state', '=', 'parked')
      .executeTakeFirst();
    return changed.numUpdatedRows > 0n;
  });
}

function summaryOf(message: string): string {
  try {
    const { content } = IncomingMessage.parse(JSON.parse(message));
    return content.kind === 'text' ? content.text : content.kind;
  } catch {
    return 'written by another version';
  }
}
