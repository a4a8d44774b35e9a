import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { API, type DeskEvent, type EndpointSpec, EVENTS_PATH } from '../../../src/server/contract/index.ts';
import { mountWebFiles } from '../../../src/server/web-files.ts';
import { createSessions, Refusal, STATUS } from './desk-access.ts';
import { createAnswers } from './desk-answers.ts';
import type { AnswerParts, Call } from './desk-call.ts';
import { createDeeds, type Deeds } from './desk-deeds.ts';
import { createWorld, type DeskWorld } from './desk-world.ts';

/**
 * The desk's contract over real HTTP with data in memory: requests and answers go through the contract's own schemas,
 * roles and CSRF are checked as it says, and the built console is served under the product's policy.
 */
export interface DeskServer {
  url: string;
  world: DeskWorld;
  deeds: Deeds;
  /** The customer says something. */
  customerSays(conversation: string, text: string): void;
  tell(event: DeskEvent): void;
  /** Cuts every event stream, as a network does. */
  cutStreams(): void;
  /** The calls by these names fail with this code, until it is given null. */
  fail(names: readonly (keyof typeof API)[], code: 'unavailable' | 'internal' | null): void;
  /** Reports of the browser about what the policy refused. */
  stop(): Promise<void>;
}

interface Stream {
  session: string;
  response: ServerResponse;
}

const dist = join(import.meta.dirname, '../../../dist');

/** With the `port` of an earlier one, what a browser keeps of its pages is good for it too. */
export async function startDeskServer(world: DeskWorld = createWorld(), port = 0): Promise<DeskServer> {
  const sessions = createSessions(world);
  const streams = new Set<Stream>();
  const history: Array<{ id: number; event: DeskEvent }> = [];
  const failing = new Map<string, 'unavailable' | 'internal'>();
  let eventId = 0;

  const tell = (event: DeskEvent) => {
    eventId += 1;
    history.push({ id: eventId, event });
    for (const { response } of streams) write(response, eventId, event);
  };
  const deeds = createDeeds(world, tell);
  const told: AnswerParts['tell'] = {
    team: () => tell({ kind: 'team' }),
    session(person) {
      for (const stream of streams) {
        const isOpen = sessions.all().some(({ id }) => id === stream.session);
        if (!isOpen && person) write(stream.response, eventId, { kind: 'signed-out' });
      }
    },
    complaint: (complaint) => tell({ kind: 'complaint', complaint, alert: false }),
    compensation: (compensation) => tell({ kind: 'compensation', compensation }),
    viewers: (talk, customer) => tell({ kind: 'viewers', conversation: talk.detail.item.conversation, customer }),
  };
  const answers = createAnswers({ world, deeds, sessions, tell: told });

  const server = Fastify({ forceCloseConnections: true });
  await server.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'https:'],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'self'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  });
  server.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  for (const [name, spec] of Object.entries(API) as Array<[keyof typeof API, EndpointSpec]>) {
    server.route({
      method: spec.method,
      url: spec.path,
      bodyLimit: 20 * 1024 * 1024,
      handler: (request, reply) => answer(name, spec, request, reply),
    });
  }
  server.get(EVENTS_PATH, (request, reply) => {
    const session = sessions.find(request.headers.cookie);
    if (session === undefined) return refuse(reply, new Refusal('not_signed_in'));
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const last = Number(request.headers['last-event-id'] ?? Number.NaN);
    write(reply.raw, eventId, { kind: 'hello', fresh: false, now: Date.now() });
    if (!Number.isNaN(last)) for (const { id, event } of history) if (id > last) write(reply.raw, id, event);
    const stream = { session: session.id, response: reply.raw };
    streams.add(stream);
    request.raw.on('close', () => streams.delete(stream));
  });
  await mountWebFiles(server, { chat: join(dist, 'chat'), desk: join(dist, 'desk'), knowledge: join(dist, 'none') });
  const url = await server.listen({ host: '127.0.0.1', port });

  return {
    url,
    world,
    deeds,
    tell,
    customerSays(conversation, text) {
      const talk = world.talks.get(conversation);
      if (talk === undefined) throw new Error(`There is no conversation ${conversation}.`);
      deeds.say(talk, 'customer', text);
      tell({ kind: 'conversation', conversation });
    },
    cutStreams() {
      for (const { response } of streams) response.destroy();
    },
    fail(names, code) {
      for (const name of names) code === null ? failing.delete(name) : failing.set(name, code);
    },
    stop: () => server.close(),
  };

  async function answer(name: keyof typeof API, spec: EndpointSpec, request: FastifyRequest, reply: FastifyReply) {
    try {
      const failure = failing.get(name);
      if (failure !== undefined) throw new Refusal(failure);
      const session = sessions.find(request.headers.cookie);
      if (name === 'session') return sessions.stateOf(session);
      if (spec.who !== 'anyone') {
        if (session === undefined || !session.person.active) throw new Refusal('not_signed_in');
        if (spec.method !== 'GET' && request.headers['x-csrf-token'] !== session.csrf)
          throw new Refusal('not_same_origin');
        if (spec.who !== 'signed-in' && !spec.who.includes(session.person.role)) throw new Refusal('not_allowed');
      }
      const query = spec.query?.safeParse(request.query);
      const body = spec.body?.safeParse(request.body);
      if (query?.success === false || body?.success === false) throw new Refusal('bad_request');
      if (name === 'upload') return upload(query?.data as { name: string; type: string }, request.body as Buffer);
      const handler = answers[name] as ((call: unknown) => unknown) | undefined;
      if (handler === undefined) throw new Refusal('unavailable');
      const call: Pick<Call<'session'>, 'params' | 'signIn'> & Record<string, unknown> = {
        params: request.params as Record<string, string>,
        query: query?.data,
        body: body?.data,
        me: session?.person,
        session,
        signIn(person) {
          if (session !== undefined) sessions.close(session.id);
          const opened = person === null ? 'ended' : sessions.open(person).id;
          void reply.header('set-cookie', `desk=${opened}; Path=/; HttpOnly; SameSite=Lax`);
        },
      };
      const given = await handler(call);
      if (spec.method !== 'GET' && session)
        world.audit.push({
          at: Date.now(),
          actor: session.person.id,
          action: name,
          object: Object.values(call.params)[0] ?? '',
        });
      return spec.answer.parse(given);
    } catch (fault) {
      if (fault instanceof Refusal) return refuse(reply, fault);
      throw fault;
    }
  }

  function upload({ name, type }: { name: string; type: string }, bytes: Buffer) {
    const id = randomUUID();
    world.uploads.set(id, { name, mimeType: type, bytes: bytes.byteLength });
    return { id, name, mimeType: type, bytes: bytes.byteLength, url: `/api/uploads/${id}` };
  }
}

function refuse(reply: FastifyReply, { code, more }: Refusal) {
  return reply.status(STATUS[code]).send({ error: { code, message: code, ...more } });
}

function write(response: ServerResponse, id: number, event: DeskEvent): void {
  response.write(`id: ${id}\ndata: ${JSON.stringify(event)}\n\n`);
}
