export { createLiveDesk, type DeskParts, recheckPrincipal } from './api/index.ts';
export { createPeople } from './auth/people.ts';
export { createSingleSignOn } from './auth/single-sign-on.ts';
export { createStaffAuth } from './auth/staff-auth.ts';
export { firstAdminLink } from './auth/staff-links.ts';
export type { Readiness } from './health.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { ordersWebhook } from './orders-webhook.ts';
export { createServer, type ServerOptions } from './server.ts';
