import { createHmac } from 'node:crypto';
import type { BetterAuthPlugin } from 'better-auth';
import { uuidv7 } from 'uuidv7';
import type { Storage } from '../../storage/index.ts';

/** Passwords and sessions of the people at the desk. Who they are and what they may do is the desk's business. */
export interface StaffAuth {
  /** Makes the sign-in record of a person who cannot sign in yet. Returns their id; an earlier one of that address is used again. */
  addUser(email: string, name: string): Promise<string>;
  setPassword(user: string, password: string): Promise<void>;
  checkPassword(user: string, password: string): Promise<boolean>;
  /** The cookies of a new session, or null when address and password do not belong together. */
  signIn(
    email: string,
    password: string,
    from: RequestHead,
  ): Promise<{ user: string; cookies: readonly string[] } | null>;
  signOut(from: RequestHead): Promise<readonly string[]>;
  session(from: RequestHead): Promise<StaffSession | null>;
  sessions(user: string): Promise<readonly SessionRecord[]>;
  /** At once: the next request with it is refused. */
  endSession(user: string, session: string): Promise<boolean>;
  endSessions(user: string, except?: string): Promise<void>;
}

export interface RequestHead {
  headers: Headers;
  ip: string;
}

export interface StaffSession {
  id: string;
  user: string;
  /** To be sent back with every change: another site can make a browser send the cookie, but not read this. */
  csrf: string;
}

export interface SessionRecord {
  id: string;
  startedAt: number;
  seenAt: number;
  ip: string;
  agent: string;
}

export interface StaffAuthOptions {
  storage: Storage;
  /** Signs cookies and CSRF tokens. */
  secret: string;
  /** Where the console is reached; https makes the cookies secure. */
  baseUrl: string;
  /** Tests, which make hundreds of people, hash at less cost. Without it better-auth's own (scrypt) takes a tenth of a second. */
  hashing?: PasswordHashing;
}

export interface PasswordHashing {
  hash(password: string): Promise<string>;
  verify(given: { hash: string; password: string }): Promise<boolean>;
}

/** A working day; each use within it renews the session every quarter of an hour. */
const SESSION_SECONDS = 12 * 60 * 60;
const RENEW_SECONDS = 15 * 60;

export function createStaffAuth(options: StaffAuthOptions): StaffAuth {
  const { storage, secret } = options;
  let opened: ReturnType<typeof openAuth> | null = null;
  /** Loaded when the first person signs in: starting is frequent, signing in is not. */
  const authOf = () => {
    opened ??= openAuth(options);
    return opened;
  };
  const csrfOf = (token: string) => createHmac('sha256', secret).update(`csrf ${token}`).digest('base64url');

  async function addUser(email: string, name: string): Promise<string> {
    const { internalAdapter } = await (await authOf()).$context;
    const known = await internalAdapter.findUserByEmail(email);
    if (known) return known.user.id;
    const user = await internalAdapter.createUser(
      { email: email.toLowerCase(), name, emailVerified: true },
      { method: 'email-password' },
    );
    return user.id;
  }

  async function setPassword(user: string, password: string): Promise<void> {
    const { internalAdapter, password: hashing } = await (await authOf()).$context;
    const hash = await hashing.hash(password);
    const accounts = await internalAdapter.findAccounts(user);
    if (accounts.some(({ providerId }) => providerId === 'credential')) {
      await internalAdapter.updatePassword(user, hash);
      return;
    }
    await internalAdapter.linkAccount({ userId: user, providerId: 'credential', accountId: user, password: hash });
  }

  async function checkPassword(user: string, password: string): Promise<boolean> {
    const { internalAdapter, password: hashing } = await (await authOf()).$context;
    const accounts = await internalAdapter.findAccounts(user);
    const hash = accounts.find(({ providerId }) => providerId === 'credential')?.password;
    return hash ? hashing.verify({ hash, password }) : false;
  }

  return {
    addUser,
    setPassword,
    checkPassword,
    async signIn(email, password, from) {
      try {
        const { headers, response } = await (await authOf()).api.signInEmail({
          body: { email, password },
          headers: requestHeaders(from),
          returnHeaders: true,
        });
        return { user: response.user.id, cookies: headers.getSetCookie() };
      } catch (thrown) {
        // Wrong address or password is an answer; everything else is a fault.
        if (thrown instanceof Error && 'statusCode' in thrown && Number(thrown.statusCode) < 500) return null;
        throw thrown;
      }
    },
    async signOut(from) {
      const { headers } = await (await authOf()).api.signOut({ headers: requestHeaders(from), returnHeaders: true });
      return headers.getSetCookie();
    },
    async session(from) {
      if (!from.headers.has('cookie')) return null;
      const found = await (await authOf()).api.getSession({ headers: requestHeaders(from) });
      if (!found) return null;
      return { id: found.session.id, user: found.user.id, csrf: csrfOf(found.session.token) };
    },
    async sessions(user) {
      const rows = await storage.db
        .selectFrom('staff_session')
        .selectAll()
        .where('userId', '=', user)
        .orderBy('createdAt', 'desc')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        startedAt: timeOf(row.createdAt),
        seenAt: timeOf(row.updatedAt),
        ip: row.ipAddress ?? '',
        agent: row.userAgent ?? '',
      }));
    },
    async endSession(user, session) {
      const ended = await storage.transact((tx) =>
        tx.deleteFrom('staff_session').where('id', '=', session).where('userId', '=', user).executeTakeFirst(),
      );
      return ended.numDeletedRows > 0n;
    },
    async endSessions(user, except) {
      await storage.transact(async (tx) => {
        let ending = tx.deleteFrom('staff_session').where('userId', '=', user);
        if (except !== undefined) ending = ending.where('id', '<>', except);
        await ending.execute();
      });
    },
  };
}

const IP_HEADER = 'x-warmline-ip';

/** Also for the company's sign-in, which adds a plugin: sessions of both are the same. */
export async function openAuth(
  { storage, secret, baseUrl, hashing }: StaffAuthOptions,
  plugins: BetterAuthPlugin[] = [],
) {
  const { betterAuth } = await import('better-auth');
  return betterAuth({
    secret,
    baseURL: baseUrl,
    plugins,
    database: { db: storage.db, type: storage.dialect },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      autoSignIn: false,
      ...(hashing ? { password: hashing } : {}),
    },
    user: { modelName: 'staff_user' },
    session: { modelName: 'staff_session', expiresIn: SESSION_SECONDS, updateAge: RENEW_SECONDS },
    account: { modelName: 'staff_account' },
    verification: { modelName: 'staff_verification' },
    // The desk counts wrong passwords itself, over all processes; see `limitSignIn`.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: 'warmline',
      useSecureCookies: baseUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
      ipAddress: { ipAddressHeaders: [IP_HEADER] },
      database: { generateId: () => uuidv7() },
    },
  });
}

/** The address is the one that the server has established; what a client claims in a header is overwritten. */
export function requestHeaders({ headers, ip }: RequestHead): Headers {
  const own = new Headers(headers);
  own.set(IP_HEADER, ip);
  return own;
}

/** better-auth keeps times as text in SQLite and as timestamps in PostgreSQL. */
function timeOf(value: unknown): number {
  if (typeof value === 'string') return Temporal.Instant.from(value).epochMilliseconds;
  return Number(value);
}
