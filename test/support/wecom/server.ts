import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = { errcode: number; errmsg?: string } & Record<string, unknown>;

/** By path below /cgi-bin/; `files` are the parts of an upload. A Buffer is the bytes of a file. */
export type Methods = Record<
  string,
  (body: Record<string, unknown>, query: URLSearchParams, files: readonly Uint8Array[]) => Answer | Buffer
>;

/** How the next call of a path ends: 'drop-after' carries it out and never answers, 'hang' does neither. */
export type Fault = 'drop-after' | 'stale-token' | 'unknown-token' | 'rate-limit' | 'busy' | 'hang';

export interface ApiServer {
  apiRoot: string;
  fail(path: string, how: Fault, times?: number): void;
  /** No token that was given out so far is good any more. */
  expireTokens(): void;
  tokensGiven(): number;
  calls(path: string): number;
  close(): Promise<void>;
}

const FAULTS: Partial<Record<Fault, Answer>> = {
  'stale-token': { errcode: 42001, errmsg: 'access_token expired' },
  'unknown-token': { errcode: 40001, errmsg: 'invalid credential, access_token is invalid or not latest' },
  'rate-limit': { errcode: 45009, errmsg: 'reach max api daily quota limit' },
  busy: { errcode: -1, errmsg: 'system busy' },
};

/** The API's door: tokens, paths, and scripted faults. What a path does is in `methods`. */
export async function serveApi(methods: Methods, app: { corpId?: string; secret?: string }): Promise<ApiServer> {
  const faults = new Map<string, Fault[]>();
  const calls = new Map<string, number>();
  let tokens = 0;
  let good = 0;

  const server = createServer((request, response) => {
    answer(request, response).catch((fault: unknown) => {
      response.writeHead(500).end(String(fault));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://peer');
    const path = url.pathname.replace(/^\/cgi-bin\//, '');
    calls.set(path, (calls.get(path) ?? 0) + 1);
    const { body, files } = await read(request);
    const fault = faults.get(path)?.shift() ?? faults.get(path.replace(/^externalcontact\//, ''))?.shift();
    if (fault === 'hang') return;
    const scripted = fault === undefined ? undefined : FAULTS[fault];
    if (scripted) return send(response, scripted);
    if (path === 'gettoken') return send(response, giveToken(url.searchParams));
    if (url.searchParams.get('access_token') !== `token-${tokens}` || tokens <= good)
      return send(response, { errcode: 40014, errmsg: 'invalid access_token' });
    const method = methods[path];
    const result = method ? method(body, url.searchParams, files) : { errcode: 40066, errmsg: `invalid url ${path}` };
    if (fault === 'drop-after') response.destroy();
    else if (Buffer.isBuffer(result))
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(result);
    else send(response, result);
  }

  function giveToken(query: URLSearchParams): Answer {
    if (app.corpId !== undefined && query.get('corpid') !== app.corpId)
      return { errcode: 40013, errmsg: 'invalid corpid' };
    if (app.secret !== undefined && query.get('corpsecret') !== app.secret)
      return { errcode: 40001, errmsg: 'invalid credential' };
    tokens += 1;
    return { errcode: 0, errmsg: 'ok', access_token: `token-${tokens}`, expires_in: 7_200 };
  }

  return {
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail(path, how, times = 1) {
      faults.set(path, [...(faults.get(path) ?? []), ...Array<Fault>(times).fill(how)]);
    },
    expireTokens() {
      good = tokens;
    },
    tokensGiven: () => tokens,
    calls: (path) => calls.get(path) ?? 0,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<{ body: Record<string, unknown>; files: Uint8Array[] }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/'))
    return { body: bytes.length === 0 ? {} : JSON.parse(bytes.toString()), files: [] };
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const files: Uint8Array[] = [];
  for (const part of form.values()) if (typeof part !== 'string') files.push(new Uint8Array(await part.arrayBuffer()));
  return { body: {}, files };
}

function send(response: ServerResponse, body: Answer): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
}
