import { type Clock, errorText, WarmlineError } from '../../core/index.ts';
import type { StaffRoom } from '../staff/staff-room.ts';
import { staffSays } from '../staff/staff-turn.ts';
import type { CommitParts } from './commit-turn.ts';
import { type Pending, settleBatch } from './pending.ts';
import { MAX_ATTEMPTS, type TurnOutcome } from './turn-outcome.ts';

interface StaffTurn extends CommitParts {
  clock: Clock;
  staff: StaffRoom;
}

/** What colleagues do in a customer's topic: settled with what it causes, like any other turn. */
export async function runStaffTurn(parts: StaffTurn, batch: readonly Pending[], first: Pending): Promise<TurnOutcome> {
  const { storage, clock, staff, voice, mind, channels } = parts;
  const now = clock.now();
  try {
    await storage.transact(async (tx) => {
      await settleBatch(tx, batch, { state: 'done' }, now);
      for (const { message } of batch) {
        await staffSays(tx, { staff, voice, words: mind.words, channels }, message, now);
      }
    });
  } catch (cause) {
    if (cause instanceof WarmlineError && cause.code === 'STORAGE_STALE_FENCE') return { kind: 'stale' };
    if (cause instanceof WarmlineError && cause.code === 'STORAGE_UNAVAILABLE') throw cause;
    return failStaff(parts, batch, first, cause);
  }
  const address = first.message.group ?? first.message.from;
  return { kind: 'done', how: 'relayed', waitedMs: now - first.receivedAt, address, more: true };
}

/** The third failure parks it: a topic must not stand still for ever. */
async function failStaff(
  { storage, clock }: StaffTurn,
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
      .execute(),
  );
  return { kind: 'failed', cause };
}
