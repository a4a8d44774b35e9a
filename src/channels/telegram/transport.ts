import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import type { Api, ApiClientOptions } from 'grammy';

/** The request never left this machine (no connection, no name, no TLS), so it certainly had no effect. */
export class NotSentError extends Error {
  constructor(cause: Error) {
    super(`no connection to Telegram: ${cause.message || ('code' in cause ? String(cause.code) : cause.name)}`, {
      cause,
    });
    this.name = 'NotSentError';
  }
}

type Fetch = NonNullable<ApiClientOptions['fetch']>;

interface FetchInit {
  method: string;
  headers: Record<string, string>;
  body: string | Readable;
  signal: { aborted: boolean; addEventListener(type: 'abort', listener: () => void): void };
}

/**
 * Idle connections are closed by us after this long, well before the usual server does: a request written on a
 * connection that the server is closing ends as `unsure`.
 */
const IDLE_MS = 10_000;

/**
 * The `fetch` that grammY calls. It exists because no general client tells whether a failed request had left the
 * machine, and that is the difference between `later` and `unsure`. A connection that does not stand after
 * `connectTimeoutMs` is given up; it has to be shorter than the time-out of the call.
 */
export function createTransport(apiRoot: string, connectTimeoutMs: number): Fetch {
  const secure = apiRoot.startsWith('https:');
  const options = { keepAlive: true, timeout: IDLE_MS };
  const agent = secure ? new HttpsAgent(options) : new HttpAgent(options);
  const open = secure ? httpsRequest : httpRequest;

  function post(url: string, { method, headers, body, signal }: FetchInit): Promise<{ json(): unknown }> {
    return new Promise((resolve, reject) => {
      const outgoing = open(url, { method, agent, headers: withLength(headers, body) });
      const stands = watchConnection(outgoing, secure, connectTimeoutMs);
      const fail = (error: Error) => reject(stands() ? error : new NotSentError(error));
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        readJson(incoming).then((value) => resolve({ json: () => value }), fail);
      });
      signal.addEventListener('abort', () => outgoing.destroy(new Error('given up')));
      if (signal.aborted) outgoing.destroy(new Error('given up'));
      else if (typeof body === 'string') outgoing.end(body);
      else body.on('error', (error) => outgoing.destroy(error)).pipe(outgoing);
    });
  }

  // grammY types its fetch after node-fetch; it uses (url, init) and `json()` of the result, and no more.
  return ((url: string, init: FetchInit) => post(url, init)) as unknown as Fetch;
}

export type ApiSignal = NonNullable<Parameters<Api['raw']['sendMessage']>[1]>;

/** grammY's type of a signal is that of a polyfill; all that it does is to listen for "abort". */
export function apiSignal(signal: AbortSignal): ApiSignal {
  return signal as unknown as ApiSignal;
}

/** Tells whether the connection stands, so that bytes of the request may have gone out. */
function watchConnection(outgoing: ClientRequest, secure: boolean, timeoutMs: number): () => boolean {
  let standing = false;
  const timer = setTimeout(() => {
    outgoing.destroy(new Error(`no connection within ${timeoutMs} ms`));
  }, timeoutMs);
  const stand = () => {
    standing = true;
    clearTimeout(timer);
  };
  outgoing.on('socket', (socket) => {
    if (outgoing.reusedSocket) stand();
    else socket.once(secure ? 'secureConnect' : 'connect', stand);
  });
  outgoing.once('close', () => clearTimeout(timer));
  return () => standing;
}

function withLength(headers: Record<string, string>, body: string | Readable): Record<string, string> {
  return typeof body === 'string' ? { ...headers, 'content-length': String(Buffer.byteLength(body)) } : headers;
}

/** The answer as JSON; what a proxy says in HTML becomes Telegram's own form of an error, status kept. */
async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const status = incoming.statusCode ?? 0;
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch (error) {
    if (status >= 400) return { ok: false, error_code: status, description: `HTTP ${status} without JSON` };
    throw new Error(`HTTP ${status} without JSON`, { cause: error });
  }
}
