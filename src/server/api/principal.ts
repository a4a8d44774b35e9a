import type { FastifyRequest } from 'fastify';
import { sameSecret } from '../../core/index.ts';
import { type Agent, agentById } from '../../handoff/index.ts';
import type { Storage } from '../../storage/index.ts';
import type { RequestHead, StaffAuth } from '../auth/staff-auth.ts';
import { hashOf } from '../auth/staff-links.ts';
import type { EndpointSpec, Role } from '../contract/index.ts';
import { Refusal } from './refusal.ts';

/** Who calls: a person with a session, or a program with a key that acts for one. */
export interface Principal {
  agent: Agent;
  role: Role;
  /** For the audit log: the agent's id, or the key's. */
  actor: string;
  /** Null for a program. */
  session: { id: string; csrf: string } | null;
}

const KEY_ACTOR = 'key:';

export function headOf(request: FastifyRequest): RequestHead {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return { headers, ip: request.ip };
}

/** Reads the session or the key anew on every request: what was ended a moment ago is not good any more. */
export async function principalOf(
  storage: Storage,
  auth: StaffAuth,
  request: FastifyRequest,
  now: number,
): Promise<Principal | null> {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return byKey(storage, bearer, request.headers['x-warmline-agent'], now);
  const session = await auth.session(headOf(request));
  if (!session) return null;
  const agent = await agentById(storage.db, session.user);
  if (!agent?.active || !agent.joined) return null;
  return { agent, role: agent.role, actor: agent.id, session: { id: session.id, csrf: session.csrf } };
}

/** For a stream that has been open for a while: is the session or the key still there, and what may its owner see now? */
export async function recheckPrincipal(storage: Storage, who: Principal): Promise<Principal | null> {
  const agent = await agentById(storage.db, who.agent.id);
  if (!agent?.active || !agent.joined) return null;
  if (who.session === null) {
    const id = who.actor.slice(KEY_ACTOR.length);
    const key = await storage.db.selectFrom('api_keys').select('role').where('id', '=', id).executeTakeFirst();
    const role = key ? lesser(key.role as Role, agent.role) : null;
    return role === null ? null : { ...who, agent, role };
  }
  const session = await storage.db
    .selectFrom('staff_session')
    .select('id')
    .where('id', '=', who.session.id)
    .executeTakeFirst();
  return session ? { ...who, agent, role: agent.role } : null;
}

/** A key acts for the agent that it names, with the lesser of both rights. */
async function byKey(
  storage: Storage,
  secret: string,
  named: string | string[] | undefined,
  now: number,
): Promise<Principal | null> {
  const key = await storage.db.selectFrom('api_keys').selectAll().where('hash', '=', hashOf(secret)).executeTakeFirst();
  if (!key || typeof named !== 'string') return null;
  const agent = await agentById(storage.db, named);
  if (!agent?.active || !agent.joined) return null;
  if (key.used_at === null || key.used_at < now - 60_000) {
    await storage.transact((tx) => tx.updateTable('api_keys').set({ used_at: now }).where('id', '=', key.id).execute());
  }
  const role = lesser(key.role as Role, agent.role);
  return role === null ? null : { agent, role, actor: `${KEY_ACTOR}${key.id}`, session: null };
}

const RANK: Record<Role, number> = { agent: 1, supervisor: 2, operator: 0, admin: 3 };

function lesser(one: Role, other: Role): Role | null {
  if (one === other) return one;
  if (one === 'admin') return other;
  if (other === 'admin') return one;
  if (one === 'operator' || other === 'operator')
    return one === 'supervisor' || other === 'supervisor' ? 'operator' : null;
  return RANK[one] < RANK[other] ? one : other;
}

/** Role first, then the token that another site cannot have. Throws the refusal. */
export function admit(spec: EndpointSpec, who: Principal | null, request: FastifyRequest): void {
  refuseOtherSites(spec, request);
  if (spec.who === 'anyone') return;
  if (who === null) throw new Refusal('not_signed_in');
  if (spec.who !== 'signed-in' && !spec.who.includes(who.role)) throw new Refusal('not_allowed');
  if (spec.method === 'GET' || who.session === null) return;
  const token = request.headers['x-csrf-token'];
  if (typeof token !== 'string' || !sameSecret(token, who.session.csrf)) throw new Refusal('not_same_origin');
}

/** Also without a session (sign-in): a browser says where a request comes from. */
function refuseOtherSites({ method }: EndpointSpec, { headers }: FastifyRequest): void {
  if (method === 'GET') return;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Refusal('not_same_origin');
  const { origin, host } = headers;
  if (origin === undefined || host === undefined) return;
  if (!URL.canParse(origin) || new URL(origin).host !== host) throw new Refusal('not_same_origin');
}
