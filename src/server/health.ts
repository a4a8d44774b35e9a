import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { Availability } from '../storage/index.ts';

/** What readiness looks at. Redis may be degraded: everything goes on, only slower. */
export const Readiness = z.object({
  ready: z.boolean(),
  /** `unwritable`: it answers, but takes no writes (a full disk). */
  database: z.enum(['ready', 'unavailable', 'unwritable']),
  /** `unknown` while the database cannot be asked. */
  migrations: z.enum(['ready', 'pending', 'unknown']),
  knowledge: z.enum(['ready', 'loading']),
  coordination: z.enum(['memory', 'ready', 'degraded']),
});
export type Readiness = z.infer<typeof Readiness>;

/** `migrated`: whether every step has run, null when the database did not say. */
export function databaseState(
  migrated: boolean | null,
  availability: Availability,
): Pick<Readiness, 'database' | 'migrations'> {
  if (migrated === null) return { database: 'unavailable', migrations: 'unknown' };
  return {
    database: availability === 'unwritable' ? 'unwritable' : 'ready',
    migrations: migrated ? 'ready' : 'pending',
  };
}

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
