import type { CustomerId } from '../../core/index.ts';
import { prepared, type Tx } from '../../storage/index.ts';

/** A word within three days of a message is taken for its echo; later it has its own reasons. */
const ECHO_MS = 3 * 86_400_000;
const UNDER_WAY = ['planned', 'queued'] as const;

/** The customer wrote: what they got last was answered. Call it in the turn's transaction; one indexed look. */
export async function noteReplied(tx: Tx, customer: CustomerId, now: number): Promise<void> {
  await markLast(tx, customer, 'replied_at', now);
}

/** The customer complained: what they got last may have caused it. */
export async function noteComplained(tx: Tx, customer: CustomerId, now: number): Promise<void> {
  await markLast(tx, customer, 'complained_at', now);
}

/**
 * The customer wants no more of these topics ('everything' for all of them): counted against what they got last, and
 * what was planned for them is refused at once instead of at its claim.
 */
export async function noteOptedOut(
  tx: Tx,
  customer: CustomerId,
  topics: readonly string[],
  now: number,
): Promise<void> {
  await markLast(tx, customer, 'opted_out_at', now);
  if (topics.length === 0) return;
  await tx
    .updateTable('care_ledger')
    .set({ status: 'refused', verdict: 'refuse', why: 'no-consent', asked_at: now, settled_at: now })
    .where('customer_id', '=', customer)
    .where('status', '=', 'planned')
    .where('topic', 'in', topics)
    .execute();
  await tx
    .updateTable('outbox')
    .set({ due_at: now })
    .where('state', '=', 'due')
    .where('due_at', '>', now)
    .where('send_key', 'in', (queued) =>
      queued
        .selectFrom('care_ledger')
        .select('send_key')
        .where('customer_id', '=', customer)
        .where('status', 'in', UNDER_WAY)
        .where('send_key', 'is not', null)
        .$castTo<{ send_key: string }>(),
    )
    .execute();
}

async function markLast(
  tx: Tx,
  customer: CustomerId,
  mark: 'replied_at' | 'opted_out_at' | 'complained_at',
  now: number,
): Promise<void> {
  const { rows } = await findLast(tx, { customer, after: now - ECHO_MS });
  const [last] = rows
    .filter(({ status }) => status === 'sent' || status === 'unsure')
    .sort((a, b) => Number(b.counted_at) - Number(a.counted_at));
  if (last === undefined || last[mark] !== null) return;
  await tx
    .updateTable('care_ledger')
    .set({ [mark]: now })
    .where('id', '=', last.id)
    .execute();
}

/** Every turn asks this: what few rows one customer has are sifted here (docs/adr/0098). */
const findLast = prepared((db, { customer, after }: { customer: CustomerId; after: number }) =>
  db
    .selectFrom('care_ledger')
    .select(['id', 'status', 'counted_at', 'replied_at', 'opted_out_at', 'complained_at'])
    .where('customer_id', '=', customer)
    .where('counted_at', '>', after),
);
