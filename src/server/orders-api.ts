import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { sameSecret } from '../core/index.ts';
import { bookedOrder, FedOrders, FeedReport, type OrderFeed } from '../customers/index.ts';

/** A thousand orders with their histories. */
const LARGEST_FEED_BYTES = 8_000_000;
const Refused = z.object({ error: z.string() });

/** `POST /api/orders`: a shop's systems tell the built-in order book what they know. Without a token it is off. */
export function mountOrdersApi(server: FastifyInstance, feed: OrderFeed, token: string | undefined): void {
  server.withTypeProvider<ZodTypeProvider>().post(
    '/api/orders',
    {
      bodyLimit: LARGEST_FEED_BYTES,
      schema: {
        tags: ['orders'],
        summary: 'Add or update up to 1,000 orders; the same call again changes nothing',
        security: [{ bearer: [] }],
        body: FedOrders,
        response: { 200: FeedReport, 400: Refused, 401: Refused, 403: Refused },
      },
      async onRequest(request, reply) {
        if (token === undefined) {
          return reply.status(403).send({ error: 'The order API is off. Set ORDERS_API_TOKEN to use it.' });
        }
        if (!sameSecret(request.headers.authorization ?? '', `Bearer ${token}`)) {
          return reply.status(401).send({ error: 'Send ORDERS_API_TOKEN as a bearer token.' });
        }
      },
    },
    (request) => feed.take(request.body.orders.map(bookedOrder)),
  );
}
