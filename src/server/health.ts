import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';

/** What readiness looks at. Redis may be degraded: everything goes on, only slower. */
export const Readiness = z.object({
  ready: z.boolean(),
  database: z.enum(['ready', 'unavailable']),
  migrations: z.enum(['ready', 'pending']),
  knowledge: z.enum(['ready', 'loading']),
  coordination: z.enum(['memory', 'ready', 'degraded']),
});
export type Readiness = z.infer<typeof Readiness>;

/** /healthz says that the process runs, /readyz that it can do its work. */
export function mountHealth(server: FastifyInstance, readiness: () => Promise<Readiness>): void {
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get(
    '/healthz',
    {
      schema: {
        tags: ['operations'],
        summary: 'The process runs',
        response: { 200: z.object({ ok: z.literal(true) }) },
      },
    },
    async () => ({ ok: true as const }),
  );
  typed.get(
    '/readyz',
    { schema: { tags: ['operations'], summary: 'It can take traffic', response: { 200: Readiness, 503: Readiness } } },
    async (_request, reply) => {
      const state = await readiness();
      return reply.status(state.ready ? 200 : 503).send(state);
    },
  );
}
