import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { type Clock, type HttpEndpoint, type HttpRequest, type HttpResponse, sameSecret } from '../core/index.ts';
import { FeedReport, OrderEventNote, type OrderFeed } from '../customers/index.ts';

/** How far the sender's clock may be from ours, in seconds; an older request may be somebody's echo. */
const TOLERANCE_S = 300;
const LARGEST_EVENT_BYTES = 2_000_000;
const EventReport = FeedReport.extend({ again: z.boolean() });
const Refused = z.object({ error: z.string() });

export interface OrdersWebhookOptions {
  feed: OrderFeed;
  /** Undefined: the webhook is off. */
  secret: string | undefined;
  clock: Clock;
}

/**
 * `POST /webhooks/orders`, signed as our own webhooks are: `x-warmline-timestamp` in seconds and
 * `x-warmline-signature: v1=<hex>`, the HMAC-SHA256 of "<timestamp>.<body>".
 */
export function ordersWebhook({ feed, secret, clock }: OrdersWebhookOptions): HttpEndpoint {
  return {
    kind: 'http',
    method: 'POST',
    path: '/webhooks/orders',
    maxBodyBytes: LARGEST_EVENT_BYTES,
    described: {
      summary: 'An event of your order system; the same event again changes nothing',
      description:
        'Send x-warmline-timestamp: seconds since 1970, and x-warmline-signature: v1= and the hexadecimal HMAC-SHA256 of "<timestamp>.<body>" with ORDERS_WEBHOOK_SECRET.',
      body: OrderEventNote,
      answers: { 200: EventReport, 400: Refused, 401: Refused, 403: Refused },
    },
    async handle(request) {
      if (secret === undefined) return refused(403, 'The order webhook is off. Set ORDERS_WEBHOOK_SECRET to use it.');
      const fault = faultOfSignature(request, secret, clock.now());
      if (fault !== null) return refused(401, fault);
      const event = OrderEventNote.safeParse(jsonOf(request.body));
      if (!event.success) return refused(400, z.prettifyError(event.error).slice(0, 2_000));
      return answer(200, await feed.takeEvent(event.data));
    },
  };
}

/** Null when the request was signed with the secret within the tolerance. */
function faultOfSignature({ headers, body }: HttpRequest, secret: string, now: number): string | null {
  const timestamp = headers['x-warmline-timestamp'] ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) return 'Send x-warmline-timestamp: seconds since 1970.';
  if (Math.abs(now / 1_000 - Number(timestamp)) > TOLERANCE_S) {
    return `x-warmline-timestamp is more than ${TOLERANCE_S} s away from our clock.`;
  }
  const wanted = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  return sameSecret(headers['x-warmline-signature'] ?? '', `v1=${wanted}`)
    ? null
    : 'x-warmline-signature is not v1= and the HMAC-SHA256 of "<timestamp>.<body>" with ORDERS_WEBHOOK_SECRET.';
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function refused(status: number, error: string): HttpResponse {
  return answer(status, { error });
}

function answer(status: number, body: unknown): HttpResponse {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}
