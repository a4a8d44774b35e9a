import type { FastifyReply, FastifyRequest } from 'fastify';
import type * as z from 'zod';
import type { DeskVoice } from '../../bot/index.ts';
import type { CareOffice } from '../../care/index.ts';
import type { Events, Limits } from '../../coordination/index.ts';
import type { AccountId, ChannelId, Clock, Locale, MediaSource, OwnFiles } from '../../core/index.ts';
import type { ComplaintDesk } from '../../flows/index.ts';
import type { Knowledge } from '../../knowledge/index.ts';
import type { Storage } from '../../storage/index.ts';
import type { People } from '../auth/people.ts';
import type { SingleSignOn } from '../auth/single-sign-on.ts';
import type { StaffAuth } from '../auth/staff-auth.ts';
import type { API, EndpointSpec } from '../contract/index.ts';
import type { LiveDesk } from './live-desk.ts';
import type { Principal } from './principal.ts';

/** What the desk's API works with. */
export interface DeskParts {
  storage: Storage;
  clock: Clock;
  voice: DeskVoice;
  /** Wakes the outbox and the consoles after a commit. */
  committed(): void;
  limits: Limits;
  events: Events;
  knowledge: Pick<Knowledge, 'ask' | 'answerOf'>;
  /** A person decided that a message goes out once more. */
  retrySend(outboxId: number): Promise<boolean>;
  complaints: ComplaintDesk;
  care: CareOffice;
  auth: StaffAuth;
  /** The company's own sign-in, where it is configured. */
  signOn: SingleSignOn | null;
  people: People;
  live: LiveDesk;
  shopName: (locale: Locale) => string;
  /** How the outside reaches this server, for links and files; empty: by relative addresses. */
  publicUrl: string;
  /** Where the files of a platform's customers can be read; null when it is not connected here or has none. */
  mediaOf(channel: ChannelId, account: AccountId): MediaSource | null;
  /** Folder of the files that agents attach, and how they are found again. */
  uploads: string;
  files: OwnFiles;
}

type Api = typeof API;
export type CallName = keyof Api;

type Parsed<S extends EndpointSpec, Part extends 'query' | 'body'> = S[Part] extends z.ZodType
  ? z.output<S[Part]>
  : undefined;

/** One request, checked: who calls, with what. */
export interface Call<S extends EndpointSpec = EndpointSpec> {
  who: Principal;
  params: Readonly<Record<string, string>>;
  query: Parsed<S, 'query'>;
  body: Parsed<S, 'body'>;
  now: number;
  ip: string;
  request: FastifyRequest;
  reply: FastifyReply;
}

export type Handler<Name extends CallName> = (
  parts: DeskParts,
  call: Call<Api[Name]>,
) => Promise<z.input<Api[Name]['answer']>>;

/** A part of the API: the handlers of some of its calls. */
export type Handlers<Names extends CallName> = { [Name in Names]: Handler<Name> };
