import type { FastifyInstance } from 'fastify';
import { audit } from '../../handoff/index.ts';
import { SIGN_ON_CALLBACK, SIGN_ON_PATH } from '../auth/single-sign-on.ts';
import type { DeskParts } from './desk-parts.ts';
import { headOf } from './principal.ts';
import { Refusal } from './refusal.ts';

/** Where the console says that it did not work, and why nobody learns more. */
const REFUSED = '/desk/#/refused';

/** The way to the company's sign-in and back: two pages that only send the browser on. */
export function mountSignOn(server: FastifyInstance, parts: DeskParts): void {
  const { signOn, auth, storage, clock } = parts;
  if (signOn === null) return;
  const hide = { schema: { hide: true } };
  server.get(SIGN_ON_PATH, hide, async (request, reply) => {
    const begun = await signOn.begin(headOf(request));
    if (begun === null) return reply.status(503).send(new Refusal('unavailable').body);
    return reply
      .header('set-cookie', [...begun.cookies])
      .header('cache-control', 'no-store')
      .redirect(begun.url);
  });
  server.get(SIGN_ON_CALLBACK, hide, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
    const cookies = await signOn.finish(query, headOf(request));
    if (cookies === null) return reply.redirect(REFUSED);
    const head = headOf(request);
    head.headers.set('cookie', cookies.map((cookie) => cookie.split(';')[0]).join('; '));
    const session = await auth.session(head);
    const now = clock.now();
    const user = session?.user ?? '';
    const entered = await storage.transact(async (tx) => {
      // Who was invited and comes in this way has joined; who was taken off the team stays outside.
      const joined = await tx
        .updateTable('agents')
        .set({ joined: 1 })
        .where('id', '=', user)
        .where('active', '=', 1)
        .executeTakeFirst();
      const action = joined.numUpdatedRows === 1n ? 'session.start' : 'session.refused';
      await audit(tx, { actor: user || 'nobody', action, object: 'session', detail: signOn.name, ip: request.ip }, now);
      return joined.numUpdatedRows === 1n;
    });
    if (!entered) {
      if (session) await auth.endSession(session.user, session.id);
      return reply.redirect(REFUSED);
    }
    return reply.header('set-cookie', [...cookies]).redirect('/desk/');
  });
}
