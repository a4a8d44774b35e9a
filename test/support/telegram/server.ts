import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FaultEffect, type Faults, refusalOf } from './faults.ts';
import type { Journal } from './journal.ts';
import type { Methods } from './methods.ts';
import { checkParameters, fromForm, isMethod, type MethodName } from './parameters.ts';
import { badRequest, Refusal } from './wire.ts';
import type { World } from './world.ts';

export interface ApiServer {
  readonly port: number;
  /** Stops to listen and breaks every connection, as a dead network does. */
  goOffline(): Promise<void>;
  /** Listens again on the same port. */
  goOnline(): Promise<void>;
}

export interface ApiParts {
  token: string;
  world: World;
  journal: Journal;
  faults: Faults;
  methods: Methods;
  /** Throws 429 for a message that is over an enforced limit. */
  limit(chatId: number): void;
}

/** The Bot API over HTTP: `/bot<token>/<method>` with JSON, form or query parameters, and `/file/bot<token>/<path>`. */
export async function startApiServer(parts: ApiParts, port: number): Promise<ApiServer> {
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      if (!response.headersSent) answer(response, new Refusal(500, `Internal Server Error: ${String(error)}`).failure);
    });
  });
  server.keepAliveTimeout = 60_000;
  await listen(server, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    goOffline: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    goOnline: () => listen(server, bound),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function handle(parts: ApiParts, request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  if (path.startsWith('/file/bot')) return serveFile(parts, path, response);
  const body = await readBody(request);
  const target = /^\/bot([^/]*)\/(?:test\/)?(\w+)$/.exec(path);
  const method = target?.[2]?.toLowerCase() ?? '';
  if (target === null || !/^\d+:[\w-]+$/.test(target[1] ?? '')) return answer(response, NOT_FOUND.failure);
  if (target[1] !== parts.token) return answer(response, new Refusal(401, 'Unauthorized').failure);
  if (!isMethod(method)) return answer(response, new Refusal(404, 'Not Found: method not found').failure);

  let payload: Record<string, unknown>;
  try {
    payload = await readPayload(request, query, body, parts.world);
  } catch (error) {
    return answer(response, asRefusal(error).failure);
  }
  return call(parts, method, payload, response);
}

const NOT_FOUND = new Refusal(404, 'Not Found');

/** Runs one call, with the scripted fault that meets it. */
async function call(
  { journal, faults, methods, limit }: ApiParts,
  method: MethodName,
  payload: Record<string, unknown>,
  response: ServerResponse,
): Promise<unknown> {
  const chatId = payload['chat_id'] === undefined ? null : Number(payload['chat_id']);
  const effect = faults.take(method, chatId);
  const note = (fate: 'answered' | 'dropped' | 'hung', refusal: Refusal | null) => {
    const error = refusal && { code: refusal.failure.error_code, description: refusal.failure.description };
    journal.record({ kind: 'call', method, chatId, payload, fate, error });
  };
  const withoutEffect = effect === null ? null : refusalOf(effect);
  if (withoutEffect !== null) {
    note('answered', withoutEffect);
    if (effect?.kind === 'serverError' && effect.html === true) return answerHtml(response, effect.code ?? 502);
    return answer(response, withoutEffect.failure);
  }
  if (effect?.kind === 'hang') return note('hung', null);
  if (effect?.kind === 'reset') {
    note('dropped', null);
    return reset(response);
  }
  if (effect?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, effect.ms));

  let result: unknown;
  let refusal: Refusal | null = null;
  try {
    const checked = checkParameters(method, payload);
    if (chatId !== null && /^(send|copymessage|forwardmessage)/.test(method) && method !== 'sendchataction') {
      limit(chatId);
    }
    const run = methods[method] as (payload: unknown, signal: AbortSignal) => unknown;
    const outcome = run(checked, method === 'getupdates' ? closed(response) : NEVER);
    result = outcome instanceof Promise ? await outcome : outcome;
  } catch (error) {
    refusal = asRefusal(error);
  }
  return finish(effect, response, note, result, refusal);
}

const NEVER = new AbortController().signal;

function finish(
  effect: FaultEffect | null,
  response: ServerResponse,
  note: (fate: 'answered' | 'dropped' | 'hung', refusal: Refusal | null) => void,
  result: unknown,
  refusal: Refusal | null,
): unknown {
  if (effect?.kind === 'acceptThenHang') return note('hung', refusal);
  if (effect?.kind === 'acceptThenDrop') {
    note('dropped', refusal);
    return reset(response);
  }
  note('answered', refusal);
  return answer(response, refusal === null ? { ok: true, result } : refusal.failure);
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}

function closed(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function answer(
  response: ServerResponse,
  body: { ok: boolean; result?: unknown; error_code?: number; parameters?: { retry_after?: number } },
): void {
  if (response.destroyed) return;
  const json = Buffer.from(JSON.stringify(body));
  const retryAfter = body.parameters?.retry_after;
  response.writeHead(body.error_code ?? 200, {
    'content-type': 'application/json',
    'content-length': String(json.byteLength),
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  });
  response.end(json);
}

function answerHtml(response: ServerResponse, code: number): void {
  response.writeHead(code, { 'content-type': 'text/html' });
  response.end(`<html><body><h1>${code}</h1></body></html>`);
}

function serveFile({ token, world }: ApiParts, path: string, response: ServerResponse): unknown {
  const wanted = decodeURIComponent(path.slice('/file/bot'.length));
  const file = [...world.files.values()].find((candidate) => wanted === `${token}/${candidate.path}`);
  if (file === undefined) return answer(response, NOT_FOUND.failure);
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  return response.end(file.bytes);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}

async function readPayload(
  request: IncomingMessage,
  query: string,
  body: Buffer,
  world: World,
): Promise<Record<string, unknown>> {
  const fromQuery = query === '' ? {} : fromForm(new URLSearchParams(query));
  const type = request.headers['content-type'] ?? '';
  if (body.byteLength === 0) return fromQuery;
  if (type.startsWith('application/json')) return { ...fromQuery, ...parseJson(body) };
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { ...fromQuery, ...fromForm(new URLSearchParams(body.toString())) };
  }
  if (!type.startsWith('multipart/form-data')) throw badRequest('unsupported content type');
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const uploaded = new Map<string, string>();
  for (const [name, value] of form) {
    if (typeof value === 'string') continue;
    if (value.size === 0) throw badRequest('file must be non-empty');
    if (value.size > LARGEST_UPLOAD) throw new Refusal(413, 'Request Entity Too Large');
    const fileId = `upload-${world.files.size + 1}`;
    world.files.set(fileId, {
      path: `upload/${fileId}/${value.name}`,
      bytes: new Uint8Array(await value.arrayBuffer()),
    });
    uploaded.set(`attach://${name}`, fileId);
    uploaded.set(name, fileId);
  }
  const fields = [...form].flatMap(([name, value]): [string, string][] => {
    if (typeof value === 'string') return [[name, uploaded.get(value) ?? value]];
    const fileId = uploaded.get(name);
    return form.has(name) && /^(photo|document|video|audio|voice|animation|sticker|video_note)$/.test(name) && fileId
      ? [[name, fileId]]
      : [];
  });
  return { ...fromQuery, ...fromForm(fields) };
}

/** Bot API: files of up to 50 MB, photos of up to 10. */
const LARGEST_UPLOAD = 50 * 1024 * 1024;

function parseJson(body: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    if (parsed !== null && typeof parsed === 'object') return parsed as Record<string, unknown>;
  } catch {
    // Falls through to the refusal below.
  }
  throw badRequest("can't parse JSON object");
}
