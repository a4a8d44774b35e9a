import type { Logger } from 'pino';
import { createChannelNotes } from '../bot/index.ts';
import type { TaskPlatformOf } from '../care/index.ts';
import type { Config } from '../config.ts';
import type { Coordination } from '../coordination/index.ts';
import { AccountId, type Channel, ChannelId, type LoadedMedia } from '../core/index.ts';
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
  const { createWeComChannel, createWeComContacts } = await import('../channels/wecom/index.ts');
  const account = AccountId.parse(corpId);
  const own = { apiRoot, corpId, timeoutMs: TIMEOUT_MS };
  const contacts = config.WECOM_CONTACTS
    ? createWeComContacts({ ...own, secret: config.WECOM_CONTACT_SECRET ?? secret, clock: systemClock })
    : null;
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
    notes: createChannelNotes(storage, ChannelId.parse('wecom'), account),
    exclusively: (name, signal, work) => exclusively(coordination, name, signal, work),
    fetchFile: (url, most, signal) => fetchFile(config, url, most, signal),
    logger,
  });
  return {
    channels: contacts === null ? [channel] : [channel, contacts.channel],
    taskPlatformOf: (id, of) =>
      contacts !== null && id === contacts.channel.id && of === account ? contacts.tasks : null,
    async run() {},
  };
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
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > most) return { kind: 'too-large' };
    chunks.push(chunk);
  }
  return { kind: 'loaded', bytes: Buffer.concat(chunks) };
}
