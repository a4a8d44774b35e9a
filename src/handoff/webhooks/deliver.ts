import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import type { Clock } from '../../core/index.ts';
import { guardedRequest } from '../../outgoing/index.ts';
import type { Storage } from '../../storage/index.ts';

export interface DeliverOptions {
  storage: Storage;
  clock: Clock;
  allowedHosts: readonly string[];
}

const PER_ROUND = 50;
const AT_ONCE = 8;
const TIMEOUT_MS = 10_000;
/** While it is being told; whoever dies meanwhile leaves it to the next round after this. */
const LEASE_MS = 60_000;
/** 10 s, 20 s, … to an hour: about half a day of a receiver that is down. */
const MAX_ATTEMPTS = 15;
const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 60 * 60_000;

interface Due {
  id: string;
  payload: string;
  attempts: number;
  url: string;
  secret: string;
}

/** What a receiver checks: HMAC-SHA256 of "<timestamp>.<body>" in hex; a time far from now is somebody else's echo. */
export function webhookSignature(secret: string, timestamp: number, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/** Tells what is due. A receiver may get an event twice (it has the same `id`), never none. */
export async function deliverWebhooks({ storage, clock, allowedHosts }: DeliverOptions): Promise<number> {
  const rows = await storage.db
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhooks as hook', 'hook.id', 'delivery.webhook_id')
    .select(['delivery.id', 'delivery.payload', 'delivery.attempts', 'delivery.due_at', 'hook.url', 'hook.secret'])
    .where(sql<boolean>`delivery.state = 'due'`)
    .where('delivery.due_at', '<=', clock.now())
    .where('hook.active', '=', 1)
    .orderBy('delivery.due_at')
    .limit(PER_ROUND)
    .execute();
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    await Promise.all(
      rows.slice(start, start + AT_ONCE).map(async (row) => {
        if (await lease(row.id, row.due_at)) await tell(row);
      }),
    );
  }
  return rows.length;

  async function lease(id: string, dueAt: number): Promise<boolean> {
    const taken = await storage.transact((tx) =>
      tx
        .updateTable('webhook_deliveries')
        .set({ due_at: clock.now() + LEASE_MS })
        .where('id', '=', id)
        .where('state', '=', 'due')
        .where('due_at', '=', dueAt)
        .executeTakeFirst(),
    );
    return taken.numUpdatedRows === 1n;
  }

  async function tell({ id, payload, attempts, url, secret }: Due): Promise<void> {
    const timestamp = Math.floor(clock.now() / 1000);
    const headers = {
      'content-type': 'application/json',
      'x-warmline-timestamp': String(timestamp),
      'x-warmline-signature': webhookSignature(secret, timestamp, payload),
    };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const result = await guardedRequest({ url, method: 'POST', body: payload, headers, allowedHosts, signal });
    if (result.kind === 'answered') result.response.resume();
    const now = clock.now();
    const status = result.kind === 'answered' ? result.status : null;
    const sent = status !== null && status >= 200 && status < 300;
    const detail = result.kind === 'answered' ? (sent ? null : `HTTP ${result.status}`) : result.detail;
    const over = sent || result.kind === 'forbidden' || attempts + 1 >= MAX_ATTEMPTS;
    const wait = Math.min(FIRST_RETRY_MS * 2 ** attempts, LONGEST_RETRY_MS);
    await storage.transact((tx) =>
      tx
        .updateTable('webhook_deliveries')
        .set({
          state: sent ? 'sent' : over ? 'dead' : 'due',
          attempts: attempts + 1,
          status,
          detail,
          due_at: over ? now : now + wait,
          settled_at: over ? now : null,
        })
        .where('id', '=', id)
        .where('state', '=', 'due')
        .execute(),
    );
  }
}
