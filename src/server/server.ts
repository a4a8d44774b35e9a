import { resolve } from 'node:path';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { type Endpoint, sameSecret, WarmlineError } from '../core/index.ts';
import type { OrderFeed } from '../customers/index.ts';
import { type DeskParts, mountApi } from './api/index.ts';
import { mountEndpoints } from './endpoints.ts';
import { mountHealth, type Readiness } from './health.ts';
import type { Metrics } from './metrics.ts';
import { mountOrdersApi } from './orders-api.ts';
import { mountWebFiles } from './web-files.ts';

export interface ServerOptions {
  logger: Logger;
  trustProxy: boolean;
  endpoints: readonly Endpoint[];
  readiness: () => Promise<Readiness>;
  metrics: Metrics;
  metricsToken: string | undefined;
  /** Where other systems feed orders; without a token it answers that it is off. */
  orders?: { feed: OrderFeed; token: string | undefined };
  /** The desk's API. */
  desk?: DeskParts;
  /** The built chat page and widget; the built console lies beside it. */
  webRoot: string;
  /** The knowledge base, for the pictures of its articles. */
  knowledgeRoot: string;
  version: string;
}

/** JSON bodies of our own API; channels name their own limit per route. */
const BODY_LIMIT_BYTES = 256 * 1024;
/**
 * Requests per minute and address to pages and API: an office of fifty agents behind one address stays below it. Sign-in
 * has a throttle of its own. Channel routes do not count: a platform calls from few addresses.
 */
const REQUESTS_PER_MINUTE = 6_000;

export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const server: FastifyInstance = Fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // Requests are not logged one by one, so none needs a logger of its own.
    childLoggerFactory: (logger) => logger,
    // Zod validates. Named here, because Fastify would else load a validator that nothing uses, at every start.
    schemaController: { compilersFactory: { buildValidator: () => withoutZod, buildSerializer: () => withoutZod } },
    // Only what the one proxy in front added itself: what stands before it in X-Forwarded-For anybody may have written.
    trustProxy: options.trustProxy && ((_address: string, hop: number) => hop === 0),
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    requestTimeout: 30_000,
  });
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler(answerFault);
  await server.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        // Articles may show pictures from the shop's own servers.
        imgSrc: ["'self'", 'data:', 'https:'],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'self'"],
        upgradeInsecureRequests: null,
      },
    },
    // Behind a TLS proxy the proxy sets it; on http://localhost it would lock people out.
    strictTransportSecurity: false,
  });
  await mountEndpoints(server, options.endpoints);
  await server.register(async (scope) => {
    await scope.register(rateLimit, { max: REQUESTS_PER_MINUTE, timeWindow: '1 minute' });
    await scope.register(swagger, {
      openapi: {
        info: { title: 'Warmline', version: options.version },
        components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      },
      transform: jsonSchemaTransform,
    });
    await scope.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: true,
      // As for our own pages: a browser would ask a server in the house without TLS for https, and show nothing.
      transformStaticCSP: (header) => header.replace(' upgrade-insecure-requests;', ''),
    });
    mountHealth(scope, options.readiness);
    mountMetrics(scope, options);
    if (options.desk) await mountApi(scope, options.desk);
    if (options.orders) mountOrdersApi(scope, options.orders.feed, options.orders.token);
    await mountWebFiles(scope, {
      chat: options.webRoot,
      desk: resolve(options.webRoot, '../desk'),
      knowledge: options.knowledgeRoot,
    });
  });
  return server;
}

function withoutZod(): never {
  throw new WarmlineError('INTERNAL', 'A route was mounted before the zod compilers were set.');
}

function mountMetrics(server: FastifyInstance, { metrics, metricsToken }: ServerOptions): void {
  server.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (metricsToken !== undefined && !sameSecret(request.headers.authorization ?? '', `Bearer ${metricsToken}`)) {
      return reply.status(401).send({ error: 'Send METRICS_TOKEN as a bearer token.' });
    }
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

/** Clients learn what to do about their own mistakes, and of ours only that there was one. */
function answerFault(
  fault: { statusCode?: number; code?: string; message: string },
  request: { log: Logger | FastifyInstance['log']; routeOptions: { url?: string | undefined } },
  reply: { status(code: number): { send(body: unknown): unknown } },
): void {
  const status = fault.statusCode ?? 500;
  if (status >= 500) {
    request.log.error({ fault: fault.message, route: request.routeOptions.url }, 'a request failed');
    reply.status(500).send({ error: 'Something went wrong here. It has been logged; try again.' });
    return;
  }
  reply.status(status).send({ error: fault.message });
}
