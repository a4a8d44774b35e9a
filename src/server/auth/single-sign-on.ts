import * as z from 'zod';
import { guardedRequest, readText } from '../../outgoing/index.ts';
import { openAuth, type RequestHead, requestHeaders, type StaffAuthOptions } from './staff-auth.ts';

/** The company's own sign-in (OpenID Connect, authorization code with PKCE). */
export interface SingleSignOnSettings {
  /** Where `/.well-known/openid-configuration` is found, such as https://login.shop.example. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** On the button: "Sign in with …". */
  name: string;
  /** Believe an address of which the issuer does not say that it was verified. */
  trustEmail: boolean;
  allowedHosts: readonly string[];
}

export interface SingleSignOn {
  readonly name: string;
  /** Where to send the browser, with the cookies that tie the answer to it; null when the issuer does not answer. */
  begin(from: RequestHead): Promise<{ url: string; cookies: readonly string[] } | null>;
  /** Takes what the issuer sent back. Null when it is not good, or nobody of the team has that address. */
  finish(query: string, from: RequestHead): Promise<readonly string[] | null>;
}

export const SIGN_ON_PATH = '/sign-in/company';
export const SIGN_ON_CALLBACK = `${SIGN_ON_PATH}/callback`;

const PROVIDER = 'company';
const TIMEOUT_MS = 10_000;
const LARGEST_ANSWER_BYTES = 1_000_000;

const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url({ protocol: /^https?$/ }),
  token_endpoint: z.url({ protocol: /^https?$/ }),
  userinfo_endpoint: z.url({ protocol: /^https?$/ }),
});
type Discovery = z.infer<typeof Discovery>;
const Tokens = z.object({ access_token: z.string(), token_type: z.string().optional() });
const Profile = z.object({
  sub: z.string().min(1),
  email: z.string().optional(),
  email_verified: z.union([z.boolean(), z.stringbool()]).optional(),
  name: z.string().optional(),
});

/**
 * Signs people of the team in by their verified address at the issuer. It makes nobody a member: who was not invited
 * stays outside. The issuer is asked when somebody comes, so one that is away hinders nothing but this door.
 */
export function createSingleSignOn(auth: StaffAuthOptions, settings: SingleSignOnSettings): SingleSignOn {
  let opened: ReturnType<typeof open> | null = null;

  async function open() {
    const found = await discover(settings);
    const { genericOAuth } = await import('better-auth/plugins/generic-oauth');
    const { clientId } = settings;
    const redirectURI = `${auth.baseUrl}${SIGN_ON_CALLBACK}`;
    return openAuth(auth, [
      genericOAuth({
        config: [
          {
            providerId: PROVIDER,
            clientId,
            authorizationUrl: found.authorization_endpoint,
            tokenUrl: found.token_endpoint,
            redirectURI,
            scopes: ['openid', 'email', 'profile'],
            disableSignUp: true,
            accountSubject: ({ profile }) => String(profile.sub ?? ''),
            getToken: ({ code, codeVerifier }) => exchange(settings, found, { code, redirectURI, codeVerifier }),
            getUserInfo: ({ accessToken }) => profileOf(settings, found, accessToken ?? ''),
          },
        ],
      }),
    ]);
  }

  /** A failed discovery is tried again by the next person. */
  async function authOf() {
    opened ??= open();
    try {
      return await opened;
    } catch {
      opened = null;
      return null;
    }
  }

  return {
    name: settings.name,
    async begin(from) {
      const company = await authOf();
      if (company === null) return null;
      const { headers, response } = await company.api.signInSocial({
        body: { provider: PROVIDER, callbackURL: '/desk/', errorCallbackURL: '/desk/' },
        headers: requestHeaders(from),
        returnHeaders: true,
      });
      return response.url === undefined ? null : { url: response.url, cookies: headers.getSetCookie() };
    },
    async finish(query, from) {
      const company = await authOf();
      if (company === null) return null;
      const url = `${auth.baseUrl}/api/auth/callback/${PROVIDER}${query}`;
      const answer = await company.handler(new Request(url, { headers: requestHeaders(from) }));
      const cookies = answer.headers.getSetCookie();
      return cookies.some((cookie) => /session_token=[^;]/.test(cookie)) ? cookies : null;
    },
  };
}

async function discover(settings: SingleSignOnSettings): Promise<Discovery> {
  const issuer = settings.issuer.replace(/\/+$/, '');
  const found = Discovery.parse(
    await askJson(settings, { url: `${issuer}/.well-known/openid-configuration`, method: 'GET', headers: {} }),
  );
  // OpenID Connect Discovery 1.0, 4.3: another issuer's document must not be taken.
  if (found.issuer.replace(/\/+$/, '') !== issuer) throw new Error(`${issuer} calls itself ${found.issuer}`);
  return found;
}

async function exchange(
  settings: SingleSignOnSettings,
  { token_endpoint }: Discovery,
  given: { code: string; redirectURI: string; codeVerifier: string | undefined },
): Promise<{ accessToken: string }> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: given.code,
    redirect_uri: given.redirectURI,
    client_id: settings.clientId,
    client_secret: settings.clientSecret,
    ...(given.codeVerifier === undefined ? {} : { code_verifier: given.codeVerifier }),
  }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const tokens = Tokens.parse(await askJson(settings, { url: token_endpoint, method: 'POST', headers, body }));
  return { accessToken: tokens.access_token };
}

/** Null for somebody whose address the issuer has not verified: it could be anybody's. */
async function profileOf(settings: SingleSignOnSettings, { userinfo_endpoint }: Discovery, token: string) {
  const headers = { authorization: `Bearer ${token}` };
  const profile = Profile.parse(await askJson(settings, { url: userinfo_endpoint, method: 'GET', headers }));
  const verified = profile.email_verified ?? settings.trustEmail;
  if (!verified || profile.email === undefined) return null;
  return { sub: profile.sub, email: profile.email.toLowerCase(), name: profile.name ?? '', emailVerified: true };
}

async function askJson(
  { allowedHosts }: SingleSignOnSettings,
  request: { url: string; method: 'GET' | 'POST'; headers: Record<string, string>; body?: string },
): Promise<unknown> {
  const headers = { accept: 'application/json', ...request.headers };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await guardedRequest({ ...request, headers, allowedHosts, signal });
  if (answer.kind !== 'answered') throw new Error(answer.detail);
  const text = await readText(answer.response, LARGEST_ANSWER_BYTES);
  if (answer.status !== 200 || text === null) throw new Error(`${request.url} answered ${answer.status}`);
  return JSON.parse(text);
}
