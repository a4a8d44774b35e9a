import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createMetrics, createServer } from '../../../src/server/index.ts';

const logger = pino({ level: 'silent' });

test.each([
  [true, '9.9.9.9'],
  [false, '127.0.0.1'],
])(
  'with a proxy in front (%s), a caller is who the proxy says, whatever the caller itself wrote',
  async (trustProxy, ip) => {
    const server = await createServer({
      logger,
      trustProxy,
      endpoints: [],
      readiness: async () => ({
        ready: true,
        database: 'ready',
        migrations: 'ready',
        knowledge: 'ready',
        coordination: 'memory',
      }),
      metrics: createMetrics(logger, async () => ({})),
      metricsToken: undefined,
      webRoot: import.meta.dirname,
      knowledgeRoot: import.meta.dirname,
      version: '0.0.0',
    });
    server.get('/who', async (request) => request.ip);
    const headers = { 'x-forwarded-for': '1.2.3.4, 9.9.9.9' };
    expect((await server.inject({ url: '/who', headers })).body).toBe(ip);
    await server.close();
  },
);
