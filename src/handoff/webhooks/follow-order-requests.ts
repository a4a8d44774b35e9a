import { announceRequests } from '../../customers/index.ts';
import type { Storage } from '../../storage/index.ts';
import { tellWebhooks } from './tell-webhooks.ts';

const PER_ROUND = 100;

/** Wishes about orders are the customers' own; other systems hear of each new one. Returns how many were new. */
export function followOrderRequests(storage: Storage, now: number): Promise<number> {
  return announceRequests(storage, now, PER_ROUND, async (tx, request) => {
    const { id, order, kind, detail, customer, conversation, createdAt } = request;
    await tellWebhooks(tx, 'order.requested', { request: id, order, kind, detail, customer, conversation }, createdAt);
  });
}
