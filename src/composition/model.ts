import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Limits } from '../coordination/index.ts';
import { detectLocale } from '../knowledge/index.ts';
import { type Assistant, createAssistant, createLanguageModel, openChatModel } from '../model/index.ts';

/** The configured language model, or null without a key. Its packages are not loaded here. `logger` hears outcomes, no texts. */
export function openShopModel(config: Config, limits: Limits | null, logger: Logger | null): Assistant | null {
  const { MODEL_KEY: key, MODEL_URL: url, MODEL_NAME: name, MODEL_PROVIDER: provider } = config;
  if (key === undefined) return null;
  const rate = { count: config.MODEL_PER_MINUTE, perMs: 60_000 };
  const model = createLanguageModel({
    open: () => openChatModel({ provider, url, key, name }),
    timeoutMs: config.MODEL_TIMEOUT_MS,
    mayAsk: async (asker) => limits === null || (await limits.take(`model:${asker}`, rate)) === 0,
  });
  return createAssistant({
    model,
    localeOf: detectLocale,
    onOutcome: (use, outcome) => logger?.info({ use, outcome }, 'the language model was asked'),
  });
}
