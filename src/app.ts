import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { uuidv7 } from 'uuidv7';
import { type Bot, countBacklog, createBot, createWords, type ProcessSelf } from './bot/index.ts';
import { type AbilitiesOf, createGate, createOutboxGate } from './care/index.ts';
import { openShopAlerts } from './composition/alerts.ts';
import { assistedKnowledge } from './composition/assisted-knowledge.ts';
import { createShopCampaigns } from './composition/campaigns.ts';
import { configuredChannels, staffRoom } from './composition/channels.ts';
import { createShopFlows, embeddingsOf, routesOf, watchFlows } from './composition/flows.ts';
import { createLogger } from './composition/logger.ts';
import { openShopModel } from './composition/model.ts';
import { createShopOrderFeed, provideSampleOrders } from './composition/orders.ts';
import { createShopDesk, uploadsOf } from './composition/staff.ts';
import { createWebTranscript } from './composition/web-transcript.ts';
import { createShopWeCom } from './composition/wecom.ts';
import type { Config } from './config.ts';
import { openCoordination } from './coordination/index.ts';
import { type Address, type Channel, errorText, WarmlineError } from './core/index.ts';
import { createKnowledge, type KnowledgeService, type Workshop } from './knowledge/index.ts';
import { createMetrics, createServer, createStoredFiles, ordersWebhook, type Readiness } from './server/index.ts';
import { isMigrated, migrate, openStorage, type Storage } from './storage/index.ts';
import { runsHere, systemClock, systemRandom } from './system.ts';
import { VERSION } from './version.ts';

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
  /** Makes the knowledge base; closed by whoever opened it, after the app. */
  workshop: Workshop;
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
  { config, serve, workshop, channels: extra = [], ...options }: AppOptions,
  opened: AsyncDisposableStack,
): Promise<App> {
  const logger = options.logger ?? (await createLogger(config, process.stdout.isTTY));
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
    workshop,
  });
  opened.defer(() => knowledge.close());
  const words = createWords(config.KNOWLEDGE_DIR);
  let visited: (address: Address) => void = () => {};
  const transcript = createWebTranscript(storage, coordination.events, (address) => visited(address));
  const wecom = serve ? await createShopWeCom(config, storage, coordination, logger) : null;
  const files = createStoredFiles({
    storage,
    folder: uploadsOf(config),
    mediaOf: (id, account) => channels.find((one) => one.id === id && one.account === account)?.media ?? null,
  });
  const channels: Channel[] = [
    ...extra,
    ...(serve ? await configuredChannels(config, storage, coordination, words, transcript, files, logger) : []),
    ...(wecom?.channels ?? []),
  ];
  const abilitiesOf: AbilitiesOf = (id, account) =>
    channels.find((channel) => channel.id === id && channel.account === account)?.abilities;
  const gate = createGate({ abilitiesOf, timeZone: config.TIME_ZONE });
  const metrics = createMetrics(logger, () => countBacklog(storage.db));
  const alerts = await openShopAlerts(config, storage, logger);
  const assistant = openShopModel(config, coordination.limits, logger);
  const bot = createBot({
    storage,
    coordination,
    channels,
    knowledge:
      assistant === null
        ? knowledge
        : assistedKnowledge(knowledge, {
            assistant,
            uses: config.MODEL_USE,
            titleOf: (entry) => knowledge.entry(entry)?.question ?? null,
          }),
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
  const taskPlatformOf = wecom?.taskPlatformOf ?? (() => null);
  const campaigns = await createShopCampaigns({
    config,
    storage,
    bot,
    channels,
    words,
    gate,
    abilitiesOf,
    taskPlatformOf,
    flows: flows.library,
    logger,
  });
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
    try {
      await Promise.all(receivers);
      await bot.stop(config.SHUTDOWN_MS);
      await watching;
      await staffing;
      await caring;
    } finally {
      await server?.close();
      await opened.disposeAsync();
    }
  }

  return {
    knowledge,
    storage,
    async start() {
      await bot.start();
      void assistant?.warm();
      watching = watchFlows(config, flows, knowledge, receiving.signal, logger);
      receivers = channels.map((channel) => receive(channel, bot, receiving.signal, logger));
      if (!desk) return null;
      staffing = desk.run(receiving.signal);
      caring = Promise.all([
        campaigns.run(receiving.signal),
        alerts.run({ bot, gate, abilitiesOf, feed }, receiving.signal),
        wecom?.run(receiving.signal),
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
