import { type Address, addressKey, type Random, type SendResult } from '../../core/index.ts';
import type { Tx } from '../../storage/index.ts';
import { markDelivery } from './delivery.ts';
import { backoffMs, MAX_ATTEMPTS } from './policy.ts';
import type { OutboxRow } from './row.ts';

export interface Finished {
  row: OutboxRow;
  result: SendResult;
}

/**
 * Writes down what became of a send. Nothing changes when the row is no longer this process's (it was thought dead
 * and its rows were settled by another).
 */
export async function settle(tx: Tx, { row, result }: Finished, now: number, random: Random): Promise<void> {
  switch (result.kind) {
    case 'sent':
      await move(tx, row, { state: 'sent', platform_id: result.platformId, settled_at: now }, 'sent');
      return;
    case 'unsure':
      await move(tx, row, { state: 'unsure', detail: result.cause, settled_at: now }, 'unsure');
      return;
    case 'later': {
      // A channel that takes nothing says nothing about this message: it keeps trying until the message expires.
      if (row.attempts >= MAX_ATTEMPTS && result.scope === 'chat') {
        await move(tx, row, { state: 'dead', detail: result.cause, settled_at: now }, 'refused');
        return;
      }
      const due_at = now + (result.afterMs ?? backoffMs(row.attempts, random));
      await move(tx, row, { state: 'due', due_at, sender: null, detail: result.cause }, null);
      return;
    }
    case 'refused':
      await settleRefused(tx, row, result, now);
      return;
    default:
      result satisfies never;
  }
}

async function settleRefused(
  tx: Tx,
  row: OutboxRow,
  result: Extract<SendResult, { kind: 'refused' }>,
  now: number,
): Promise<void> {
  const refusal = { state: 'refused', detail: result.detail, settled_at: now } as const;
  switch (result.reason.kind) {
    case 'moved':
      if (row.attempts >= MAX_ATTEMPTS) await move(tx, row, refusal, 'refused');
      else if (await move(tx, row, { state: 'due', due_at: now, sender: null }, null)) {
        await readdress(tx, row.address_key, result.reason.to);
      }
      return;
    case 'unreachable':
      await move(tx, row, refusal, 'refused');
      await markUnreachable(tx, row, result.detail, now);
      return;
    case 'invalid':
    case 'forbidden':
      await move(tx, row, refusal, 'refused');
      return;
    default:
      result.reason satisfies never;
  }
}

type Change = Partial<Pick<OutboxRow, 'state' | 'platform_id' | 'detail' | 'settled_at' | 'due_at' | 'sender'>>;

async function move(
  tx: Tx,
  row: OutboxRow,
  change: Change,
  delivery: 'sent' | 'unsure' | 'refused' | null,
): Promise<boolean> {
  const changed = await tx
    .updateTable('outbox')
    .set(change)
    .where('id', '=', row.id)
    .where('state', '=', 'sending')
    .where('sender', '=', row.sender)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return false;
  if (delivery !== null) await markDelivery(tx, row, delivery);
  return true;
}

/** The person blocked us or is gone: what else was meant for them is refused too, until they write again. */
export async function markUnreachable(tx: Tx, row: OutboxRow, detail: string, now: number): Promise<void> {
  await tx
    .updateTable('conversations')
    .set({ unreachable_since: now })
    .where('address_key', '=', row.address_key)
    .where('unreachable_since', 'is', null)
    .execute();
  const rest = await tx
    .updateTable('outbox')
    .set({ state: 'refused', detail, settled_at: now })
    .where('address_key', '=', row.address_key)
    .where('state', '=', 'due')
    .returningAll()
    .execute();
  for (const other of rest) await markDelivery(tx, other, 'refused');
}

/** The platform gave the chat a new id: the conversation and all that is waiting follow it. */
export async function readdress(tx: Tx, fromKey: string, to: Address): Promise<void> {
  const address = { channel: to.channel, account: to.account, peer: to.peer, address_key: addressKey(to) };
  const taken = await tx
    .selectFrom('conversations')
    .select('id')
    .where('address_key', '=', address.address_key)
    .executeTakeFirst();
  if (!taken) await tx.updateTable('conversations').set(address).where('address_key', '=', fromKey).execute();
  await tx.updateTable('outbox').set(address).where('address_key', '=', fromKey).where('state', '=', 'due').execute();
}
