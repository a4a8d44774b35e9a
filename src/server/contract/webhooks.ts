import * as z from 'zod';
import { Done, Id, PageQuery, pageOf, Role, Time } from './common.ts';
import { ADMINS, endpoint } from './endpoint.ts';

export const WEBHOOK_EVENTS = [
  'case.opened',
  'case.assigned',
  'case.resolved',
  'case.breached',
  'complaint.opened',
  'complaint.overdue',
  'compensation.granted',
  'order.requested',
] as const;
export const WebhookEvent = z.enum(WEBHOOK_EVENTS);
export type WebhookEvent = z.infer<typeof WebhookEvent>;

export const Webhook = z.object({
  id: Id,
  url: z.string(),
  events: z.array(WebhookEvent),
  active: z.boolean(),
  createdAt: Time,
  waiting: z.number().int(),
  lastFailure: z.string().nullable(),
});
export type Webhook = z.infer<typeof Webhook>;

/**
 * A delivery is a POST of JSON `{id, event, at, data}` with the headers `x-warmline-timestamp` (seconds) and
 * `x-warmline-signature`: `v1=` and the hex HMAC-SHA256 of `<timestamp>.<body>` under the webhook's secret.
 */
export const WebhookDelivery = z.object({
  id: Id,
  event: WebhookEvent,
  state: z.enum(['due', 'sent', 'dead']),
  attempts: z.number().int(),
  status: z.number().int().nullable(),
  detail: z.string().nullable(),
  createdAt: Time,
  settledAt: Time.nullable(),
  dueAt: Time,
});

const WebhookForm = z.object({
  url: z.url({ protocol: /^https?$/ }).max(500),
  events: z.array(WebhookEvent).min(1),
  active: z.boolean().default(true),
});

export const ApiKey = z.object({ id: Id, name: z.string(), role: Role, createdAt: Time, usedAt: Time.nullable() });

export const WEBHOOKS_API = {
  webhooks: endpoint({
    method: 'GET',
    path: '/api/webhooks',
    who: ADMINS,
    summary: 'Where events are told',
    answer: z.object({ items: z.array(Webhook) }),
  }),
  addWebhook: endpoint({
    method: 'POST',
    path: '/api/webhooks',
    who: ADMINS,
    summary: 'The secret is shown once',
    body: WebhookForm,
    answer: z.object({ webhook: Webhook, secret: z.string() }),
  }),
  setWebhook: endpoint({
    method: 'PUT',
    path: '/api/webhooks/:webhook',
    who: ADMINS,
    summary: 'Change it',
    body: WebhookForm,
    answer: Webhook,
  }),
  removeWebhook: endpoint({
    method: 'DELETE',
    path: '/api/webhooks/:webhook',
    who: ADMINS,
    summary: 'Remove it with its deliveries',
    answer: Done,
  }),
  deliveries: endpoint({
    method: 'GET',
    path: '/api/webhooks/:webhook/deliveries',
    who: ADMINS,
    summary: 'What was told and what became of it, newest first',
    query: z.object({ ...PageQuery }),
    answer: pageOf(WebhookDelivery),
  }),
  redeliver: endpoint({
    method: 'POST',
    path: '/api/webhooks/:webhook/deliveries/:delivery/retry',
    who: ADMINS,
    summary: 'Tell it again',
    answer: Done,
  }),
  apiKeys: endpoint({
    method: 'GET',
    path: '/api/keys',
    who: ADMINS,
    summary: 'Keys for programs (`authorization: Bearer …`); they need no CSRF token',
    answer: z.object({ items: z.array(ApiKey) }),
  }),
  addApiKey: endpoint({
    method: 'POST',
    path: '/api/keys',
    who: ADMINS,
    summary: 'The key is shown once',
    body: z.object({ name: z.string().trim().min(1).max(80), role: Role }),
    answer: z.object({ key: ApiKey, secret: z.string() }),
  }),
  removeApiKey: endpoint({
    method: 'DELETE',
    path: '/api/keys/:key',
    who: ADMINS,
    summary: 'End it, at once',
    answer: Done,
  }),
};
