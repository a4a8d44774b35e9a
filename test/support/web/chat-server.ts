import { join } from 'node:path';
import { pino } from 'pino';
import { createVisitors, createWebChannel, type WebShop } from '../../../src/channels/web/index.ts';
import { createLimits } from '../../../src/coordination/limits.ts';
import { AccountId, type IncomingMessage } from '../../../src/core/index.ts';
import { createMetrics, createServer } from '../../../src/server/index.ts';
import { systemClock } from '../../../src/system.ts';
import { type ArrayTranscript, createArrayTranscript, keepOnce } from './array-transcript.ts';

/** The web channel and the built page on a real server, with a transcript in memory in the place of the bot. */
export interface ChatServer {
  url: string;
  transcript: ArrayTranscript;
  /** Every message that was accepted for the first time, in order. */
  accepted: IncomingMessage[];
  /** Until it is let go, nothing is accepted and so nothing acknowledged. */
  hold(): { release(): void };
  /** Cuts every socket without a word, as a network does. */
  cut(): void;
  stop(): Promise<void>;
}

export interface ChatServerOptions {
  port?: number;
  allowedOrigins?: string[];
  shop?: WebShop;
  transcript?: ArrayTranscript;
  /** What is said to an accepted message. By default its own text comes back. */
  answer?: (transcript: ArrayTranscript, message: IncomingMessage) => void;
}

const SECRET = 'a secret for tests only, 32 characters and more';

export async function startChatServer(options: ChatServerOptions = {}): Promise<ChatServer> {
  const transcript = options.transcript ?? createArrayTranscript();
  const answer = options.answer ?? echo;
  const accepted: IncomingMessage[] = [];
  let gate = Promise.resolve();
  const channel = createWebChannel({
    settings: {
      site: AccountId.parse('shop'),
      secret: SECRET,
      allowedOrigins: options.allowedOrigins ?? [],
      defaultLocale: 'zh-CN',
    },
    clock: systemClock,
    transcript,
    visitors: createVisitors(SECRET),
    shop: options.shop ?? SHOP,
    limits: createLimits(),
  });
  const stopping = new AbortController();
  const receiving = channel.start(
    {
      async accept(messages) {
        await gate;
        for (const message of messages) {
          if (!keepOnce(transcript, message, message.sentAt)) continue;
          accepted.push(message);
          answer(transcript, message);
        }
      },
    },
    stopping.signal,
  );
  const logger = pino({ level: 'silent' });
  const server = await createServer({
    logger,
    trustProxy: 0,
    endpoints: channel.endpoints,
    readiness: async () => ({
      ready: true,
      database: 'ready',
      migrations: 'ready',
      knowledge: 'ready',
      coordination: 'memory',
    }),
    metrics: createMetrics(logger, async () => ({})),
    metricsToken: undefined,
    webRoot: join(import.meta.dirname, '../../../dist/chat'),
    knowledgeRoot: join(import.meta.dirname, '../../fixtures/small-shop'),
    version: '0.0.0',
  });
  const url = await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });

  return {
    url,
    transcript,
    accepted,
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return { release: resolve };
    },
    cut() {
      for (const client of server.websocketServer.clients) client.terminate();
    },
    async stop() {
      stopping.abort();
      await receiving;
      await server.close();
    },
  };
}

const SHOP: WebShop = {
  welcome: (locale) =>
    locale === 'en'
      ? { name: 'Lantern Home', greeting: 'Hello, how can we help?', starters: ['When will it arrive?'] }
      : { name: '灯下家居', greeting: '您好，有什么可以帮您？', starters: ['多久能送到？'] },
};

function echo(transcript: ArrayTranscript, message: IncomingMessage): void {
  const said = message.content.kind === 'text' ? message.content.text : message.content.kind;
  transcript.addStaff(message.from, { kind: 'text', markdown: `**${said}**` }, message.sentAt);
}
