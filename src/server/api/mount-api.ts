import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { errorText, WarmlineError } from '../../core/index.ts';
import { API, ApiError, type DeskEvent, type EndpointSpec, EVENTS_PATH } from '../contract/index.ts';
import { LARGEST_UPLOAD_BYTES } from '../stored-files.ts';
import type { Call, CallName, DeskParts, Handlers } from './desk-parts.ts';
import { campaignCalls } from './handlers/campaign-calls.ts';
import { cannedCalls } from './handlers/canned-calls.ts';
import { careCalls } from './handlers/care-calls.ts';
import { compensationCalls } from './handlers/compensation-calls.ts';
import { complaintCalls } from './handlers/complaint-calls.ts';
import { conversationCalls } from './handlers/conversation-calls.ts';
import { customerCalls } from './handlers/customer-calls.ts';
import { gateCalls } from './handlers/gate-calls.ts';
import { inboxCalls } from './handlers/inbox-calls.ts';
import { incidentCalls } from './handlers/incident-calls.ts';
import { orderRequestCalls } from './handlers/order-request-calls.ts';
import { roomCalls } from './handlers/room-calls.ts';
import { sessionCalls } from './handlers/session-calls.ts';
import { teamCalls } from './handlers/team-calls.ts';
import { webhookCalls } from './handlers/webhook-calls.ts';
import type { Listener } from './live-desk.ts';
import { admit, type Principal, principalOf } from './principal.ts';
import { notFound, Refusal } from './refusal.ts';
import { mountSignOn } from './sign-on-routes.ts';
import { mountUploads } from './uploads.ts';

const HANDLERS: Handlers<CallName> = {
  ...sessionCalls,
  ...inboxCalls,
  ...conversationCalls,
  ...compensationCalls,
  ...complaintCalls,
  ...campaignCalls,
  ...careCalls,
  ...customerCalls,
  ...roomCalls,
  ...gateCalls,
  ...incidentCalls,
  ...orderRequestCalls,
  ...teamCalls,
  ...cannedCalls,
  ...webhookCalls,
};

/** Calls that bring a file. */
const BODY_LIMITS: Partial<Record<CallName, number>> = {
  upload: LARGEST_UPLOAD_BYTES,
  importCustomers: 16 * 1024 * 1024,
};

const PREFIX = '/api';
/** What the API's description says that programs send; the console has its session's cookie instead. */
const KEY = [{ bearer: [] }];
/** The handler looks at them; here they are only described. */
const BYTES = z.any().meta({ type: 'string', format: 'binary' });
/** A comment now and then keeps proxies from closing a stream on which nothing happens. */
const HEARTBEAT_MS = 20_000;
/** A console that reads so little comes back and says what it saw last. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024;

/** Mounts every call of the contract, each behind its role; handlers ask whether the object may be seen. */
export async function mountApi(server: FastifyInstance, parts: DeskParts): Promise<void> {
  mountUploads(server, parts);
  mountSignOn(server, parts);
  await server.register(
    async (scope) => {
      scope.setErrorHandler((fault: FastifyError, request, reply) => {
        const refusal = refusalOf(fault);
        if (refusal.status >= 500)
          request.log.error({ fault: fault.message, route: request.routeOptions.url }, 'a call failed');
        return reply.status(refusal.status).send(refusal.body);
      });
      scope.setNotFoundHandler((_request, reply) => reply.status(404).send(notFound().body));
      scope.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, body),
      );
      for (const [name, spec] of Object.entries(API) as [CallName, EndpointSpec][]) mountCall(scope, parts, name, spec);
      mountEvents(scope, parts);
    },
    { prefix: PREFIX },
  );
}

function mountCall(scope: FastifyInstance, parts: DeskParts, name: CallName, spec: EndpointSpec): void {
  const callers = new WeakMap<FastifyRequest, Principal>();
  const handler = HANDLERS[name] as (parts: DeskParts, call: Call) => Promise<unknown>;
  scope.route({
    method: spec.method,
    url: spec.path.slice(PREFIX.length),
    bodyLimit: BODY_LIMITS[name] ?? 256 * 1024,
    schema: {
      tags: [spec.path.split('/')[2] ?? 'desk'],
      summary: spec.summary,
      ...(spec.who === 'anyone' ? {} : { security: KEY }),
      ...(spec.query ? { querystring: spec.query } : {}),
      ...(spec.body ? { body: spec.body } : {}),
      ...(spec.bytes ? { consumes: ['application/octet-stream'], body: BYTES } : {}),
      response: { ...(name === 'media' ? {} : { 200: spec.answer }), '4xx': ApiError, '5xx': ApiError },
    },
    // Before the body is read: somebody who may not call this learns nothing about its form.
    async onRequest(request) {
      const who =
        spec.who === 'anyone' ? null : await principalOf(parts.storage, parts.auth, request, parts.clock.now());
      admit(spec, who, request);
      if (who) callers.set(request, who);
    },
    async handler(request, reply) {
      const who = callers.get(request) ?? NOBODY;
      reply.header('cache-control', 'no-store');
      const params = request.params as Record<string, string>;
      const query = request.query as never;
      const body = request.body as never;
      return handler(parts, { who, params, query, body, now: parts.clock.now(), ip: request.ip, request, reply });
    },
  });
}

/** Calls for anyone have no caller; none of their handlers looks at one. */
const NOBODY = {
  get agent(): never {
    throw new Refusal('not_signed_in');
  },
  role: 'agent',
  actor: 'nobody',
  session: null,
} satisfies Principal;

function mountEvents(scope: FastifyInstance, parts: DeskParts): void {
  scope.get(
    EVENTS_PATH.slice(PREFIX.length),
    { schema: { tags: ['events'], summary: 'Server-sent events', security: KEY } },
    async (request, reply) => {
      const who = await principalOf(parts.storage, parts.auth, request, parts.clock.now());
      if (!who) throw new Refusal('not_signed_in');
      const resumed = Number(request.headers['last-event-id']);
      reply.hijack();
      const stream = reply.raw;
      stream.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
      });
      // It may have gone while its session was looked up, and nothing may be written once it was ended.
      const over = new AbortController();
      stream.on('close', () => over.abort());
      if (stream.destroyed) over.abort();
      const write = (text: string) => {
        if (over.signal.aborted) return;
        if (stream.writableLength > MOST_UNREAD_BYTES) stream.destroy();
        else stream.write(text);
      };
      const listener: Listener = {
        who,
        send(event: DeskEvent, id: number | null) {
          write(`${id === null ? '' : `id: ${id}\n`}data: ${JSON.stringify(event)}\n\n`);
        },
        close() {
          over.abort();
          stream.end();
        },
      };
      let leave = () => {};
      try {
        leave = await parts.live.join(listener, Number.isSafeInteger(resumed) && resumed > 0 ? resumed : null);
        while (!over.signal.aborted) {
          await parts.clock.sleep(HEARTBEAT_MS, over.signal);
          write(': still here\n\n');
        }
      } catch (thrown) {
        request.log.error({ fault: errorText(thrown) }, 'a stream of events failed');
        stream.destroy();
      } finally {
        leave();
      }
    },
  );
}

/** What a fault looks like from outside: our own refusals as they are, bad form as 400, everything else as 500. */
function refusalOf(fault: FastifyError): Refusal {
  if (fault instanceof Refusal) return fault;
  if (fault instanceof WarmlineError) {
    if (fault.code === 'STORAGE_UNAVAILABLE') return new Refusal('unavailable');
    return fault.code === 'NOT_FOUND' ? notFound() : new Refusal('internal');
  }
  // PostgreSQL's "data exception": a cursor that was made by hand holds what does not fit the column.
  if (/^22\w{3}$/.test(fault.code)) return new Refusal('bad_request');
  if (fault.statusCode === 413) return new Refusal('too_large');
  if (fault.statusCode === 429) return new Refusal('too_many');
  if (fault.validation || (fault.statusCode !== undefined && fault.statusCode < 500)) {
    return new Refusal('bad_request', { message: fault.message });
  }
  return new Refusal('internal');
}
