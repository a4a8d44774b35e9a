import { lookup as resolveName } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { errorText } from '../../core/index.ts';

export type PostResult =
  | { kind: 'answered'; status: number }
  /** Not sent, and never will be: the address is one that may not be called. */
  | { kind: 'forbidden'; detail: string }
  | { kind: 'failed'; detail: string };

export interface PostOptions {
  url: string;
  body: string;
  headers: Readonly<Record<string, string>>;
  /** Hosts ("crm.internal", "127.0.0.1:9000") that may be called although they are private. */
  allowedHosts: readonly string[];
  timeoutMs: number;
}

/** Private, local and special ranges (RFC 6890): what a webhook must not reach from inside the shop's network. */
const PRIVATE = new BlockList();
for (const [range, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  PRIVATE.addSubnet(range, bits, 'ipv4');
}
for (const [range, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(range, bits, 'ipv6');
}

/** True for addresses of the own machine or network, also when they are written as IPv4 in IPv6. */
export function isPrivateAddress(ip: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return isPrivateAddress(mapped);
  if (/^::ffff:/i.test(ip)) return true;
  return PRIVATE.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4');
}

/**
 * POSTs to an address that somebody typed in. The name is resolved once and that very address is called, so a name that
 * answers differently the second time (DNS rebinding) gains nothing. Redirects are answers, not followed.
 */
export function guardedPost({ url, body, headers, allowedHosts, timeoutMs }: PostOptions): Promise<PostResult> {
  const target = new URL(url);
  const bare = target.hostname.replace(/^\[|\]$/g, '');
  const allowed = allowedHosts.includes(target.host) || allowedHosts.includes(target.hostname);
  if (!allowed && isIP(bare) !== 0 && isPrivateAddress(bare)) return Promise.resolve(forbidden(bare));
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    let refused: PostResult | null = null;
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
    const outgoing = send(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
      lookup,
      timeout: timeoutMs,
      agent: false,
    });
    const overdue = setTimeout(() => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    outgoing.on('response', (incoming) => {
      incoming.resume();
      resolve({ kind: 'answered', status: incoming.statusCode ?? 0 });
    });
    outgoing.on('error', (fault) => resolve(refused ?? { kind: 'failed', detail: errorText(fault) }));
    outgoing.on('close', () => clearTimeout(overdue));
    outgoing.end(body);
  });
}

function forbidden(ip: string): PostResult {
  return {
    kind: 'forbidden',
    detail: `${ip} is a private address. Allow its host with OUTGOING_ALLOWED_HOSTS if it is meant.`,
  };
}
