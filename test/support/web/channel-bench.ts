import { createVisitors, createWebChannel, type WebLimits, type WebSettings } from '../../../src/channels/web/index.ts';
import { AccountId, type Channel, type IncomingMessage, type SocketEndpoint } from '../../../src/core/index.ts';
import { createTestClock, type TestClock } from '../clock.ts';
import { type ArrayTranscript, createArrayTranscript, keepOnce } from './array-transcript.ts';
import { createWire, type Wire } from './wire.ts';

/** The started web channel over a transcript in memory, and wires into it. */
export interface ChannelBench {
  channel: Channel;
  clock: TestClock;
  transcript: ArrayTranscript;
  accepted: IncomingMessage[];
  /** What stands between a message and its being kept; replace it to delay or refuse. */
  door: (message: IncomingMessage) => Promise<void>;
  connect(headers?: Record<string, string>): Wire;
  stop(): Promise<void>;
}

const SECRET = 'a secret for tests only, 32 characters and more';

export function createChannelBench(settings: Partial<WebSettings> = {}): ChannelBench {
  const clock = createTestClock();
  const transcript = createArrayTranscript();
  const accepted: IncomingMessage[] = [];
  const channel = createWebChannel({
    settings: {
      site: AccountId.parse('shop'),
      secret: SECRET,
      allowedOrigins: [],
      defaultLocale: 'zh-CN',
      ...settings,
    },
    clock,
    transcript,
    visitors: createVisitors(SECRET),
    shop: { welcome: (locale) => ({ name: 'Shop', greeting: `hello in ${locale}`, starters: [] }) },
    limits: createLimits(clock),
  });
  const stopping = new AbortController();
  const bench: ChannelBench = {
    channel,
    clock,
    transcript,
    accepted,
    door: async () => {},
    connect(headers = {}) {
      const endpoint = channel.endpoints.find((one): one is SocketEndpoint => one.kind === 'socket');
      const wire = createWire();
      endpoint?.connect(wire.server, { headers, query: {}, params: {}, ip: '127.0.0.1' });
      return wire;
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
  const running = channel.start(
    {
      async accept(messages) {
        for (const message of messages) {
          await bench.door(message);
          if (keepOnce(transcript, message, message.sentAt)) accepted.push(message);
        }
      },
    },
    stopping.signal,
  );
  return bench;
}

/** The shared limits, but on the clock of the test: at most `count` in each window that begins with a first use. */
function createLimits(clock: TestClock): WebLimits {
  const windows = new Map<string, { until: number; used: number }>();
  return {
    async take(key, { count, perMs }) {
      const known = windows.get(key);
      const current = known && known.until > clock.now() ? known : { until: clock.now() + perMs, used: 0 };
      current.used += 1;
      windows.set(key, current);
      return current.used > count ? current.until - clock.now() : 0;
    },
  };
}

/** Lets everything that is ready to run do so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
