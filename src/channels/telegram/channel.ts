import { Api } from 'grammy';
import { type Channel, type ChannelLogger, type Clock, type Inbox, type OwnFiles, SILENT } from '../../core/index.ts';
import { telegramAbilities } from './abilities.ts';
import { explain } from './failure.ts';
import { createFiles } from './files.ts';
import { TELEGRAM } from './peers.ts';
import { createWebhook, poll, type Receiver, retryMs } from './receive.ts';
import { prepareReply } from './render.ts';
import { createSender } from './send.ts';
import { accountOf, readTelegramSettings, type TelegramSettings, type TelegramSettingsInput } from './settings.ts';
import { createTopics } from './topics.ts';
import { apiSignal, createTransport } from './transport.ts';
import { ALLOWED_UPDATES } from './update-schema.ts';

export interface TelegramChannelOptions {
  settings: TelegramSettingsInput;
  clock: Clock;
  /** Files of ours, whose bytes go up with the message; without it only what Telegram has or can load is sent. */
  ownFiles?: OwnFiles;
  logger?: ChannelLogger;
}

/** A poll that Telegram does not end in time is dead; this is how much later than promised it may end. */
const POLL_GRACE_SECONDS = 15;
/** Longer than two lost SYN packets (1 s and 2 s later) and a slow TLS handshake together. */
const MAX_CONNECT_MS = 7_000;
const LONGEST_UPLOAD_SECONDS = 300;
const NO_FILES: OwnFiles = { find: async () => null };

/**
 * The Telegram channel. Throws CHANNEL_MISCONFIGURED when its settings cannot work, and touches no network before
 * `start`. A network that is down does not stop it: it tries again until the signal aborts.
 */
export function createTelegramChannel({
  settings: input,
  clock,
  ownFiles = NO_FILES,
  logger = SILENT,
}: TelegramChannelOptions): Channel {
  const settings = readTelegramSettings(input);
  const account = accountOf(settings.token);
  const { apiRoot, token } = settings;
  const fetch = createTransport(apiRoot, Math.min(MAX_CONNECT_MS, settings.sendTimeoutMs / 2));
  const api = new Api(token, { apiRoot, fetch, timeoutSeconds: settings.sendTimeoutMs / 1000 });
  const pollingApi = new Api(token, {
    apiRoot,
    fetch,
    timeoutSeconds: settings.pollTimeoutSeconds + POLL_GRACE_SECONDS,
  });
  let username: string | null = null;
  const receiver: Receiver = { api, account, clock, logger, botUsername: () => username };
  // A file takes as long as the line needs; the outbox says when it has waited enough.
  const uploadApi = new Api(token, { apiRoot, fetch, timeoutSeconds: LONGEST_UPLOAD_SECONDS });
  const sender = createSender({ api, uploadApi, ownFiles, account, clock });
  const webhook =
    settings.mode === 'webhook' ? createWebhook({ ...receiver, secret: settings.webhookSecret ?? '' }) : null;

  /** Tells Telegram how we receive. Tried until it works, because the network may come later than the program. */
  async function connect(signal: AbortSignal): Promise<void> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        username = (await api.getMe(apiSignal(signal))).username;
        if (webhook === null) await api.deleteWebhook({}, apiSignal(signal));
        else await setWebhook(api, settings, webhook.path, signal);
        await setCommands(api, settings, signal);
        logger.info({ bot: username, mode: settings.mode }, 'Telegram is connected');
        return;
      } catch (error) {
        const retryInMs = retryMs(failures, error);
        logger.error({ cause: explain(error), retryInMs }, 'Telegram is not connected yet');
        await clock.sleep(retryInMs, signal);
      }
    }
  }

  async function start(inbox: Inbox, signal: AbortSignal): Promise<void> {
    webhook?.open(inbox, signal);
    await connect(signal);
    if (webhook === null) {
      await poll({ ...receiver, pollingApi, pollTimeoutSeconds: settings.pollTimeoutSeconds }, inbox, signal);
    } else if (!signal.aborted) {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    }
  }

  return {
    id: TELEGRAM,
    account,
    abilities: telegramAbilities(settings),
    endpoints: webhook === null ? [] : [webhook.endpoint],
    start,
    prepare: prepareReply,
    send: (to, reply, _key, signal) => sender.send(to, reply, signal),
    topics: createTopics(api, account),
    media: createFiles(api, settings),
    typing: (to) => sender.typing(to),
  };
}

async function setWebhook(api: Api, settings: TelegramSettings, path: string, signal: AbortSignal): Promise<void> {
  const hook = {
    secret_token: settings.webhookSecret ?? '',
    allowed_updates: ALLOWED_UPDATES,
    max_connections: 100,
  };
  await api.setWebhook(`${settings.publicUrl}${path}`, hook, apiSignal(signal));
}

/** The menu in both languages; English is what everybody else sees. */
async function setCommands(api: Api, { commands }: TelegramSettings, signal: AbortSignal): Promise<void> {
  if (commands.length === 0) return;
  const menu = (locale: 'zh-CN' | 'en') =>
    commands.map(({ command, description }) => ({ command, description: description[locale] }));
  await api.setMyCommands(menu('en'), {}, apiSignal(signal));
  await api.setMyCommands(menu('zh-CN'), { language_code: 'zh' }, apiSignal(signal));
}
