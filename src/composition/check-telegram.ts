import type { Config } from '../config.ts';

/** What `warmline doctor` looks at; empty when Telegram is not switched on. */
export async function telegramChecks(config: Config): Promise<{ what: string; check: () => Promise<string> }[]> {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: apiRoot } = config;
  if (token === undefined) return [];
  const { checkTelegram } = await import('../channels/telegram/index.ts');
  return [{ what: 'Telegram', check: () => checkTelegram({ token, apiRoot }) }];
}
