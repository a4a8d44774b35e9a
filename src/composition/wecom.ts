import type { Logger } from 'pino';
import { createChannelNotes } from '../bot/index.ts';
import type { TaskPlatformOf } from '../care/index.ts';
import type { CallbackEvent, WeComContacts } from '../channels/wecom/index.ts';
import type { Config } from '../config.ts';
import type { Coordination } from '../coordination/index.ts';
import {
  AccountId,
  type Channel,
  ChannelId,
  type ChannelNotes,
  type LoadedMedia,
  PeerId,
  readAtMost,
} from '../core/index.ts';
import { type CorpChange, type CorpSync, createCorpSync } from '../customers/index.ts';
import { guardedRequest } from '../outgoing/index.ts';
import type { Storage } from '../storage/index.ts';
import { systemClock } from '../system.ts';

/** WeCom of one installation: talks, tasks, and the contacts behind them. */
export interface ShopWeCom {
  channels: readonly Channel[];
  taskPlatformOf: TaskPlatformOf;
  /** Keeps contacts, rooms and tags in step until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

const TIMEOUT_MS = 8_000;

/** Null: WeCom is not switched on, and nothing of it is loaded. */
export async function createShopWeCom(
  config: Config,
  storage: Storage,
  coordination: Coordination,
  logger: Logger,
): Promise<ShopWeCom | null> {
  const { WECOM_CORP_ID: corpId, WECOM_SECRET: secret, WECOM_API_ROOT: apiRoot } = config;
  if (!corpId || !secret) return null;
  const { createWeComChannel, createWeComContacts, explain } = await import('../channels/wecom/index.ts');
  const account = AccountId.parse(corpId);
  const own = { apiRoot, corpId, timeoutMs: TIMEOUT_MS };
  const contacts = config.WECOM_CONTACTS
    ? createWeComContacts({ ...own, secret: config.WECOM_CONTACT_SECRET ?? secret, clock: systemClock })
    : null;
  const notes = createChannelNotes(storage, ChannelId.parse('wecom'), account);
  const sync =
    contacts === null ? null : createShopContacts({ storage, contacts, account, notes, coordination, logger, explain });
  const channel = createWeComChannel({
    settings: {
      ...own,
      secret,
      token: config.WECOM_CALLBACK_TOKEN ?? '',
      aesKey: config.WECOM_CALLBACK_AES_KEY ?? '',
      sweepMs: config.WECOM_SWEEP_MINUTES * 60_000,
      window: { messages: config.WECOM_WINDOW_MESSAGES, hours: config.WECOM_WINDOW_HOURS },
      perSecond: config.WECOM_LIMIT_SECOND,
    },
    clock: systemClock,
    notes,
    exclusively: (name, signal, work) => exclusively(coordination, name, signal, work),
    fetchFile: (url, most, signal) => fetchFile(config, url, most, signal),
    onContacts: (event) => {
      const change = changeOf(event);
      if (change !== null) sync?.changed(change);
    },
    logger,
  });
  return {
    channels: contacts === null ? [channel] : [channel, contacts.channel],
    taskPlatformOf: (id, of) =>
      contacts !== null && id === contacts.channel.id && of === account ? contacts.tasks : null,
    run: async (signal) => sync?.run(signal),
  };
}

/** What of contacts, rooms or tags has to be looked at again after a callback. */
function changeOf({ Event, ExternalUserID, ChatId }: CallbackEvent): CorpChange | null {
  switch (Event) {
    case 'change_external_contact':
      return ExternalUserID ? { kind: 'contact', id: ExternalUserID } : null;
    case 'change_external_chat':
      return ChatId ? { kind: 'room', id: ChatId } : null;
    case 'change_external_tag':
      return { kind: 'tags' };
    default:
      return null;
  }
}

interface ContactParts {
  storage: Storage;
  contacts: WeComContacts;
  account: AccountId;
  notes: ChannelNotes;
  coordination: Coordination;
  logger: Logger;
  explain: (thrown: unknown) => string;
}

/** Contacts, rooms and tags, kept in step with ours. */
function createShopContacts(parts: ContactParts): CorpSync {
  const { storage, contacts, account, notes, coordination, logger, explain } = parts;
  const { channel, directory } = contacts;
  /** The customer-service accounts that we have read from: there the same people have the same ids. */
  let kfAccounts: readonly string[] = [];
  return createCorpSync({
    storage,
    directory,
    clock: systemClock,
    addressOf: (id) => ({ channel: channel.id, account, peer: PeerId.parse(id) }),
    alsoAt: (customer) => kfAccounts.map((each) => contacts.talkOf(customer, each)),
    alone: (signal, work) =>
      exclusively(coordination, `wecom-contacts/${account}`, signal, async () => {
        kfAccounts = (await notes.names('cursor:')).map((name) => name.slice('cursor:'.length));
        await work();
      }),
    fault: (where, thrown) =>
      logger.error({ where, cause: explain(thrown) }, 'WeCom contacts could not be brought up to date; tried again'),
  });
}

async function exclusively<T>(
  { lanes }: Coordination,
  name: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const lease = await lanes.acquire(name, signal);
  try {
    return await work();
  } finally {
    await lease.release();
  }
}

/** A file that we send on: from this server or from the web, never from inside of the shop's network. */
async function fetchFile(config: Config, url: string, most: number, signal: AbortSignal): Promise<LoadedMedia> {
  const ownHost = config.PUBLIC_URL === undefined ? [] : [new URL(config.PUBLIC_URL).host];
  const allowedHosts = [...config.OUTGOING_ALLOWED_HOSTS, ...ownHost];
  const answer = await guardedRequest({ url, method: 'GET', headers: {}, allowedHosts, signal });
  if (answer.kind !== 'answered') return { kind: 'unavailable', cause: answer.detail };
  const { status, response } = answer;
  if (status !== 200) {
    response.resume();
    return status === 404 || status === 410 ? { kind: 'gone' } : { kind: 'unavailable', cause: `HTTP ${status}` };
  }
  const bytes = await readAtMost(response, most);
  return bytes === null ? { kind: 'too-large' } : { kind: 'loaded', bytes };
}
