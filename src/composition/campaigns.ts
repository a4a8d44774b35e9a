import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Bot, Words } from '../bot/index.ts';
import {
  type AbilitiesOf,
  type CareOffice,
  createCampaignDesk,
  type Gate,
  noteVisit,
  openRuleLibrary,
  type RuleLibrary,
  runCare,
  type TaskPlatformOf,
} from '../care/index.ts';
import type { Config } from '../config.ts';
import { type Address, type Channel, errorText, PeerId } from '../core/index.ts';
import type { FlowLibrary } from '../flows/index.ts';
import { announce } from '../handoff/index.ts';
import { watchFolder } from '../knowledge/index.ts';
import type { Storage } from '../storage/index.ts';
import { systemClock } from '../system.ts';
import { tellProblems } from './tell-problems.ts';

/** Care rules and campaigns of one installation. */
export interface ShopCampaigns {
  office: CareOffice;
  /** Somebody is looking at a channel on which messages wait for them. */
  visited(address: Address): void;
  /** Plans and lets go, and reads rules that were saved, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface ShopCampaignsParts {
  config: Config;
  storage: Storage;
  bot: Bot;
  channels: readonly Channel[];
  words: Words;
  gate: Gate;
  abilitiesOf: AbilitiesOf;
  /** Platforms on which employees send what a campaign proposes. */
  taskPlatformOf: TaskPlatformOf;
  /** Dialogues that a button may begin. */
  flows: Pick<FlowLibrary, 'flows'>;
  logger: Logger;
}

export async function createShopCampaigns(parts: ShopCampaignsParts): Promise<ShopCampaigns> {
  const { config, storage, bot, channels, words, gate, abilitiesOf, taskPlatformOf, flows, logger } = parts;
  const clock = systemClock;
  const rules = await openShopRules(config);
  const speech = {
    shopName: (locale: 'zh-CN' | 'en') => words.say(locale, 'shopName'),
    words: rules.words,
    timeZone: config.TIME_ZONE,
  };
  const startable = () => flows.flows().map(({ id, title }) => ({ id, title }));
  const audience = { storage, gate, abilitiesOf, timeZone: config.TIME_ZONE, flows: startable };
  const telegram = channels.find(({ id }) => id === 'telegram');
  return {
    office: {
      campaigns: createCampaignDesk(audience),
      audience,
      rules,
      speech,
      channels,
      async sendToColleague(account, reply) {
        if (!telegram) return false;
        await bot.sayAside({ channel: telegram.id, account: telegram.account, peer: PeerId.parse(account) }, reply);
        return true;
      },
    },
    visited(address) {
      noteVisit(storage, address, clock.now()).catch((cause: unknown) =>
        logger.warn({ cause: errorText(cause) }, 'a visit could not be noted; the next one makes up for it'),
      );
    },
    async run(signal) {
      const work = {
        ...audience,
        clock,
        library: rules,
        taskPlatformOf,
        sayFirst: bot.sayFirst,
        speech,
        committed: () => bot.wakeOutbox(),
        fault: (where: string, thrown: unknown) => logger.error({ where, fault: errorText(thrown) }, 'care failed'),
        changed: async (campaign: string) => {
          await storage.transact((tx) => announce(tx, { kind: 'campaign', campaign }, clock.now()));
          bot.deskCommitted();
        },
      };
      await Promise.all([runCare(work, signal), watchRules(config, rules, signal, logger)]);
    },
  };
}

/** The shop's own rules. A knowledge base without any has none: nobody is written to in words that the shop never saw. */
export function openShopRules(config: Config): Promise<RuleLibrary> {
  return openRuleLibrary(ruleDirectory(config));
}

function ruleDirectory(config: Config): string | null {
  const own = join(config.KNOWLEDGE_DIR, 'care');
  return existsSync(own) ? own : null;
}

/** A saved rule is live in seconds; what is wrong in it is logged with file and line, and the last good one goes on. */
async function watchRules(config: Config, rules: RuleLibrary, signal: AbortSignal, logger: Logger): Promise<void> {
  const directory = ruleDirectory(config);
  if (directory === null) return;
  const tell = tellProblems(logger, 'something is wrong in a file of care rules');
  tell(rules.problems());
  await watchFolder(directory, systemClock, signal, async () => {
    try {
      tell(await rules.reload());
    } catch (cause) {
      logger.warn({ cause: errorText(cause) }, 'the care rules could not be read; the last ones go on');
    }
  });
}
