import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { AlertDesk, Bot } from '../bot/index.ts';
import {
  type AbilitiesOf,
  composeAlert,
  createTransitMemory,
  DELAY_SOURCE,
  type DelayLibrary,
  delayRulesOf,
  type Gate,
  openDelayLibrary,
  pressedAlert,
  type QueueParts,
  queuePlanned,
  replyToChoice,
  sweepDelays,
} from '../care/index.ts';
import type { Config } from '../config.ts';
import { errorText } from '../core/index.ts';
import {
  LIFECYCLE_SCHEME,
  MEMBERSHIP_SCHEME,
  type OrderFeed,
  refreshFigures,
  refreshTiers,
} from '../customers/index.ts';
import { watchFolder } from '../knowledge/index.ts';
import type { Storage } from '../storage/index.ts';
import { systemClock } from '../system.ts';
import { pollOrders } from './orders.ts';

/** Alerts of one installation, and what keeps customers' figures up to date. */
export interface ShopAlerts {
  /** What is behind the buttons of an alert; the bot needs it before the rest can run. */
  desk: AlertDesk;
  /** Sweeps until the signal aborts. */
  run(work: ShopAlertsWork, signal: AbortSignal): Promise<void>;
}

export interface ShopAlertsWork {
  bot: Bot;
  gate: Gate;
  abilitiesOf: AbilitiesOf;
  feed: OrderFeed;
}

const SWEEP_MS = 2_000;
const MINUTE_MS = 60_000;
const TIERS_EVERY_MS = 20 * 3_600_000;
/** Orders looked at in one go: some tens of milliseconds of work. */
const LOOKS = 200;
/** Alerts that waited (for the morning, for a case to end) and are taken up in one go. */
const TAKEN_UP = 50;
const TIERS_MARK = 'tiers.refreshed-at';

export async function openShopAlerts(config: Config, storage: Storage, logger: Logger): Promise<ShopAlerts> {
  const path = delayFile(config);
  const library = await openShopDelays(config);
  return {
    desk: {
      pressed: (choice, id, customer) => pressedAlert(storage.db, { choice, id }, customer),
      reply: (pressed, locale) => replyToChoice(library.file(), pressed, locale),
    },
    run: (work, signal) => runAlerts({ config, storage, library, path, logger, ...work }, signal),
  };
}

/** What is said of delays; throws CARE_INVALID with file and line when the file cannot be used. */
export function openShopDelays(config: Config): Promise<DelayLibrary> {
  return openDelayLibrary(delayFile(config));
}

interface AlertRun extends ShopAlertsWork {
  config: Config;
  storage: Storage;
  library: DelayLibrary;
  path: string;
  logger: Logger;
}

async function runAlerts(run: AlertRun, signal: AbortSignal): Promise<void> {
  const { config, storage, library, bot, gate, abilitiesOf, feed, logger } = run;
  const clock = systemClock;
  const rules = delayRulesOf(library.file());
  const memory = createTransitMemory(storage, { enough: 30, plainMs: rules.plainMs });
  const parts = {
    storage,
    gate,
    sayFirst: bot.sayFirst,
    abilitiesOf,
    file: library.file,
    model: memory.model,
    timeZone: config.TIME_ZONE,
  };
  const waiting: QueueParts = { ...parts, compose: (tx, row) => composeAlert(tx, library.file(), row) };
  const sweep = async () => {
    for (;;) {
      const report = await sweepDelays(parts, LOOKS, clock.now());
      if (report.acted > 0) bot.wakeOutbox();
      if (report.looked < LOOKS || signal.aborted) break;
    }
    const taken = await queuePlanned(waiting, DELAY_SOURCE, TAKEN_UP, clock.now());
    if (taken.queued > 0) bot.wakeOutbox();
  };
  const every = async (name: string, ms: number, work: () => Promise<unknown>) => {
    while (!signal.aborted) {
      await work().catch((cause: unknown) => logger.error({ name, cause: errorText(cause) }, 'a sweep of care failed'));
      await clock.sleep(ms, signal);
    }
  };
  await memory.refresh();
  await Promise.all([
    every('delays', SWEEP_MS, sweep),
    every('figures', MINUTE_MS, () => refreshFigures(storage, clock.now())),
    every('transit', MINUTE_MS, () => memory.refresh()),
    every('tiers', MINUTE_MS, () => refreshTiersDaily(config, storage, clock.now())),
    every('forget', TIERS_EVERY_MS, () => memory.forget()),
    every('polling', MINUTE_MS, () => pollOrders(config, storage, feed, signal, clock.now())),
    followFile(run, signal),
  ]);
}

/** Once in 20 hours for all processes together: days pass without an event, so everybody is looked at. */
async function refreshTiersDaily(config: Config, storage: Storage, now: number): Promise<void> {
  if (config.TIER_SCHEME === 'none') return;
  const row = await storage.db.selectFrom('settings').select('value').where('name', '=', TIERS_MARK).executeTakeFirst();
  if (row && now - Number(row.value) < TIERS_EVERY_MS && Number(row.value) <= now) return;
  const value = String(now);
  await storage.transact((tx) =>
    tx
      .insertInto('settings')
      .values({ name: TIERS_MARK, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute(),
  );
  await refreshFigures(storage, now);
  await refreshTiers(storage, config.TIER_SCHEME === 'lifecycle' ? LIFECYCLE_SCHEME : MEMBERSHIP_SCHEME, now);
}

/** A saved file is live in seconds; one with mistakes is told, and the last one goes on. */
function followFile({ library, path, logger }: AlertRun, signal: AbortSignal): Promise<void> {
  let told = '';
  return watchFolder(dirname(path), systemClock, signal, async () => {
    const problems = await library.reload().catch((cause: unknown) => errorText(cause));
    const text = JSON.stringify(problems);
    if (problems.length > 0 && text !== told) logger.warn({ problems }, 'alerts/delay.yaml is not used as it is now');
    told = text;
  });
}

/** A knowledge base without alerts of its own gets those that are shipped. */
function delayFile(config: Config): string {
  const own = join(config.KNOWLEDGE_DIR, 'alerts', 'delay.yaml');
  return existsSync(own) ? own : fileURLToPath(new URL('../../knowledge-base/alerts/delay.yaml', import.meta.url));
}
