import type * as z from 'zod';
import type { Rate } from '../../../core/index.ts';
import { type Agent, agentOf, announce, audit, loads, setPresence } from '../../../handoff/index.ts';
import { SIGN_ON_PATH } from '../../auth/single-sign-on.ts';
import { needsSetup } from '../../auth/staff-links.ts';
import type { SessionState } from '../../contract/index.ts';
import type { SESSION_API } from '../../contract/session.ts';
import type { DeskParts, Handlers } from '../desk-parts.ts';
import { headOf, principalOf } from '../principal.ts';
import { notFound, Refusal } from '../refusal.ts';

type State = z.input<typeof SessionState>;

/** Wrong passwords per address (of mail) and per IP address in a quarter of an hour. */
const PER_EMAIL = { count: 5, perMs: 15 * 60_000 };
const PER_IP = { count: 30, perMs: 15 * 60_000 };

export const sessionCalls: Handlers<keyof typeof SESSION_API> = {
  async session(parts, { request, now }) {
    const who = await principalOf(parts.storage, parts.auth, request, now);
    if (!who) return (await needsSetup(parts.storage)) ? { state: 'setup' } : signedOut(parts);
    return signedIn(parts, who.agent, who.session?.csrf ?? '');
  },
  async signIn(parts, { body, request, reply, ip, now }) {
    const email = body.email.toLowerCase();
    await limitSignIn(parts, email, ip);
    const signed = await parts.auth.signIn(email, body.password, headOf(request));
    if (!signed) {
      await parts.storage.transact((tx) =>
        audit(tx, { actor: email, action: 'session.refused', object: 'session', ip }, now),
      );
      throw new Refusal('wrong_credentials');
    }
    await forgiveSignIn(parts, email, ip);
    return enter(parts, signed.cookies, request, reply, now, 'session.start');
  },
  async signOut(parts, { request, reply, who, ip, now }) {
    const cookies = await parts.auth.signOut(headOf(request));
    reply.header('set-cookie', [...cookies]);
    if (who.session) await parts.auth.endSession(who.agent.id, who.session.id);
    await parts.storage.transact((tx) =>
      audit(tx, { actor: who.actor, action: 'session.end', object: 'session', ip }, now),
    );
    return { done: true };
  },
  async setUp(parts, { body, request, reply, ip, now }) {
    await limitSignIn(parts, null, ip);
    const agent = await parts.people.setUp(body, ip);
    if (!agent) throw new Refusal('not_found', { message: 'This link was used or is too old. Start the server anew.' });
    await forgiveSignIn(parts, null, ip);
    return passIn(parts, agent, body.password, request, reply, now);
  },
  async join(parts, { body, request, reply, ip, now }) {
    await limitSignIn(parts, null, ip);
    const agent = await parts.people.join(body, ip);
    if (!agent) throw new Refusal('not_found', { message: 'This link was used or is too old. Ask for a new one.' });
    parts.live.drop(agent.id);
    await forgiveSignIn(parts, null, ip);
    return passIn(parts, agent, body.password, request, reply, now);
  },
  async changePassword(parts, { body, who, ip, now }) {
    await limitSignIn(parts, who.agent.email, ip);
    if (!(await parts.auth.checkPassword(who.agent.id, body.current))) throw new Refusal('wrong_credentials');
    await forgiveSignIn(parts, who.agent.email, ip);
    await parts.auth.setPassword(who.agent.id, body.next);
    await parts.auth.endSessions(who.agent.id, who.session?.id);
    await parts.storage.transact((tx) =>
      audit(tx, { actor: who.actor, action: 'session.password', object: `member:${who.agent.id}`, ip }, now),
    );
    return { done: true };
  },
  async mySessions(parts, { who }) {
    const sessions = await parts.auth.sessions(who.agent.id);
    return { items: sessions.map((session) => ({ ...session, current: session.id === who.session?.id })) };
  },
  async endSession(parts, { who, params }) {
    if (!(await parts.auth.endSession(who.agent.id, params['session'] ?? ''))) throw notFound();
    return { done: true };
  },
  async setPresence(parts, { body, who, now, ip }) {
    await parts.storage.transact(async (tx) => {
      await setPresence(tx, who.agent.id, body.presence, now);
      await announce(tx, { kind: 'team' }, now);
      const deed = { actor: who.actor, action: 'presence', object: `member:${who.agent.id}` };
      await audit(tx, { ...deed, detail: body.presence, ip }, now);
    });
    parts.committed();
    return { done: true };
  },
  async setMyLocale(parts, { body, who }) {
    await parts.storage.transact((tx) =>
      tx.updateTable('agents').set({ locale: body.locale }).where('id', '=', who.agent.id).execute(),
    );
    return { done: true };
  },
};

function signedOut({ signOn }: DeskParts): State {
  return { state: 'signed-out', signOn: signOn === null ? null : { name: signOn.name, path: SIGN_ON_PATH } };
}

/** Without an `email` for links, which nobody can guess: an allowance that all of them shared would lock out a whole team. */
async function limitSignIn({ limits }: DeskParts, email: string | null, ip: string): Promise<void> {
  for (const { key, rate } of allowancesOf(email, ip)) {
    const wait = await limits.take(key, rate);
    if (wait > 0) throw new Refusal('too_many', { retryAfterMs: wait });
  }
}

/** Only what was wrong counts. */
async function forgiveSignIn({ limits }: DeskParts, email: string | null, ip: string): Promise<void> {
  for (const { key, rate } of allowancesOf(email, ip)) await limits.giveBack(key, rate);
}

/** The address first: one that has used up its own takes nothing from those it names. */
function allowancesOf(email: string | null, ip: string): { key: string; rate: Rate }[] {
  const ofAddress = { key: `sign-in:${ip}`, rate: PER_IP };
  return email === null ? [ofAddress] : [ofAddress, { key: `sign-in:${email}`, rate: PER_EMAIL }];
}

type Request = Parameters<typeof headOf>[0];
type ReplyOf = { header(name: string, value: string[]): unknown };

async function passIn(
  parts: DeskParts,
  agent: Agent,
  password: string,
  request: Request,
  reply: ReplyOf,
  now: number,
): Promise<State> {
  const signed = await parts.auth.signIn(agent.email, password, headOf(request));
  if (!signed) throw new Refusal('unavailable');
  return enter(parts, signed.cookies, request, reply, now, 'session.start');
}

/** Sets the cookies and answers as the next request with them would be answered. */
async function enter(
  parts: DeskParts,
  cookies: readonly string[],
  request: Request,
  reply: ReplyOf,
  now: number,
  action: string,
): Promise<State> {
  const head = headOf(request);
  head.headers.set('cookie', cookies.map((cookie) => cookie.split(';')[0]).join('; '));
  const session = await parts.auth.session(head);
  const row = session
    ? await parts.storage.db
        .selectFrom('agents')
        .select('id')
        .where('id', '=', session.user)
        .where('active', '=', 1)
        .executeTakeFirst()
    : undefined;
  // Somebody who was taken off the team learns no more than somebody with a wrong password.
  if (!session || !row) throw new Refusal('wrong_credentials');
  const agent = await parts.storage.transact(async (tx) => {
    await audit(tx, { actor: session.user, action, object: 'session', ip: request.ip }, now);
    return tx.selectFrom('agents').selectAll().where('id', '=', session.user).executeTakeFirstOrThrow();
  });
  reply.header('set-cookie', [...cookies]);
  return signedIn(parts, agentOf(agent), session.csrf);
}

async function signedIn({ storage, shopName }: DeskParts, agent: Agent, csrf: string): Promise<State> {
  const held = await loads(storage.db);
  return {
    state: 'signed-in',
    me: {
      id: agent.id,
      name: agent.name,
      email: agent.email,
      role: agent.role,
      csrf,
      presence: agent.role === 'operator' ? null : agent.presence,
      presenceCause: agent.presenceCause,
      skills: agent.skills,
      capacity: agent.capacity,
      holding: held.get(agent.id) ?? 0,
    },
    shopName: { 'zh-CN': shopName('zh-CN'), en: shopName('en') },
  };
}
