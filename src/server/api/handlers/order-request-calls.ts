import { listOrderRequests, orderRequest, settleOrderRequest } from '../../../customers/index.ts';
import { audit } from '../../../handoff/index.ts';
import type { ORDER_REQUESTS_API } from '../../contract/order-requests.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { Handlers } from '../desk-parts.ts';
import { notFound, Refusal } from '../refusal.ts';

export const orderRequestCalls: Handlers<keyof typeof ORDER_REQUESTS_API> = {
  async orderRequests({ storage }, { query }) {
    const cursor = readCursor(query.cursor, 2);
    const after = cursor ? ([Number(cursor[0]), String(cursor[1])] as const) : null;
    const found = await listOrderRequests(storage.db, query.state, query.limit + 1, after);
    const page = pageOf(found, query.limit, (each) => [each.settledAt ?? each.createdAt, each.id]);
    return { items: page.rows, next: page.next };
  },
  async settleOrderRequest(parts, { who, params, body, now, ip }) {
    const id = params['request'] ?? '';
    const settled = await parts.storage.transact(async (tx) => {
      const result = await settleOrderRequest(tx, id, { ...body, actor: who.actor, now });
      const object = `order-request:${id}`;
      if (result === 'settled') await audit(tx, { actor: who.actor, action: 'order-request.settle', object, ip }, now);
      return result;
    });
    const request = await orderRequest(parts.storage.db, id);
    if (settled === 'unknown' || request === null) throw notFound();
    if (settled === 'settled-before') throw new Refusal('wrong_state', { message: 'It was settled already.' });
    return request;
  },
};
