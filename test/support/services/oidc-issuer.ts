import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface IssuerPerson {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

/** A small OpenID Connect issuer on a real port: it refuses what the protocol refuses. */
export interface OidcIssuer {
  url: string;
  clientId: string;
  clientSecret: string;
  /** Who signs in at the next request for authorization. */
  person: IssuerPerson;
  /** What a browser does that is sent there: signs in, and is sent back. Returns where to. */
  follow(authorization: string): Promise<string>;
  close(): Promise<void>;
}

export async function startOidcIssuer(): Promise<OidcIssuer> {
  const codes = new Map<string, { challenge: string; redirect: string; person: IssuerPerson }>();
  const tokens = new Map<string, IssuerPerson>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', issuer.url);
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (url.pathname === '/.well-known/openid-configuration') {
      json(200, {
        issuer: issuer.url,
        authorization_endpoint: `${issuer.url}/authorize`,
        token_endpoint: `${issuer.url}/token`,
        userinfo_endpoint: `${issuer.url}/userinfo`,
      });
    } else if (url.pathname === '/authorize') {
      const { searchParams: asked } = url;
      const redirect = asked.get('redirect_uri') ?? '';
      if (asked.get('client_id') !== issuer.clientId || asked.get('code_challenge_method') !== 'S256') {
        json(400, { error: 'invalid_request' });
        return;
      }
      const code = randomBytes(12).toString('hex');
      codes.set(code, { challenge: asked.get('code_challenge') ?? '', redirect, person: issuer.person });
      const back = new URL(redirect);
      back.searchParams.set('code', code);
      back.searchParams.set('state', asked.get('state') ?? '');
      response.writeHead(302, { location: back.href }).end();
    } else if (url.pathname === '/token') {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const form = new URLSearchParams(body);
        const code = codes.get(form.get('code') ?? '');
        codes.delete(form.get('code') ?? '');
        const verifier = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        const good =
          code !== undefined &&
          code.challenge === verifier &&
          code.redirect === form.get('redirect_uri') &&
          form.get('client_secret') === issuer.clientSecret;
        if (!good) {
          json(400, { error: 'invalid_grant' });
          return;
        }
        const token = randomBytes(12).toString('hex');
        tokens.set(token, code.person);
        json(200, { access_token: token, token_type: 'Bearer', expires_in: 60 });
      });
    } else if (url.pathname === '/userinfo') {
      const person = tokens.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
      if (person) json(200, person);
      else json(401, { error: 'invalid_token' });
    } else json(404, {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer: OidcIssuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientId: 'warmline-desk',
    clientSecret: 'a-secret-of-the-issuer',
    person: { sub: 'nobody' },
    async follow(authorization) {
      const answer = await fetch(authorization, { redirect: 'manual' });
      if (answer.status !== 302) throw new Error(`the issuer refused: ${answer.status} ${await answer.text()}`);
      return answer.headers.get('location') ?? '';
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return issuer;
}
