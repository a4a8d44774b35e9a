import { type Clock, errorText, type IncomingMessage, isOutage, WarmlineError } from '../../core/index.ts';
import type { Storage, Tx } from '../../storage/index.ts';
import { type Pending, settleBatch } from './pending.ts';
import { MAX_ATTEMPTS, type TurnOutcome } from './turn-outcome.ts';

interface AsideParts {
  storage: Storage;
  clock: Clock;
}

/**
 * A turn in which no customer speaks: what colleagues do in a customer's topic, or what a platform tells about the talk.
 * Settled with what it causes, like any other turn.
 */
export async function runAsideTurn(
  parts: AsideParts,
  batch: readonly Pending[],
  first: Pending,
  heed: (tx: Tx, message: IncomingMessage, now: number) => Promise<void>,
): Promise<TurnOutcome> {
  const { storage, clock } = parts;
  const now = clock.now();
  try {
    if (first.unreadable !== undefined) throw first.unreadable;
    await storage.transact(async (tx) => {
      await settleBatch(tx, batch, { state: 'done' }, now);
      for (const { message } of batch) await heed(tx, message, now);
    });
  } catch (cause) {
    if (cause instanceof WarmlineError && cause.code === 'STORAGE_STALE_FENCE') return { kind: 'stale' };
    if (isOutage(cause)) throw cause;
    return fail(parts, batch, first, cause);
  }
  const address = first.message.group ?? first.message.from;
  return { kind: 'done', how: 'relayed', waitedMs: now - first.receivedAt, address, more: true };
}

/** The third failure parks it: nothing behind it must stand still for ever. */
async function fail(
  { storage, clock }: AsideParts,
  batch: readonly Pending[],
  first: Pending,
  cause: unknown,
): Promise<TurnOutcome> {
  const parked = first.attempts + 1 >= MAX_ATTEMPTS;
  await storage.transact((tx) =>
    tx
      .updateTable('inbox')
      .set((builder) => ({
        attempts: builder('attempts', '+', 1),
        error: errorText(cause),
        ...(parked ? { state: 'parked' as const, settled_at: clock.now() } : {}),
      }))
      .where('id', 'in', parked ? [first.id] : batch.map(({ id }) => id))
      .where('state', '=', 'pending')
      .execute(),
  );
  return { kind: 'failed', cause };
}
