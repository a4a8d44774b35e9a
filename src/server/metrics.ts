import type { Logger } from 'pino';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { BotObserver } from '../bot/index.ts';
import { errorText, isOutage } from '../core/index.ts';

export interface Metrics {
  registry: Registry;
  observer: BotObserver;
}

/** Seconds from a few milliseconds, which a turn takes, to the minute, after which a reply is plainly late. */
const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** Prometheus metrics and the log lines of the bot's work. `countBacklog` is asked when /metrics is read. */
export function createMetrics(logger: Logger, countBacklog: () => Promise<Record<string, number>>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'warmline_' });
  const registers = [registry];
  const turns = new Histogram({
    name: 'warmline_turn_seconds',
    help: 'From the acceptance of a message to the commit of its turn',
    labelNames: ['outcome'],
    buckets: LATENCY_BUCKETS,
    registers,
  });
  const sends = new Histogram({
    name: 'warmline_send_seconds',
    help: 'From the commit of a reply to what became of its send',
    labelNames: ['channel', 'result'],
    buckets: LATENCY_BUCKETS,
    registers,
  });
  const faults = new Counter({
    name: 'warmline_faults_total',
    help: 'Faults survived',
    labelNames: ['where'],
    registers,
  });
  new Gauge({
    name: 'warmline_backlog',
    help: 'Rows that wait: accepted messages, due sends, and sends that somebody has to decide on',
    labelNames: ['queue'],
    registers,
    async collect() {
      this.reset();
      // While the database is away nobody knows; everything else is still told, and is what one looks at then.
      const known = await countBacklog().catch(() => ({}));
      for (const [queue, rows] of Object.entries(known)) this.set({ queue }, rows);
    },
  });
  const observer: BotObserver = {
    fault(where, thrown) {
      faults.inc({ where });
      logger[isOutage(thrown) ? 'debug' : 'error']({ where, fault: errorText(thrown) }, 'a fault was survived');
    },
    turn(outcome, waitedMs) {
      turns.observe({ outcome }, waitedMs / 1000);
      if (outcome === 'parked') logger.error('a message was parked; see "warmline inbox list"');
    },
    sent(channel, result, ageMs) {
      sends.observe({ channel, result }, ageMs / 1000);
      if (result !== 'sent') logger.warn({ channel, result }, 'a send did not go through');
    },
  };
  return { registry, observer };
}
