import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { StaffRoom, Words } from '../bot/index.ts';
import { createTerminalChannel, type TerminalParts } from '../channels/terminal/index.ts';
import { createVisitors, createWebChannel, type WebTranscript } from '../channels/web/index.ts';
import type { Config } from '../config.ts';
import type { Coordination } from '../coordination/index.ts';
import { AccountId, type Channel, ChannelId, PeerId } from '../core/index.ts';
import { usesWeChat } from '../settings/wechat.ts';
import { type Storage, sharedSetting } from '../storage/index.ts';
import { runsHere, systemClock, systemRandom } from '../system.ts';

/** The web chat, and every platform that the configuration names. What is not named is not loaded. */
export async function configuredChannels(
  config: Config,
  storage: Storage,
  coordination: Coordination,
  words: Words,
  transcript: WebTranscript,
  logger: Logger,
): Promise<Channel[]> {
  const secret =
    config.WEB_SECRET ?? (await sharedSetting(storage, 'web-secret', () => randomBytes(32).toString('hex')));
  const web = createWebChannel({
    settings: {
      site: AccountId.parse(config.WEB_SITE),
      secret,
      allowedOrigins: config.WEB_ALLOWED_ORIGINS,
      defaultLocale: config.DEFAULT_LOCALE,
    },
    clock: systemClock,
    transcript,
    visitors: createVisitors(secret),
    shop: {
      welcome: (locale) => ({
        name: words.say(locale, 'shopName'),
        greeting: words.say(locale, 'welcome'),
        starters: words.suggestions(locale),
      }),
    },
    limits: coordination.limits,
  });
  return [web, ...(await telegramChannel(config, logger)), ...(await weChatChannel(config, logger))];
}

async function telegramChannel(config: Config, logger: Logger): Promise<Channel[]> {
  if (!config.TELEGRAM_BOT_TOKEN) return [];
  const { createTelegramChannel } = await import('../channels/telegram/index.ts');
  const settings = telegramSettings(config, config.TELEGRAM_BOT_TOKEN);
  return [createTelegramChannel({ settings, clock: systemClock, logger })];
}

async function weChatChannel(config: Config, logger: Logger): Promise<Channel[]> {
  if (!usesWeChat(config)) return [];
  const { createWeChatChannel } = await import('../channels/wechat/index.ts');
  const settings = weChatSettings(config);
  // A log that is read by programs gets the link alone; `doctor` draws the code for whoever has no terminal here.
  const show = process.stdout.isTTY ? (picture: string) => process.stdout.write(picture) : () => {};
  return [createWeChatChannel({ settings, clock: systemClock, random: systemRandom, logger, show })];
}

/** WeChat in the words of `start` and `doctor`; null when it is off. `examine` throws an error with the next step. */
export function weChatOutlook(config: Config): { puppet: string; examine(): Promise<string> } | null {
  if (!usesWeChat(config)) return null;
  return {
    puppet: config.WECHAT_PUPPET ?? 'wechaty-puppet-service',
    async examine() {
      const { examineWeChat } = await import('../channels/wechat/index.ts');
      return examineWeChat(weChatSettings(config), runsHere);
    },
  };
}

function weChatSettings(config: Config) {
  return {
    puppet: config.WECHAT_PUPPET,
    token: config.WECHAT_PUPPET_TOKEN,
    endpoint: config.WECHAT_PUPPET_ENDPOINT,
    tls: config.WECHAT_PUPPET_TLS,
    account: AccountId.parse(config.WECHAT_ACCOUNT),
    dataDirectory: config.WECHAT_DATA_DIR,
    acceptFriends: config.WECHAT_ACCEPT_FRIENDS,
    proactive: config.WECHAT_PROACTIVE,
    jitterMs: config.WECHAT_JITTER_MS,
    limits: {
      global: { count: config.WECHAT_LIMIT_GLOBAL, perMs: 60_000 },
      chat: { count: config.WECHAT_LIMIT_CHAT, perMs: 60_000 },
      group: { count: config.WECHAT_LIMIT_GROUP, perMs: 60_000 },
    },
  };
}

function telegramSettings(config: Config, token: string) {
  return {
    token,
    apiRoot: config.TELEGRAM_API_ROOT,
    mode: config.TELEGRAM_MODE,
    publicUrl: config.PUBLIC_URL,
    webhookSecret: config.TELEGRAM_WEBHOOK_SECRET,
    limits: {
      global: { count: config.TELEGRAM_LIMIT_GLOBAL, perMs: 1_000 },
      chat: { count: config.TELEGRAM_LIMIT_CHAT, perMs: 3_000 },
      group: { count: config.TELEGRAM_LIMIT_GROUP, perMs: 60_000 },
    },
  };
}

/** Where the staff meets customers on Telegram; null: only in the console. */
export function staffRoom(config: Config): StaffRoom | null {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_STAFF_GROUP: group } = config;
  if (!token || !group) return null;
  const account = AccountId.parse(token.slice(0, token.indexOf(':')));
  return {
    room: { channel: ChannelId.parse('telegram'), account, peer: PeerId.parse(group) },
    locale: config.DEFAULT_LOCALE,
  };
}

/** The terminal as a channel on the machine's clock. */
export function createTerminal(parts: Omit<TerminalParts, 'clock'>): Channel {
  return createTerminalChannel({ ...parts, clock: systemClock });
}
