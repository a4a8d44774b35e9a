import { randomBytes } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { Logger } from 'pino';
import { type Bot, retrySend, type Words } from '../bot/index.ts';
import type { CareOffice } from '../care/index.ts';
import type { Config } from '../config.ts';
import type { Coordination } from '../coordination/index.ts';
import type { Channel, OwnFiles } from '../core/index.ts';
import { COMPLAINT_CLOCKS, createComplaintDesk, overdueComplaints } from '../flows/index.ts';
import { DESK_DEFAULTS, type DeskSettings, type HandoffEffect, runDesk, writeDeskSettings } from '../handoff/index.ts';
import type { Knowledge } from '../knowledge/index.ts';
import {
  createLiveDesk,
  createPeople,
  createSingleSignOn,
  createStaffAuth,
  type DeskParts,
  firstAdminLink,
  recheckPrincipal,
} from '../server/index.ts';
import { type Storage, sharedSetting, type Tx } from '../storage/index.ts';
import { systemClock } from '../system.ts';
import { logFault } from './log-fault.ts';

/** The desk of one installation: its API, and what runs by itself behind it. */
export interface ShopDesk {
  api: DeskParts;
  /** Routing, clocks, webhooks and live events, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** The one-time link for the first admin; null when there is one. `url`: where the server listens. */
  setupLink(url: string): Promise<string | null>;
}

export interface ShopDeskParts {
  config: Config;
  storage: Storage;
  coordination: Coordination;
  bot: Bot;
  knowledge: Knowledge;
  words: Words;
  channels: readonly Channel[];
  files: OwnFiles;
  care: CareOffice;
  logger: Logger;
}

export async function createShopDesk(parts: ShopDeskParts): Promise<ShopDesk> {
  const { config, storage, coordination, bot, knowledge, words, channels, files, care, logger } = parts;
  const clock = systemClock;
  await keepTimeZone(storage, config.TIME_ZONE);
  const secret = await sharedSetting(storage, 'staff-secret', () => randomBytes(32).toString('hex'));
  const publicUrl = config.PUBLIC_URL?.replace(/\/+$/, '') ?? '';
  const signIn = { storage, secret, baseUrl: publicUrl || `http://${config.HOST}:${config.PORT}` };
  const auth = createStaffAuth(signIn);
  const people = createPeople(storage, auth, () => clock.now());
  const live = createLiveDesk({
    storage,
    events: coordination.events,
    clock,
    recheck: (who) => recheckPrincipal(storage, who, clock.now()),
  });
  const api: DeskParts = {
    storage,
    clock,
    voice: bot.voice,
    committed: () => bot.deskCommitted(),
    limits: coordination.limits,
    events: coordination.events,
    knowledge,
    retrySend: (id) => retrySend(storage, id, clock.now()),
    complaints: createComplaintDesk(storage, { ...COMPLAINT_CLOCKS, timeZone: config.TIME_ZONE }),
    care,
    auth,
    signOn: signOnOf(config, signIn),
    people,
    live,
    shopName: (locale) => words.say(locale, 'shopName'),
    publicUrl,
    mediaOf: (channel, account) => channels.find((one) => one.id === channel && one.account === account)?.media ?? null,
    uploads: uploadsOf(config),
    files,
  };
  return {
    api,
    async run(signal) {
      const work = {
        storage,
        clock,
        apply: (tx: Tx, effects: readonly HandoffEffect[]) => bot.voice.apply(tx, effects, clock.now()),
        committed: () => bot.deskCommitted(),
        fault: (where: string, thrown: unknown) => logFault(logger, thrown, where, 'the desk failed'),
        allowedHosts: config.OUTGOING_ALLOWED_HOSTS,
        markOverdueComplaints: (now: number) => overdueComplaints(storage, now),
      };
      await Promise.all([runDesk(work, signal), live.run(signal)]);
    },
    async setupLink(url) {
      const token = await firstAdminLink(storage, clock.now());
      return token === null ? null : `${publicUrl || url}/desk/#/setup/${token}`;
    },
  };
}

/** Files lie beside the database, so that one folder is the whole installation; with PostgreSQL in `data`. */
export function uploadsOf({ DATABASE_URL }: Config): string {
  const file = /^sqlite:(?!:memory:)(.+)$/.exec(DATABASE_URL)?.[1];
  return resolve(file === undefined ? 'data' : dirname(file), 'uploads');
}

function signOnOf(config: Config, signIn: Parameters<typeof createStaffAuth>[0]) {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = config;
  if (!issuer || !clientId || !clientSecret) return null;
  const { OIDC_NAME: name, OIDC_TRUST_EMAIL: trustEmail, OUTGOING_ALLOWED_HOSTS: allowedHosts } = config;
  return createSingleSignOn(signIn, { issuer, clientId, clientSecret, name, trustEmail, allowedHosts });
}

/** A new installation's office hours are those of the shop's own time zone. */
async function keepTimeZone(storage: Storage, timeZone: string): Promise<void> {
  const known = await storage.db.selectFrom('settings').select('value').where('name', '=', 'desk').executeTakeFirst();
  if (known) return;
  const settings: DeskSettings = { ...DESK_DEFAULTS, hours: { ...DESK_DEFAULTS.hours, timeZone } };
  await storage.transact((tx) => writeDeskSettings(tx, settings));
}
