import { Api } from 'grammy';
import { explain } from './failure.ts';
import type { TelegramSettings } from './settings.ts';
import { createTransport } from './transport.ts';

const PATIENCE_SECONDS = 10;

/** For `warmline doctor`: asks Telegram whose the token is. Throws in words that say what to do, without the token. */
export async function checkTelegram({ token, apiRoot }: Pick<TelegramSettings, 'token' | 'apiRoot'>): Promise<string> {
  const fetch = createTransport(apiRoot, PATIENCE_SECONDS * 1000);
  const api = new Api(token, { apiRoot, fetch, timeoutSeconds: PATIENCE_SECONDS });
  const bot = await api.getMe().catch((error: unknown) => {
    throw new Error(explain(error));
  });
  return `@${bot.username} answers`;
}
