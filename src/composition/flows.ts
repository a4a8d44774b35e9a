import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { noteComplained } from '../care/index.ts';
import type { Config } from '../config.ts';
import { errorText, LOCALES } from '../core/index.ts';
import { isRoom, isTopTier, storedAbout } from '../customers/index.ts';
import {
  COMPLAINT_CLOCKS,
  complaintPorts,
  createComplaintDesk,
  createFlows,
  type FlowLibrary,
  type Flows,
  openFlowLibrary,
  orderPorts,
  PORTS,
  type Port,
  recordSurvey,
} from '../flows/index.ts';
import {
  createKnowledge,
  type KnowledgeOptions,
  type KnowledgeService,
  type Route,
  watchFolder,
} from '../knowledge/index.ts';
import type { Storage } from '../storage/index.ts';
import { systemClock } from '../system.ts';
import { createConfiguredOrderDesk } from './orders.ts';
import { tellProblems } from './tell-problems.ts';

/** The shop's guided flows with everything that they may call. */
export async function createShopFlows(config: Config, storage: Storage, logger: Logger): Promise<Flows> {
  const orders = createConfiguredOrderDesk(config, storage, (cause) => logger.warn({ cause }, 'tracking is away'));
  const complaints = createComplaintDesk(storage, { ...COMPLAINT_CLOCKS, timeZone: config.TIME_ZONE });
  const complaining = complaintPorts(complaints, (call) => isTopTier(storage.db, call.customer));
  /** A complaint soon after a message of ours is counted against that message. */
  const openComplaint: Port = async (input, call) => {
    const opened = await complaining['complaints.open'](input, call);
    await storage.transact((tx) => noteComplained(tx, call.customer, call.now));
    return opened;
  };
  const record: Port = (input, call) => recordSurvey(storage, () => flows.library)(input, call);
  const flows: Flows = await createFlows({
    directory: flowDirectory(config),
    clock: systemClock,
    timeZone: config.TIME_ZONE,
    storage,
    ports: {
      ...orderPorts(orders),
      ...complaining,
      'complaints.open': openComplaint,
      'surveys.record': record,
      'customers.is_private': async (_input, call) => ({
        // The first words of a room come before it is stored.
        outcome: call.inRoom === true || (await isRoom(storage.db, call.customer)) ? 'room' : 'private',
      }),
      'customers.show_data': async (_input, call) => {
        const stored = await storedAbout(storage, call.customer);
        return { outcome: 'shown', data: { lines: [...stored.lines[call.locale]] } };
      },
    },
    onFault: (port, cause) => logger.warn({ port, cause: errorText(cause) }, 'a port of a flow failed'),
  });
  return flows;
}

/** A knowledge base without flows of its own gets those that are shipped. */
function flowDirectory(config: Config): string {
  const own = join(config.KNOWLEDGE_DIR, 'flows');
  return existsSync(own) ? own : fileURLToPath(new URL('../../knowledge-base/flows', import.meta.url));
}

/** The sentences that start flows, to be ranked among the articles. */
export function routesOf(library: FlowLibrary): readonly Route[] {
  const examples = library.examples();
  return library.flows().flatMap((flow) =>
    LOCALES.flatMap((locale): Route[] => {
      const phrases = examples
        .filter((each) => each.flow === flow.id && each.locale === locale)
        .map(({ text }) => text);
      return phrases.length === 0 ? [] : [{ name: flow.id, locale, title: flow.title[locale], phrases }];
    }),
  );
}

/** The shop's flows to look at: nothing is called and nothing remembered. */
export function openShopFlows(config: Config): Promise<FlowLibrary> {
  return openFlowLibrary({ directory: flowDirectory(config), timeZone: config.TIME_ZONE, ports: PORTS });
}

/** The knowledge base as the chat searches it: articles and the ways to flows in one index. */
export async function openKnowledge(
  config: Config,
  options: Pick<KnowledgeOptions, 'watch' | 'workshop'>,
): Promise<KnowledgeService> {
  const library = await openShopFlows(config);
  return createKnowledge({
    directory: config.KNOWLEDGE_DIR,
    cacheDirectory: config.KNOWLEDGE_CACHE_DIR,
    ...embeddingsOf(config),
    clock: systemClock,
    maxWrong: config.KNOWLEDGE_MAX_WRONG,
    timeZone: config.TIME_ZONE,
    routes: () => routesOf(library),
    ...options,
  });
}

/** The configured model for embeddings, if there is one. */
export function embeddingsOf(config: Config): Pick<KnowledgeOptions, 'embeddings'> {
  const { EMBEDDINGS_KEY: key, EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model } = config;
  return key === undefined ? {} : { embeddings: { url, key, model } };
}

/**
 * A saved flow file is live in seconds, like an article; what is wrong in it is logged with file and line. Resolves when
 * the signal has aborted.
 */
export async function watchFlows(
  config: Config,
  flows: Flows,
  knowledge: KnowledgeService,
  signal: AbortSignal,
  logger: Logger,
): Promise<void> {
  const directory = flowDirectory(config);
  const tell = tellProblems(logger, 'something is wrong in a flow file');
  tell(flows.library.problems());
  let before = JSON.stringify(routesOf(flows.library));
  await watchFolder(directory, systemClock, signal, async () => {
    try {
      await flows.reload();
      tell(flows.library.problems());
      const after = JSON.stringify(routesOf(flows.library));
      if (after !== before) await knowledge.rebuild();
      before = after;
    } catch (cause) {
      logger.warn({ cause: errorText(cause) }, 'the flows could not be reloaded; the last ones go on');
    }
  });
}
