import websocket, { type WebSocket } from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type {
  Endpoint,
  EndpointDescription,
  HttpEndpoint,
  HttpRequest,
  ServerSocket,
  SocketEndpoint,
} from '../core/index.ts';

/** Largest frame of any socket route; each route names its own, smaller bound. */
const MAX_FRAME_BYTES = 1024 * 1024;

/** Mounts the routes that channels bring: they get raw bytes and know nothing of the web framework. */
export async function mountEndpoints(server: FastifyInstance, endpoints: readonly Endpoint[]): Promise<void> {
  await server.register(websocket, { options: { maxPayload: MAX_FRAME_BYTES } });
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const endpoint of endpoints) {
      if (endpoint.kind === 'http') mountHttp(scope, endpoint);
      else mountSocket(scope, endpoint);
    }
  });
}

function mountHttp(scope: FastifyInstance, endpoint: HttpEndpoint): void {
  scope.route({
    method: endpoint.method,
    url: endpoint.path,
    bodyLimit: endpoint.maxBodyBytes,
    schema: endpoint.described ? shown(endpoint.described) : { hide: true },
    // The endpoint gets raw bytes and answers with text; it has checked both.
    validatorCompiler: () => () => true,
    // What a platform posts is answered with a status: headers for browsers mean nothing there, and helmet makes them anew each time.
    ...(endpoint.method === 'POST' ? { helmet: false } : {}),
    async handler(request: FastifyRequest, reply: FastifyReply) {
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      const answer = await endpoint.handle({ ...describe(request), body });
      return reply
        .status(answer.status)
        .headers(answer.headers ?? {})
        .send(
          answer.body === undefined ? '' : typeof answer.body === 'string' ? answer.body : Buffer.from(answer.body),
        );
    },
  });
}

function shown({ answers, ...described }: EndpointDescription) {
  return { tags: ['webhooks'], ...described, response: answers };
}

function mountSocket(scope: FastifyInstance, endpoint: SocketEndpoint): void {
  scope.get(endpoint.path, { websocket: true, schema: { hide: true } }, (socket: WebSocket, request) => {
    endpoint.connect(adapt(socket, endpoint.maxMessageBytes), describe(request));
  });
}

function adapt(socket: WebSocket, maxMessageBytes: number): ServerSocket {
  return {
    send: (text) => socket.send(text),
    close: (code, reason) => socket.close(code, reason),
    onMessage(listener) {
      socket.on('message', (data: Buffer | ArrayBuffer | Buffer[], isBinary: boolean) => {
        const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
        if (isBinary) socket.close(1003, 'text frames only');
        else if (bytes.byteLength > maxMessageBytes) socket.close(1009, 'frame too large');
        else listener(bytes.toString('utf8'));
      });
    },
    onClose(listener) {
      socket.on('close', listener);
      socket.on('error', listener);
    },
    bufferedBytes: () => socket.bufferedAmount,
  };
}

function describe(request: FastifyRequest): Omit<HttpRequest, 'body'> {
  return {
    headers: single(request.headers),
    query: single(request.query as Record<string, unknown>),
    params: single(request.params as Record<string, unknown>),
    ip: request.ip,
  };
}

/** Of a repeated header or parameter only the first counts. */
function single(values: Record<string, unknown>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value;
      return [name, first === undefined || first === null ? undefined : String(first)];
    }),
  );
}
