import { lookup as resolveName } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { errorText } from '../core/index.ts';
import { isPrivateAddress } from './private-address.ts';

export interface GuardedRequest {
  url: string;
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** Hosts ("crm.internal", "127.0.0.1:9000") that may be called although they are private. */
  allowedHosts: readonly string[];
  /** Ends the request, and the reading of its answer. */
  signal: AbortSignal;
}

export type GuardedAnswer =
  /** The head has come; the body is still to be read, or to be let go with `resume()`. */
  | { kind: 'answered'; status: number; response: IncomingMessage }
  /** Not sent, and never will be: the address is one that may not be called. */
  | { kind: 'forbidden'; detail: string }
  | { kind: 'failed'; detail: string };

/**
 * Calls another system by an address that somebody typed in. The name is resolved once and that very address is called,
 * so a name that answers differently the second time (DNS rebinding) gains nothing. Redirects are answers, not followed.
 */
export function guardedRequest(request: GuardedRequest): Promise<GuardedAnswer> {
  const { url, method, headers, body, allowedHosts, signal } = request;
  const target = new URL(url);
  const bare = target.hostname.replace(/^\[|\]$/g, '');
  const allowed = allowedHosts.includes(target.host) || allowedHosts.includes(target.hostname);
  if (!allowed && isIP(bare) !== 0 && isPrivateAddress(bare)) return Promise.resolve(forbidden(bare));
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    let refused: GuardedAnswer | null = null;
    const lookup: LookupFunction = (name, options, callback) => {
      resolveName(name, { ...options, all: true }, (fault, addresses) => {
        const found = fault === null ? addresses : [];
        const bad = allowed ? undefined : found.find(({ address }) => isPrivateAddress(address));
        const [first] = found;
        if (bad) refused = forbidden(bad.address);
        if (fault || bad || !first) callback(fault ?? new Error('a private address'), '', 0);
        else if (options.all) callback(null, [first]);
        else callback(null, first.address, first.family);
      });
    };
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = send(target, { method, headers: { ...length, ...headers }, lookup, signal, agent: false });
    outgoing.on('response', (response) => resolve({ kind: 'answered', status: response.statusCode ?? 0, response }));
    outgoing.on('error', (fault) => resolve(refused ?? { kind: 'failed', detail: errorText(fault) }));
    outgoing.end(body);
  });
}

function forbidden(ip: string): GuardedAnswer {
  const detail = `${ip} is a private address. Allow its host with OUTGOING_ALLOWED_HOSTS if it is meant.`;
  return { kind: 'forbidden', detail };
}
