import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { uuidv7 } from 'uuidv7';
import {
  type Bot,
  countBacklog,
  createBot,
  createWords,
  type ProcessSelf,
  type StaffRoom,
  type Words,
} from './bot/index.ts';
import { createShopCampaigns } from './campaign-parts.ts';
import { type AbilitiesOf, createGate, createOutboxGate } from './care/index.ts';
import { openShopAlerts } from './care-parts.ts';
import { createTerminalChannel, type TerminalParts } from './channels/terminal/index.ts';
import { createVisitors, createWebChannel, type WebTranscript } from './channels/web/index.ts';
import type { Config } from './config.ts';
import { type Coordination, openCoordination } from './coordination/index.ts';
import {
  AccountId,
  type Address,
  type Channel,
  ChannelId,
  errorText,
  type OwnFiles,
  PeerId,
  WarmlineError,
} from './core/index.ts';
import { createShopFlows, embeddingsOf, routesOf, watchFlows } from './flow-parts.ts';
import { createKnowledge, type KnowledgeService } from './knowledge/index.ts';
import { createShopOrderFeed, provideSampleOrders } from './order-parts.ts';
import { createMetrics, createServer, createStoredFiles, ordersWebhook, type Readiness } from './server/index.ts';
import { createShopDesk, uploadsOf } from './staff-parts.ts';
import { isMigrated, migrate, openStorage, type Storage, sharedSetting } from './storage/index.ts';
import { runsHere, systemClock, systemRandom } from './system.ts';
import { VERSION } from './version.ts';
import { createWebTranscript } from './web-transcript.ts';

/** Where this installation lives; relative paths of the configuration are taken from the working directory. */
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Everything wired together: the only place that knows every part. */
export interface App {
  readonly knowledge: KnowledgeService;
  readonly storage: Storage;
  /** Opens the door to the platforms. Returns where the server listens, or null when it was not asked to serve. */
  start(): Promise<string | null>;
  /** The one-time link for the first admin, or null when there is one already. */
  setupLink(url: string): Promise<string | null>;
  /** Stops taking, finishes what is running, sends what is due for a while. Safe to call twice. */
  stop(): Promise<void>;
}

export interface AppOptions {
  config: Config;
  /** Serve HTTP and the configured platforms. False for a talk in the terminal. */
  serve: boolean;
  /** Channels besides the configured ones. */
  channels?: readonly Channel[];
  logger?: Logger;
}

/** Opens and prepares every part; nothing is received or sent before `start`. When one cannot be opened, all are closed. */
export async function createApp(options: AppOptions): Promise<App> {
  const opened = new AsyncDisposableStack();
  try {
    return await openApp(options, opened);
  } catch (thrown) {
    await opened.disposeAsync();
    throw thrown;
  }
}

async function openApp(
  { config, serve, channels: extra = [], ...options }: AppOptions,
  opened: AsyncDisposableStack,
): Promise<App> {
  const logger = options.logger ?? createLogger(config);
  const clock = systemClock;
  const random = systemRandom;
  const self: ProcessSelf = { id: uuidv7(), host: hostname(), pid: process.pid, runsHere };
  const storage = openStorage({ url: config.DATABASE_URL, clock, random });
  opened.defer(() => storage.close());
  const applied = await migrate(storage, clock);
  if (applied.length > 0) logger.info({ applied }, 'the database was brought up to date');
  const coordination = await openCoordination({
    redisUrl: config.REDIS_URL ?? null,
    clock,
    random,
    processId: self.id,
    onDegraded: (cause) => logger.warn({ cause: errorText(cause) }, 'Redis does not answer; going on without it'),
  });
  opened.defer(() => coordination.close());
  const samples = await provideSampleOrders(config, storage);
  if (samples > 0) logger.info({ samples }, 'the sample orders were loaded; a real order takes them away');
  const flows = await createShopFlows(config, storage, logger);
  const feed = createShopOrderFeed(config, storage, flows.library);
  const knowledge = await createKnowledge({
    directory: config.KNOWLEDGE_DIR,
    cacheDirectory: config.KNOWLEDGE_CACHE_DIR,
    ...embeddingsOf(config),
    clock,
    maxWrong: config.KNOWLEDGE_MAX_WRONG,
    timeZone: config.TIME_ZONE,
    assetBase: `${config.PUBLIC_URL?.replace(/\/+$/, '') ?? ''}/knowledge/`,
    logger,
    routes: () => routesOf(flows.library),
  });
  opened.defer(() => knowledge.close());
  const words = createWords(config.KNOWLEDGE_DIR);
  let visited: (address: Address) => void = () => {};
  const transcript = createWebTranscript(storage, coordination.events, (address) => visited(address));
  const files = createStoredFiles({
    storage,
    folder: uploadsOf(config),
    mediaOf: (id, account) => channels.find((one) => one.id === id && one.account === account)?.media ?? null,
  });
  const shopParts = { config, storage, coordination, words, transcript, files, logger };
  const channels: Channel[] = [...extra, ...(serve ? await configuredChannels(shopParts) : [])];
  const abilitiesOf: AbilitiesOf = (id, account) =>
    channels.find((channel) => channel.id === id && channel.account === account)?.abilities;
  const gate = createGate({ abilitiesOf, timeZone: config.TIME_ZONE });
  const metrics = createMetrics(logger, () => countBacklog(storage.db));
  const alerts = await openShopAlerts(config, storage, logger);
  const bot = createBot({
    storage,
    coordination,
    channels,
    knowledge,
    flows,
    words,
    clock,
    random,
    self,
    observer: metrics.observer,
    defaultLocale: config.DEFAULT_LOCALE,
    staff: staffRoom(config),
    gate: createOutboxGate(gate, storage.dialect),
    alerts: alerts.desk,
  });
  const campaigns = await createShopCampaigns({ config, storage, bot, channels, words, gate, abilitiesOf, logger });
  visited = campaigns.visited;
  const care = campaigns.office;
  const desk = serve
    ? await createShopDesk({ config, storage, coordination, bot, knowledge, words, channels, files, care, logger })
    : null;
  let server: FastifyInstance | null = null;
  const receiving = new AbortController();
  let receivers: Promise<void>[] = [];
  let watching: Promise<void> = Promise.resolve();
  let staffing: Promise<void> = Promise.resolve();
  let caring: Promise<void> = Promise.resolve();
  let stopping: Promise<void> | null = null;

  async function readiness(): Promise<Readiness> {
    const migrated = await isMigrated(storage).catch(() => null);
    const state = {
      database: migrated === null ? ('unavailable' as const) : ('ready' as const),
      migrations: migrated === true ? ('ready' as const) : ('pending' as const),
      knowledge: knowledge.status().ready ? ('ready' as const) : ('loading' as const),
      coordination: coordination.health(),
    };
    const ready = migrated === true && state.knowledge === 'ready' && stopping === null;
    return { ready, ...state };
  }

  async function stop(): Promise<void> {
    receiving.abort();
    await Promise.all(receivers);
    await bot.stop(config.SHUTDOWN_MS);
    await watching;
    await staffing;
    await caring;
    await server?.close();
    await opened.disposeAsync();
  }

  return {
    knowledge,
    storage,
    async start() {
      await bot.start();
      watching = watchFlows(config, flows, knowledge, receiving.signal, logger);
      receivers = channels.map((channel) => receive(channel, bot, receiving.signal, logger));
      if (!desk) return null;
      staffing = desk.run(receiving.signal);
      caring = Promise.all([
        campaigns.run(receiving.signal),
        alerts.run({ bot, gate, abilitiesOf, feed }, receiving.signal),
      ]).then(() => {});
      server = await createServer({
        logger,
        trustProxy: config.TRUST_PROXY,
        endpoints: [
          ...channels.flatMap((channel) => channel.endpoints),
          ordersWebhook({ feed, secret: config.ORDERS_WEBHOOK_SECRET, clock }),
        ],
        orders: { feed, token: config.ORDERS_API_TOKEN },
        desk: desk.api,
        readiness,
        metrics,
        metricsToken: config.METRICS_TOKEN,
        webRoot: join(ROOT, 'dist', 'chat'),
        knowledgeRoot: resolve(config.KNOWLEDGE_DIR),
        version: VERSION,
      });
      return listen(server, config);
    },
    setupLink: async (url) => desk?.setupLink(url) ?? null,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

interface ChannelParts {
  config: Config;
  storage: Storage;
  coordination: Coordination;
  words: Words;
  transcript: WebTranscript;
  files: OwnFiles;
  logger: Logger;
}

async function configuredChannels(parts: ChannelParts): Promise<Channel[]> {
  const { config, storage, coordination, words, transcript, files, logger } = parts;
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
  if (!config.TELEGRAM_BOT_TOKEN) return [web];
  const { createTelegramChannel } = await import('./channels/telegram/index.ts');
  const telegram = createTelegramChannel({
    settings: telegramSettings(config, config.TELEGRAM_BOT_TOKEN),
    clock: systemClock,
    ownFiles: files,
    logger,
  });
  return [web, telegram];
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

function staffRoom(config: Config): StaffRoom | null {
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

/** A channel that fails to receive does not take the others with it. */
async function receive(channel: Channel, bot: Bot, signal: AbortSignal, logger: Logger): Promise<void> {
  try {
    await channel.start(bot.inbox, signal);
  } catch (cause) {
    logger.error({ channel: channel.id, cause: errorText(cause) }, 'this channel no longer receives');
  }
}

async function listen(server: FastifyInstance, config: Config): Promise<string> {
  try {
    await server.listen({ host: config.HOST, port: config.PORT });
  } catch (cause) {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    const advice = taken ? `Another program uses port ${config.PORT}; stop it or set PORT.` : 'Check HOST and PORT.';
    throw new WarmlineError('CONFIG_INVALID', `The server cannot listen on ${config.HOST}:${config.PORT}. ${advice}`, {
      cause,
    });
  }
  const bound = server.server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : config.PORT;
  return `http://${config.HOST}:${port}`;
}

/** Logs carry what happened and never what was said: texts, names, addresses and secrets are cut out. */
function createLogger(config: Config): Logger {
  const personal = ['text', 'markdown', 'name', 'peer', 'phone', 'token', 'secret', 'authorization', 'cookie'];
  return pino({
    level: config.LOG_LEVEL,
    redact: { paths: personal.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
  });
}
