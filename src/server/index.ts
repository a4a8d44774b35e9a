export type { Readiness } from './health.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { ordersWebhook } from './orders-webhook.ts';
export { createServer, type ServerOptions } from './server.ts';
