import * as z from 'zod';
import { Id, PageQuery, pageOf, Time } from './common.ts';
import { DESK, endpoint } from './endpoint.ts';

const OrderRequest = z.object({
  id: z.string(),
  order: z.string(),
  customer: Id,
  conversation: Id.nullable(),
  kind: z.enum(['urge', 'address', 'cancel']),
  /** The new address; empty for a wish to hurry. */
  detail: z.string(),
  state: z.enum(['open', 'done', 'refused']),
  createdAt: Time,
  settledAt: Time.nullable(),
  settledBy: z.string().nullable(),
  reply: z.string().nullable(),
});

/** What customers want done with their orders. Everybody at the desk sees and settles them. */
export const ORDER_REQUESTS_API = {
  orderRequests: endpoint({
    method: 'GET',
    path: '/api/order-requests',
    who: DESK,
    summary: 'Wishes about orders (hurry, other address): open ones oldest first, settled ones newest first',
    query: z.object({ state: z.enum(['open', 'settled']).default('open'), ...PageQuery }),
    answer: pageOf(OrderRequest),
  }),
  settleOrderRequest: endpoint({
    method: 'POST',
    path: '/api/order-requests/:request/settle',
    who: DESK,
    summary: 'Done, or cannot be done; the customer is told, with your sentence behind it',
    body: z.object({ outcome: z.enum(['done', 'refused']), reply: z.string().trim().max(1_000).default('') }),
    answer: OrderRequest,
  }),
};
