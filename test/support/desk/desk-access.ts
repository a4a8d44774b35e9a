import { randomUUID } from 'node:crypto';
import type { ApiErrorCode, Me, SessionState } from '../../../src/server/contract/index.ts';
import type { DeskWorld, Person } from './desk-world.ts';

/** A refusal as the contract words it. */
export class Refusal extends Error {
  readonly code: ApiErrorCode;
  readonly more: { by?: string; revision?: number };
  constructor(code: ApiErrorCode, more: { by?: string; revision?: number } = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

export const STATUS: Record<ApiErrorCode, number> = {
  bad_request: 400,
  not_signed_in: 401,
  wrong_credentials: 401,
  not_allowed: 403,
  not_same_origin: 403,
  not_found: 404,
  already_taken: 409,
  not_holder: 409,
  customer_wrote: 409,
  wrong_state: 409,
  shortcut_taken: 409,
  over_limit: 409,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
  internal: 500,
};

export interface OpenSession {
  id: string;
  person: Person;
  csrf: string;
  startedAt: number;
}

/** Who is signed in, by cookie. */
export function createSessions(world: DeskWorld) {
  const sessions = new Map<string, OpenSession>();
  return {
    find: (cookie: string | undefined) => sessions.get(/desk=([\w-]+)/.exec(cookie ?? '')?.[1] ?? ''),
    all: () => [...sessions.values()],
    open(person: Person): OpenSession {
      const session = { id: randomUUID(), person, csrf: randomUUID(), startedAt: Date.now() };
      sessions.set(session.id, session);
      return session;
    },
    close: (id: string) => sessions.delete(id),
    stateOf(session: OpenSession | undefined): SessionState {
      if (world.setupToken !== null) return { state: 'setup' };
      if (session === undefined) return { state: 'signed-out', signOn: null };
      return { state: 'signed-in', me: meOf(world, session), shopName: { 'zh-CN': '暖线家居', en: 'Warmline Home' } };
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;

function meOf(world: DeskWorld, { person, csrf }: OpenSession): Me {
  const { id, name, email, role, skills, capacity, presence, presenceCause } = person;
  return {
    id,
    name,
    email,
    role,
    csrf,
    presence: role === 'operator' ? null : presence,
    presenceCause,
    skills,
    capacity,
    holding: holdingOf(world, id),
  };
}

export function holdingOf(world: DeskWorld, id: string): number {
  return [...world.talks.values()].filter(({ detail }) => detail.case?.state === 'held' && detail.case.agent?.id === id)
    .length;
}
