import { readFileSync } from 'node:fs';
import { createSayFirst } from '../../../src/bot/outbox/first-words.ts';
import type { DelayFile } from '../../../src/care/alerts/delay-file.ts';
import { readDelayFile } from '../../../src/care/alerts/delay-file.ts';
import { createTransitModel } from '../../../src/care/alerts/transit-model.ts';
import {
  composeAlert,
  DELAY_SOURCE,
  delayRulesOf,
  type QueueReport,
  queuePlanned,
  sweepDelays,
  watchBookings,
} from '../../../src/care/index.ts';
import { CustomerId } from '../../../src/core/index.ts';
import { bookedOrder, createOrderFeed, FedOrders } from '../../../src/customers/index.ts';
import type { Storage } from '../../../src/storage/index.ts';
import { type CareShop, careShop, HOUR, NOON } from '../care.ts';
import { createTestClock } from '../clock.ts';

/** The shipped file, with changes. */
export function delayFile(change: (file: DelayFile) => void = () => {}): DelayFile {
  const source = readFileSync(new URL('../../../knowledge-base/alerts/delay.yaml', import.meta.url), 'utf8');
  const read = readDelayFile('delay.yaml', source);
  if (read.kind === 'broken') throw new Error(JSON.stringify(read.problems));
  change(read.value);
  return read.value;
}

export interface AlertShop extends CareShop {
  file: DelayFile;
  /** News of an order of `p-NAME`, as another system tells them at `now`. */
  tell(name: string, order: Record<string, unknown>, now?: number): Promise<void>;
  sweep(now?: number): Promise<{ looked: number; acted: number }>;
  /** Takes up alerts that had to wait. */
  takeUp(now?: number): Promise<QueueReport>;
  /** Texts that wait in the outbox or have left it, oldest first. */
  words(): Promise<string[]>;
  occasions(name: string): Promise<string[]>;
}

export function alertShop(storage: Storage, change?: (file: DelayFile) => void): AlertShop {
  const shop = careShop(storage);
  const file = delayFile(change);
  const parts = {
    storage,
    gate: shop.gate,
    sayFirst: createSayFirst([]),
    abilitiesOf: () => ({ proactive: { kind: 'free' } as const }),
    file: () => file,
    model: createTransitModel({ enough: 30, plainMs: delayRulesOf(file).plainMs }),
    timeZone: 'Asia/Shanghai',
  };
  return {
    ...shop,
    file,
    async tell(name, order, now = NOON) {
      const feed = createOrderFeed(storage, createTestClock(now), (tx, bookings, at) =>
        watchBookings(tx, bookings, at, 'Asia/Shanghai'),
      );
      const fed = FedOrders.parse({
        orders: [
          { number: `A-${name}`, stage: 'shipped', title: '落地灯', customer: CustomerId.parse(`p-${name}`), ...order },
        ],
      });
      await feed.take(fed.orders.map(bookedOrder));
    },
    sweep: (now = NOON) => sweepDelays(parts, 200, now),
    takeUp: (now = NOON) =>
      queuePlanned({ ...parts, compose: (tx, row) => composeAlert(tx, file, row) }, DELAY_SOURCE, 100, now),
    async words() {
      const rows = await storage.db.selectFrom('outbox').select('reply').orderBy('id').execute();
      return rows.map((row) => {
        const reply = JSON.parse(row.reply) as { markdown?: string; prompt?: string };
        return reply.markdown ?? reply.prompt ?? '';
      });
    },
    async occasions(name) {
      return (await shop.ledger(name)).map((row) => `${row.occasion.replace(/alert:delay:\w+:/, '')} ${row.status}`);
    },
  };
}

export const PROMISE = { promisedAt: Temporal.Instant.fromEpochMilliseconds(NOON + 12 * HOUR).toString() };
