import * as z from 'zod';
import { Done, Id, Locale, Role, Time } from './common.ts';
import { DESK, endpoint } from './endpoint.ts';

export const Presence = z.enum(['on-duty', 'away', 'off']);
export type Presence = z.infer<typeof Presence>;

export const Me = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  /** To be sent back as header `x-csrf-token` with every call that is not a GET. */
  csrf: z.string(),
  /** Null for those who do not talk to customers (operators). */
  presence: Presence.nullable(),
  /** 'silence': the desk set them away because a customer had waited too long for their word. */
  presenceCause: z.enum(['chosen', 'silence']),
  skills: z.array(z.string()),
  capacity: z.number().int(),
  /** Conversations held now. */
  holding: z.number().int(),
});
export type Me = z.infer<typeof Me>;

export const SessionState = z.discriminatedUnion('state', [
  /** Nobody can sign in yet: the first admin is created with the link that the server printed at its start. */
  z.object({ state: z.literal('setup') }),
  z.object({
    state: z.literal('signed-out'),
    /** The company's own sign-in: the name on its button, and where the browser goes. */
    signOn: z.object({ name: z.string(), path: z.string() }).nullable().default(null),
  }),
  z.object({ state: z.literal('signed-in'), me: Me, shopName: z.object({ 'zh-CN': z.string(), en: z.string() }) }),
]);
export type SessionState = z.infer<typeof SessionState>;

const Password = z.string().min(10).max(128);
const Email = z.email().max(200);
const PersonName = z.string().trim().min(1).max(80);
/** From a printed or sent link: `/desk/#/setup/<token>`, `/desk/#/join/<token>`. Good once. */
const LinkToken = z.string().min(20).max(200);

export const DeskSession = z.object({
  id: Id,
  startedAt: Time,
  seenAt: Time,
  ip: z.string(),
  agent: z.string(),
  current: z.boolean(),
});

export const SESSION_API = {
  session: endpoint({
    method: 'GET',
    path: '/api/session',
    who: 'anyone',
    summary: 'Who am I',
    answer: SessionState,
  }),
  signIn: endpoint({
    method: 'POST',
    path: '/api/session',
    who: 'anyone',
    summary: 'Sign in; sets an HttpOnly cookie. 429 `too_many` after five wrong passwords in 15 minutes',
    body: z.object({ email: Email, password: z.string().min(1).max(128) }),
    answer: SessionState,
  }),
  signOut: endpoint({ method: 'DELETE', path: '/api/session', who: 'signed-in', summary: 'Sign out', answer: Done }),
  setUp: endpoint({
    method: 'POST',
    path: '/api/setup',
    who: 'anyone',
    summary: 'Create the first admin with the one-time link; then signed in',
    body: z.object({ token: LinkToken, name: PersonName, email: Email, password: Password }),
    answer: SessionState,
  }),
  join: endpoint({
    method: 'POST',
    path: '/api/join',
    who: 'anyone',
    summary: 'Accept an invitation (or a password reset) with its one-time link; then signed in',
    body: z.object({ token: LinkToken, name: PersonName.optional(), password: Password }),
    answer: SessionState,
  }),
  changePassword: endpoint({
    method: 'PUT',
    path: '/api/me/password',
    who: 'signed-in',
    summary: 'Change the own password; ends all other sessions',
    body: z.object({ current: z.string().min(1).max(128), next: Password }),
    answer: Done,
  }),
  mySessions: endpoint({
    method: 'GET',
    path: '/api/me/sessions',
    who: 'signed-in',
    summary: 'Where I am signed in',
    answer: z.object({ items: z.array(DeskSession) }),
  }),
  endSession: endpoint({
    method: 'DELETE',
    path: '/api/me/sessions/:session',
    who: 'signed-in',
    summary: 'End one of my sessions, at once',
    answer: Done,
  }),
  setPresence: endpoint({
    method: 'PUT',
    path: '/api/me/presence',
    who: DESK,
    summary: 'On duty, away (keeps conversations, gets no new ones) or off',
    body: z.object({ presence: Presence }),
    answer: Done,
  }),
  setMyLocale: endpoint({
    method: 'PUT',
    path: '/api/me/locale',
    who: 'signed-in',
    summary: 'The language of notifications and of the staff topic',
    body: z.object({ locale: Locale }),
    answer: Done,
  }),
};
